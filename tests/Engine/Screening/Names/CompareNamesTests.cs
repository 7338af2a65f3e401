using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening.Names;

/// <summary>Which names are one at the shipped thresholds and which are not, and why. All of them are invented.</summary>
[Suite(Suite.Unit)]
public sealed class CompareNamesTests
{
    private readonly CompareNames compare = new(ShippedPolicy.Policy);

    [Theory]
    [InlineData("Askold Quillfeather", "Askold Quillfeather", PairRule.Same)]
    [InlineData("ASKOLD QUILLFEATHER", "Quillfeather, Askold", PairRule.Same)]                 // as registers write it
    [InlineData("Дмитрий Вертолётов", "Dmitriy Vertoletov", PairRule.Same)]
    [InlineData("王晓明", "Wang Xiaoming", PairRule.Same)]
    [InlineData("田中花子", "Hanako Tanaka", PairRule.Same)]                                    // read in Japanese
    [InlineData("Giuseppe Quillfeather", "Joseph Quillfeather", PairRule.Lexicon)]
    [InlineData("Abd al-Rahman al-Quorvexi", "Abdurrahman Quorvexi", PairRule.Lexicon)]
    [InlineData("محمد الخفاجي", "Mohammed Al-Khafaji", PairRule.Lexicon)]                      // no short vowels
    [InlineData("김철수", "Kim Chul-soo", PairRule.Lexicon)]
    [InlineData("דוד אליעזר", "David Eliezer", PairRule.Lexicon)]
    [InlineData("Евгений Кворвексов", "Yevgeny Quorvexov", PairRule.Sound)]
    [InlineData("سليم بن زلمور", "Salim bin Zelmor", PairRule.Sound)]
    [InlineData("Askold Quillfeather", "Ascold Quilfeather", PairRule.Sound)]
    [InlineData("Rashid al-Quorvexi", "Rasheed Al Quorveksi", PairRule.Sound)]
    [InlineData("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos", PairRule.Sound)]
    [InlineData("Askold Brem Quillfeather", "Askold B. Quillfeather", PairRule.Initial)]
    [InlineData("Jean Claude Hartigan", "Jeanclaude Hartigan", PairRule.Joined)]
    [InlineData("Mac Quillfeather", "MacQuillfeather", PairRule.Joined)]
    [InlineData("王晓明", "Wang Xiao Ming", PairRule.Joined)]
    public void Persons_that_are_one_are_hits_at_every_threshold(string query, string candidate, PairRule because)
    {
        var found = compare.Compare(query, NameOf.Person, candidate, NameOf.Person);
        Assert.True(found.Score >= ShippedPolicy.Policy.Thresholds.Transfer, $"{found.Score}");
        Assert.Contains(found.Pairs, pair => pair.Rule == because);
    }

    [Theory]
    [InlineData("A. Quillfeather", "Askold Quillfeather")]         // one letter for a name
    [InlineData("JC Hartigan", "Jean Claude Hartigan")]
    [InlineData("Dmitry Petrovich Vertolyotov", "Dmitry Vertolyotov")]     // a patronymic left out
    [InlineData("Mark Keldan", "Mary Keldan")]                     // one letter, which may be a slip
    public void What_may_well_be_one_is_looked_at_when_a_customer_comes_and_does_not_stop_a_transfer(string query, string candidate) =>
        Assert.InRange(compare.Compare(query, NameOf.Person, candidate, NameOf.Person).Score, ShippedPolicy.Policy.Thresholds.Onboarding, ShippedPolicy.Policy.Thresholds.Transfer);

