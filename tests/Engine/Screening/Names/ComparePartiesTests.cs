using System.Globalization;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening.Names;

/// <summary>What is known of two parties beside their names: each thing has a sign, and none hides a full name.</summary>
[Suite(Suite.Unit)]
public sealed class ComparePartiesTests
{
    private static readonly NamePolicy policy = ShippedPolicy.Policy;
    private readonly CompareParties compare = new(policy);

    [Theory]
    [InlineData("1961-03-12", "1961-03-12", Qualifier.SameBirthDate)]
    [InlineData("1961-03-12", "1961-12-03", Qualifier.NearBirthDate)]      // day and month changed places
    [InlineData("1961-03-12", "1961-03-21", Qualifier.NearBirthDate)]
    [InlineData("1961-03-12", "1967-03-12", Qualifier.NearBirthDate)]      // a digit of the year
    [InlineData("1961-03-12", "1961", Qualifier.NearBirthDate)]            // a list that knows the year
    [InlineData("1961-03-12", "1962", Qualifier.NearBirthDate)]
    [InlineData("1961-03-12", "1963-07-01", Qualifier.OtherBirthYear)]     // two years
    [InlineData("1961", "1971", Qualifier.OtherBirthYear)]                 // ten
    [InlineData("1961", "1972", Qualifier.FarBirthYear)]                   // eleven
    [InlineData("1961-03-12", "1931-03-12", Qualifier.FarBirthYear)]       // another generation, the day apart
    public void Dates_of_birth_speak_by_how_far_they_are_apart(string one, string other, Qualifier evidence) =>
        Assert.Equal([evidence], Evidence(Facts(born: one), Facts(born: other)));

    [Fact]
    public void Of_several_dates_of_birth_the_nearest_speaks() =>
        Assert.Equal([Qualifier.SameBirthDate], Evidence(Facts(born: "1961-03-12"), Facts() with { BirthDates = [Born("1931"), Born("1961-03-12"), Born("1980")] }));

    [Theory]
    [InlineData("IR", "IR", Qualifier.SameCountry)]
    [InlineData("IR", "SY", Qualifier.OtherCountry)]
    public void Countries_speak_where_both_are_known(string one, string other, Qualifier evidence) => Assert.Equal([evidence], Evidence(Facts(country: one), Facts(country: other)));

    [Fact]
    public void What_one_of_them_does_not_tell_says_nothing()
    {
        var all = new PartyFacts([Born("1961-03-12")], ["IR"], ListedGender.Male, ["A12345"]);
        Assert.Empty(Evidence(all, PartyFacts.None));
        Assert.Empty(Evidence(PartyFacts.None, all));
    }

    [Theory]
    [InlineData(Qualifier.SameIdentifier, 1)]
    [InlineData(Qualifier.SameBirthDate, 1)]
    [InlineData(Qualifier.NearBirthDate, 1)]
    [InlineData(Qualifier.SameCountry, 1)]
    [InlineData(Qualifier.OtherBirthYear, -1)]
    [InlineData(Qualifier.FarBirthYear, -1)]
    [InlineData(Qualifier.OtherCountry, -1)]
    [InlineData(Qualifier.OtherGender, -1)]
    [InlineData(Qualifier.OtherKind, -1)]
    public void Each_piece_of_evidence_has_its_sign(Qualifier evidence, int sign)
    {
        Assert.Equal(sign, Math.Sign(policy.Points(evidence)));
        Assert.Equal(sign, Math.Sign(policy.Qualify(0, false, [evidence]) - policy.Qualify(0, false, [])));
    }

    [Fact]
    public void Nothing_that_speaks_against_hides_a_full_name()
    {
        var query = new PartyFacts([Born("1961-03-12")], ["IR"], ListedGender.Male, ["A12345"]);
        var listed = new PartyFacts([Born("1931")], ["SY"], ListedGender.Female, ["B99999"]);
        var found = compare.Compare(["Askold Quillfeather"], NameOf.Person, query, ["Askold Quillfeather"], NameOf.Organisation, listed);
        Assert.Equal([Qualifier.OtherKind, Qualifier.FarBirthYear, Qualifier.OtherCountry, Qualifier.OtherGender], found.Evidence.Select(one => one.Evidence));
        Assert.All(found.Evidence, one => Assert.Equal(policy.Points(one.Evidence), one.Points));
        Assert.True(found.Name.FullName);
        Assert.Equal(policy.Thresholds.Transfer, found.Score, 4);          // the highest threshold, and not a hair below
        Assert.True(found.Score >= policy.Thresholds.Transfer, $"{found.Score:R} is below {policy.Thresholds.Transfer:R}");
    }

