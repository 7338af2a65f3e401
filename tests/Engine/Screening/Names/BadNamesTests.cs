using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening.Names;

/// <summary>Names as nobody should write them: each has a clear answer, and none stops a screening.</summary>
[Suite(Suite.Unit)]
public sealed class BadNamesTests
{
    private static readonly NameIndex index = BuildNameIndex.Of(ShippedPolicy.Policy,
    [
        new IndexedParty("un", "1", NameOf.Person, [new IndexedName("Askold Quillfeather", false), new IndexedName("", false), new IndexedName("😀", false)]),
        new IndexedParty("un", "2", NameOf.Organisation, [new IndexedName("Quorvex Trading Limited", false)]),
    ]);

    /// <summary>Bad names, and how many words of them carry a name.</summary>
    public static TheoryData<string, int> Bad => new()
    {
        { "", 0 },                                       // nothing
        { "   \t\r\n", 0 },                              // blanks
        { "Q", 1 },                                      // one letter
        { "的", 1 },
        { "😀😀 🚢", 0 },                                // signs have no words
        { "!?.,;:-()[]{}/\\\"'`%&"[..^1], 0 },
        { "\u202E\u200F\u200E\u2066\u2069", 0 },         // marks of direction alone
        { "\u202Easkold\u202C\u200F Quillfeather", 2 },  // and around words
        { "\uD800", 0 },                                 // half a character
        { "Askold\uDC00 Quill\uD83Dfeather", 3 },        // a broken character cuts like a blank
        { "Mr. Dr. Sheikh", 3 },                         // titles alone carry the name for want of another
        { "al bin abu", 3 },                             // particles alone
        { "\0\u0001Askold\0", 1 },                       // control characters
        { "((((Askold))))]]", 1 },                       // brackets that do not match
        { "\u0301\u0301\u0301", 0 },                     // marks without a letter
        { "<script>alert(1)</script>", 4 },
        { "'; DROP TABLE party; --", 3 },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_name_has_the_words_that_can_be_read_and_is_compared_and_looked_up_like_any_other(string name, int words)
    {
        var compare = new CompareNames(ShippedPolicy.Policy);
        foreach (var of in Enum.GetValues<NameOf>())
        {
            var folded = ShippedPolicy.Policy.Fold(name, of);
            Assert.False(folded.Truncated);
            Assert.All(folded.Tokens, token => Assert.Matches("^[a-z0-9]+$", token.Text));
            Assert.InRange(compare.Compare(name, of, "Zelmor Keldan", of).Score, 0, 0.5f);
            Assert.InRange(compare.Compare("Zelmor Keldan", of, name, of).Score, 0, 0.5f);
            Assert.InRange(compare.Compare(name, of, name, of).Score, 0, 1);
            Assert.All(new SearchNames(ShippedPolicy.Policy, index).Find(name, of, 0.5f), hit => Assert.InRange(hit.Score, 0.5f, 1));
        }

        Assert.Equal(words, ShippedPolicy.Policy.Fold(name, NameOf.Person).Tokens.Length);
    }

    [Fact]
    public void A_name_without_a_word_is_nobody()
    {
        var compared = new CompareNames(ShippedPolicy.Policy).Compare("", NameOf.Person, "😀", NameOf.Person);
        Assert.False(compared.FullName);
        Assert.InRange(compared.Score, 0, ShippedPolicy.Policy.Thresholds.Onboarding - 0.2f);
        Assert.Empty(new SearchNames(ShippedPolicy.Policy, index).Find("", NameOf.Person, 0.01f));
    }

    [Theory]
    [InlineData(NameOf.Person)]
    [InlineData(NameOf.Organisation)]
    public void A_word_of_ten_thousand_letters_is_another_word_and_the_rest_is_found(NameOf of)
    {
        var endless = new string('q', 10_000);
        Assert.Equal(10_000, Assert.Single(ShippedPolicy.Policy.Fold(endless, of).Tokens).Text.Length);
        Assert.InRange(new CompareNames(ShippedPolicy.Policy).Compare(endless, of, "Askold Quillfeather", of).Score, 0, 0.2f);
        Assert.InRange(new CompareNames(ShippedPolicy.Policy).Compare(endless, of, endless, of).Score, 0.5f, 1);
        Assert.Empty(new SearchNames(ShippedPolicy.Policy, index).Find(endless, of, 0.5f));
    }

    [Fact]
    public void A_name_of_five_thousand_words_says_that_not_all_of_it_was_looked_at()
    {
        var endless = "Askold Quillfeather " + string.Join(' ', Enumerable.Repeat("zel", 5_000));
        var folded = ShippedPolicy.Policy.Fold(endless, NameOf.Person);
        Assert.True(folded.Truncated);
        Assert.InRange(folded.Tokens.Length, 1, 48);
        Assert.True(new CompareNames(ShippedPolicy.Policy).Compare(endless, NameOf.Person, "Askold Quillfeather", NameOf.Person).Truncated);
        Assert.InRange(new SearchNames(ShippedPolicy.Policy, index).Find(endless, NameOf.Person, 0.1f).Count, 0, 2);
    }

    [Fact]
    public void Chinese_characters_without_end_are_no_more_than_a_word()
    {
        var endless = string.Concat(Enumerable.Repeat("晓", 10_000));
        Assert.Single(ShippedPolicy.Policy.Fold(endless, NameOf.Person).Tokens);
        Assert.InRange(new CompareNames(ShippedPolicy.Policy).Compare(endless, NameOf.Person, "王晓明", NameOf.Person).Score, 0, 0.5f);
    }

    [Fact]
    public void Lists_without_a_party_are_looked_up_and_nothing_is_found() =>
        Assert.Empty(new SearchNames(ShippedPolicy.Policy, BuildNameIndex.Of(ShippedPolicy.Policy, [])).Find("Askold Quillfeather", NameOf.Person, 0.01f));
}