    [Theory]
    [InlineData("Askold Quillfeather", "Askold Hartigan")]         // another family name
    [InlineData("Askold Quillfeather", "Margaret Quillfeather")]   // a relative
    [InlineData("Ivan Petrovich Kvorveksov", "Ivan Ivanovich Kvorveksov")]     // another father
    [InlineData("Ivan KVORVEKSOV", "Ivan ZELMOROV")]
    [InlineData("Askold", "Askold Quillfeather")]                  // one word of two
    [InlineData("Askold Quillfeather", "Quillfeather")]
    [InlineData("王晓明", "Wang Daming")]
    [InlineData("김철수", "Park Chol Su")]
    [InlineData("김철수", "김철호")]
    [InlineData("محمد الخفاجي", "محمد الزمورفي")]
    [InlineData("Muhammad Ali", "Muhammad Salih")]
    [InlineData("Dr. Askold Quillfeather", "Dr. Salim Zelmor")]    // a title in common
    [InlineData("bin al Keldan", "bin al Zelmor")]                 // particles in common
    public void Persons_that_are_two_are_no_hits_at_any_threshold(string query, string candidate) =>
        Assert.InRange(compare.Compare(query, NameOf.Person, candidate, NameOf.Person).Score, 0, ShippedPolicy.Policy.Thresholds.Onboarding - 0.001f);

    [Theory]
    [InlineData("Quorvex Trading Limited", "QUORVEX TRADING LTD.", PairRule.Same)]
    [InlineData("OOO Quorvex", "Quorvex", PairRule.Same)]                                      // a form left out
    [InlineData("ООО Кворвекс", "Kvorveks LLC", PairRule.Same)]
    [InlineData("Quorvex Bank", "Bank Quorvex", PairRule.Same)]
    [InlineData("Quorvex Steel Company", "Quorvex Stahlwerk", PairRule.Lexicon)]
    [InlineData("شركة كورفكس للتجارة", "Korfeks Trading Company", PairRule.Lexicon)]
    [InlineData("Zelmor Research Institute of Chemistry", "Научно-исследовательский институт химии Зелмор", PairRule.Lexicon)]
    [InlineData("Банк Кворвекс", "Quorvex Bank", PairRule.Sound)]
    [InlineData("Quorvex Trading", "Quorvexx Trading", PairRule.Spelling)]
    [InlineData("Sun Light Maritime Quorvex", "Sunlight Maritime Quorvex", PairRule.Joined)]
    [InlineData("Zelmor Northern Iron Oil Company", "ZNIOC", PairRule.Acronym)]
    [InlineData("Zelmor Iron Works", "ZIW", PairRule.Acronym)]
    public void Organisations_that_are_one_are_hits_when_they_mint_or_redeem(string query, string candidate, PairRule because)
    {
        var found = compare.Compare(query, NameOf.Organisation, candidate, NameOf.Organisation);
        Assert.True(found.Score >= ShippedPolicy.Policy.Thresholds.MintRedeem, $"{found.Score}");
        Assert.Contains(found.Pairs, pair => pair.Rule == because);
    }

    [Theory]
    [InlineData("Quorvex Holding", "Zelmor Holding")]              // the common word agrees
    [InlineData("Quorvex", "Quorvex Bank")]
    [InlineData("Quorvex Shipping Fund 2", "Quorvex Shipping Fund 3")]
    [InlineData("Quorvex Plant No. 5", "Quorvex Plant No. 6")]
    [InlineData("General Trading Company Limited", "Quorvex Trading Company Limited")]
    [InlineData("Limited", "Quorvex Limited")]                     // a form in common
    public void Organisations_that_are_two_are_no_hits_at_any_threshold(string query, string candidate) =>
        Assert.InRange(compare.Compare(query, NameOf.Organisation, candidate, NameOf.Organisation).Score, 0, ShippedPolicy.Policy.Thresholds.Onboarding - 0.001f);