    [Theory]
    [InlineData(Qualifier.OtherBirthYear)]
    [InlineData(Qualifier.FarBirthYear)]
    [InlineData(Qualifier.OtherCountry)]
    [InlineData(Qualifier.OtherGender)]
    [InlineData(Qualifier.OtherKind)]
    public void A_full_name_stays_a_hit_at_every_threshold_that_it_reached_alone(Qualifier against)
    {
        foreach (var alone in new[] { 0.71f, 0.8f, 0.85f, 0.9f, 0.99f })
        {
            var qualified = policy.Qualify(NamePolicy.Logit(alone), true, [against, against, against]);
            Assert.All(new[] { policy.Thresholds.Onboarding, policy.Thresholds.MintRedeem, policy.Thresholds.Transfer }.Where(threshold => alone > threshold + 0.0001f), threshold => Assert.True(qualified >= threshold, $"{alone} became {qualified}"));
        }
    }

    [Theory]
    [InlineData("Quillfeather Askold", "ASKOLD QUILLFEATHER", true)]      // the order of the words does not count
    [InlineData("Muhammad Quillfeather", "Mohammed Quillfeather", true)]  // two spellings of one name
    [InlineData("Sally Quillfeather", "Sarah Quillfeather", false)]       // a pet form is another name, if of the same person
    [InlineData("陈慧", "CHEN Hui", true)]                                 // as it is read in Chinese
    [InlineData("陈慧", "JIN Hye", false)]                                 // how Korea would read it is a guess
    public void A_full_name_is_the_same_name_and_not_a_guess_at_it(string query, string listed, bool expected) =>
        Assert.Equal(expected, compare.Compare([query], NameOf.Person, PartyFacts.None, [listed], NameOf.Person, PartyFacts.None).Name.FullName);

    [Fact]
    public void A_name_that_is_only_like_another_sinks_with_what_speaks_against_it()
    {
        var alone = compare.Compare(["Askold Quillfeather"], NameOf.Person, PartyFacts.None, ["Askold Quillfaether"], NameOf.Person, PartyFacts.None);
        var old = compare.Compare(["Askold Quillfeather"], NameOf.Person, Facts(born: "1991"), ["Askold Quillfaether"], NameOf.Person, Facts(born: "1931"));
        Assert.False(old.Name.FullName);
        Assert.True(alone.Score >= policy.Thresholds.Transfer && old.Score < policy.Thresholds.Onboarding, $"{alone.Score}, {old.Score}");
    }

    [Fact]
    public void The_same_passport_makes_a_hit_of_a_name_that_is_hardly_one()
    {
        var (query, listed) = (Facts() with { Identifiers = [PartyFacts.Number("a 12-345/6")] }, Facts() with { Identifiers = ["X1", "A123456"] });
        var alone = compare.Compare(["A. Quillfeather"], NameOf.Person, PartyFacts.None, ["Askold Brem Quillfeather"], NameOf.Person, PartyFacts.None);
        var same = compare.Compare(["A. Quillfeather"], NameOf.Person, query, ["Askold Brem Quillfeather"], NameOf.Person, listed);
        Assert.True(alone.Score < policy.Thresholds.Onboarding && same.Score >= policy.Thresholds.Transfer, $"{alone.Score}, {same.Score}");
        Assert.Equal([Qualifier.SameIdentifier], same.Evidence.Select(one => one.Evidence));
    }

    [Fact]
    public void The_names_that_agree_best_speak_for_both_parties()
    {
        var found = compare.Compare(["Zorvath Keldan", "Askold Quillfeather"], NameOf.Person, PartyFacts.None, ["Salim Brem", "QUILLFEATHER, Askold", "Askold Q."], NameOf.Person, PartyFacts.None);
        Assert.True(found.Name.FullName);
        Assert.Equal(["Askold", "Quillfeather"], found.Name.Pairs.Select(pair => pair.Query));
    }

    private static List<Qualifier> Evidence(PartyFacts query, PartyFacts listed) => CompareFacts.Of(query, listed, NameOf.Person, NameOf.Person);

    private static PartyFacts Facts(string? born = null, string? country = null) =>
        PartyFacts.None with { BirthDates = born is null ? [] : [Born(born)], Countries = country is null ? [] : [country] };

    private static DateInterval Born(string text) => text.Length == 4
        ? new DateInterval(new DateOnly(int.Parse(text, CultureInfo.InvariantCulture), 1, 1), new DateOnly(int.Parse(text, CultureInfo.InvariantCulture), 12, 31), false)
        : new DateInterval(DateOnly.Parse(text, CultureInfo.InvariantCulture), DateOnly.Parse(text, CultureInfo.InvariantCulture), false);
}