    [Theory]
    [InlineData("SEA QUORVEX 7", "SEA QUORVEX VII", true)]
    [InlineData("SEA QUORVEX 7", "Sea Quorvex Seven", true)]
    [InlineData("SEA QUORVEX 7", "SEA QUORVEX 8", false)]          // a sister ship
    [InlineData("SEA QUORVEX VI", "SEA QUORVEX VII", false)]
    [InlineData("SEA QUORVEX", "SEA ZELMOR", false)]
    public void Ships_are_told_apart_by_their_numbers(string query, string candidate, bool hit) =>
        Assert.Equal(hit, compare.Compare(query, NameOf.Vessel, candidate, NameOf.Vessel).Score >= ShippedPolicy.Policy.Thresholds.MintRedeem);

    [Fact]
    public void A_legal_form_of_another_kind_speaks_against_and_one_of_the_same_kind_hardly()
    {
        var (same, kin, other) = (Score("Quorvex Trading Ltd", "Quorvex Trading Limited"), Score("Quorvex Trading GmbH", "Quorvex Trading Limited"), Score("Quorvex Trading JSC", "Quorvex Trading Limited"));
        Assert.True(same > kin && kin > other, $"{same}, {kin}, {other}");
    }

    /// <summary>Pairs with everything that a comparison can have: other scripts, words left on both sides, initials, forms, nothing at all.</summary>
    public static TheoryData<string, string, NameOf> Explained => new()
    {
        { "Askold Quillfeather", "Quillfeather Askold", NameOf.Person },
        { "Dmitry Petrovich Vertolyotov", "Дмитрий Сергеевич Вертолётов", NameOf.Person },
        { "A. B. Quillfeather", "Askold Zorvath Quilfaether", NameOf.Person },
        { "王晓明", "Wong Hiu Ming", NameOf.Person },
        { "Quorvex Trading Company JSC", "Quorvex Handels GmbH 2", NameOf.Organisation },
        { "National Zelmor Oil Company", "NZOC", NameOf.Organisation },
        { "SEA QUORVEX 7", "SEA ZELMOR 8", NameOf.Vessel },
        { "", "Askold Quillfeather", NameOf.Person },
    };

    [Theory]
    [MemberData(nameof(Explained))]
    public void The_explanation_adds_up_to_the_score_and_names_every_word(string query, string candidate, NameOf of)
    {
        var found = compare.Compare(query, of, candidate, of);
        Assert.Equal(found.Logit, found.Bias + found.Features.Sum(feature => feature.Points), 4);
        Assert.Equal(found.Score, 1 / (1 + Math.Exp(-found.Logit)), 5);
        Assert.Equal(of == NameOf.Person ? ShippedPolicy.Policy.PersonBias : ShippedPolicy.Policy.OtherBias, found.Bias);
        foreach (var feature in found.Features)
        {
            var line = ShippedPolicy.Policy.Lines.Single(line => line.Feature == feature.Feature);
            Assert.Equal(Math.Clamp(feature.Value * (of == NameOf.Person ? line.Person : line.Other), -line.Bound, line.Bound), feature.Points, 5);
        }

        var words = found.Pairs.SelectMany(pair => pair.Query.Split(' ')).Concat(found.QueryRest);
        var carrying = ShippedPolicy.Policy.Readings(query, of).Select(reading => reading.Tokens.SelectMany(token => token.Written.Split(' ')).Order().ToArray());
        Assert.Contains(words.Order().ToArray(), carrying);
    }

    [Theory]
    [MemberData(nameof(Explained))]
    public void The_same_names_have_the_same_score_whoever_compared_what_before(string query, string candidate, NameOf of)
    {
        var first = compare.Compare(query, of, candidate, of);
        compare.Compare("Salim bin Zelmor al-Quorvexi the Third of His Name", of, "Quorvex Trading Company Limited", of);
        Assert.Equivalent(first, compare.Compare(query, of, candidate, of), strict: true);
        Assert.Equivalent(first, new CompareNames(NamePolicy.Read(ShippedPolicy.Folder)).Compare(query, of, candidate, of), strict: true);
    }

    private float Score(string query, string candidate) => compare.Compare(query, NameOf.Organisation, candidate, NameOf.Organisation).Score;
}
