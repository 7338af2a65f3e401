using System.Collections.Concurrent;
using CsCheck;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening.Names;

/// <summary>Looking names up in lists: what a slow comparison with every name would find is found.</summary>
[Suite(Suite.Unit)]
public sealed class SearchNamesTests
{
    // Scores so little above a threshold may be lost to a first look that rounds.
    private const float Margin = 0.02f;

    private static readonly NamePolicy policy = ShippedPolicy.Policy;

    [Fact]
    public void Of_all_that_a_comparison_with_every_name_finds_a_search_finds_97_in_100()
    {
        var names = Drawn(InventedNames.Person.Array[1_500]);
        var index = BuildNameIndex.Of(policy, names.Select((name, number) => new IndexedParty("un", $"{number}", NameOf.Person, [new IndexedName(name, false)])));
        var queries = Drawn((from name in Gen.OneOf(names) from slipped in InventedNames.Slipped(name) select slipped).Array[160]);
        ConcurrentBag<string> lost = [];
        var due = 0;
        Parallel.ForEach(queries, () => (Compare: new CompareNames(policy), Search: new SearchNames(policy, index)), (query, _, own) =>
        {
            var found = own.Search.Find(query, NameOf.Person, policy.Thresholds.Onboarding).ToDictionary(hit => hit.Party, hit => hit.Score);
            Assert.False(own.Search.Truncated);
            for (var number = 0; number < names.Length; number++)
            {
                if (own.Compare.Compare(query, NameOf.Person, names[number], NameOf.Person).Score is var score && score >= policy.Thresholds.Onboarding + Margin)
                {
                    Interlocked.Increment(ref due);
                    if (!found.TryGetValue(number, out var scored))
                    {
                        lost.Add($"{query} | {names[number]} {score:0.000}");
                    }
                    else
                    {
                        Assert.Equal(score, scored, 4);
                    }
                }
            }

            return own;
        }, _ => { });
        Assert.True(due > 100, $"{due} are due.");
        // What is lost: a slip that turns a consonant of a short word into a vowel, or the other way round.
        Assert.True(lost.Count <= due * 0.03, $"{lost.Count} of {due} were lost:\n{string.Join('\n', lost.Order(StringComparer.Ordinal))}");
    }

    [Theory]
    [InlineData("Ascold Quilfeather", NameOf.Person, "1")]             // misspelt
    [InlineData("QUILLFEATHER, Askold", NameOf.Person, "1")]
    [InlineData("Дмитрий Вертолётов", NameOf.Person, "8")]             // in another script
    [InlineData("Askold Quill Feather", NameOf.Person, "1")]           // written apart
    [InlineData("Kim Chol-su", NameOf.Person, "2")]
    [InlineData("Wang Xiao Ming", NameOf.Person, "3")]
    [InlineData("Zelmor Handel", NameOf.Organisation, "")]            // nobody
    [InlineData("Kvorveks Trading JSC", NameOf.Organisation, "4")]
    [InlineData("ZNIOC", NameOf.Organisation, "5")]                    // first letters
    [InlineData("Sea Quorvex Seven", NameOf.Vessel, "6")]
    public void A_party_is_found_by_what_its_name_may_have_become(string query, NameOf of, string key)
    {
        var index = BuildNameIndex.Of(policy,
        [
            Party("1", NameOf.Person, "Askold Quillfeather"), Party("2", NameOf.Person, "김철수"), Party("3", NameOf.Person, "王晓明"),
            Party("4", NameOf.Organisation, "ОАО Кворвекс Трейдинг"), Party("5", NameOf.Organisation, "Zelmor Northern Iron Oil Company"), Party("6", NameOf.Vessel, "SEA QUORVEX VII"), Party("7", NameOf.Vessel, "SEA QUORVEX VIII"), Party("8", NameOf.Person, "Dmitri Vertoletov"),
        ]);
        Assert.Equal(key, string.Join(' ', new SearchNames(policy, index).Find(query, of, policy.Thresholds.MintRedeem).Select(hit => index.Parties[hit.Party].Key)));
    }

    [Fact]
    public void A_weak_alias_is_a_hit_only_where_all_of_it_is_matched()
    {
        var index = BuildNameIndex.Of(policy,
        [
            Party("strong", NameOf.Person, "Askold Brem Quillfeather"),
            new IndexedParty("ofac-sdn", "weak", NameOf.Person, [new IndexedName("Salim Zelmor", false), new IndexedName("Askold Brem Quillfeather", true)]),
        ]);
        var search = new SearchNames(policy, index);
        Assert.Equal(["strong", "weak"], Keys(index, search.Find("Askold Brem Quillfeather", NameOf.Person, policy.Thresholds.MintRedeem)).Order());
        var partly = search.Find("Askold Quillfeather", NameOf.Person, 0.3f).ToDictionary(hit => index.Parties[hit.Party].Key, hit => hit.Score);
        Assert.True(partly["strong"] > 0.5f, $"{partly["strong"]}");
        Assert.Equal(policy.WeakAliasAtMost, partly["weak"], 4);
    }

    [Fact]
    public void A_hit_says_by_which_name_it_was_found_and_hits_are_in_order_of_their_scores()
    {
        var index = BuildNameIndex.Of(policy, [Party("a", NameOf.Person, "Salim Zelmor", "Askold Quillfaether"), Party("b", NameOf.Person, "Askold Quillfeather"), Party("c", NameOf.Person, "Askold Quillfeather")]);
        var hits = new SearchNames(policy, index).Find("Askold Quillfeather", NameOf.Person, policy.Thresholds.Onboarding);
        Assert.Equal(["b", "c", "a"], Keys(index, hits));          // of equals, in the order of the lists
        Assert.Equal("Askold Quillfaether", index.NameOfHit(hits[2]));
        Assert.Equal([true, true, false], hits.Select(hit => hit.FullName));
    }

    [Fact]
    public void A_passport_finds_a_party_that_the_name_alone_would_not()
    {
        var facts = PartyFacts.None with { Identifiers = ["A123456"] };
        var index = BuildNameIndex.Of(policy, [Party("1", NameOf.Person, "Askold Brem Quillfeather") with { Facts = facts }]);
        var search = new SearchNames(policy, index);
        Assert.Empty(search.Find("A. Quillfeather", NameOf.Person, policy.Thresholds.MintRedeem));
        Assert.Single(search.Find("A. Quillfeather", NameOf.Person, policy.Thresholds.MintRedeem, facts));
    }

    [Fact]
    public void Another_birthday_country_and_gender_never_take_a_full_name_out_of_the_hits()
    {
        var day = new DateOnly(1931, 1, 1);
        var index = BuildNameIndex.Of(policy, [Party("1", NameOf.Person, "Askold Quillfeather") with { Facts = new PartyFacts([new DateInterval(day, day, false)], ["SY"], ListedGender.Female, ["B1"]) }]);
        var asked = new PartyFacts([new DateInterval(day.AddYears(60), day.AddYears(60), false)], ["DE"], ListedGender.Male, ["A1"]);
        foreach (var threshold in new[] { policy.Thresholds.Onboarding, policy.Thresholds.MintRedeem, policy.Thresholds.Transfer })
        {
            Assert.Single(new SearchNames(policy, index).Find("Askold Quillfeather", NameOf.Person, threshold, asked));
        }
    }

    [Fact]
    public void A_search_that_leaves_candidates_uncompared_says_so()
    {
        var many = SearchNames.MostComparisons + 1;
        var index = BuildNameIndex.Of(policy, Enumerable.Range(0, many).Select(number => Party($"{number}", NameOf.Person, "Askold Quillfeather")));
        var search = new SearchNames(policy, index);
        Assert.Equal(SearchNames.MostComparisons, search.Find("Askold Quillfeather", NameOf.Person, 0.5f).Count);
        Assert.True(search.Truncated);
        Assert.Empty(search.Find("Salim Zelmor", NameOf.Person, 0.5f));
        Assert.False(search.Truncated);        // of the last search, not of one before
    }

    private static T Drawn<T>(Gen<T> gen) => gen.Generate(new PCG(7, 42), null, out _);

    private static IndexedParty Party(string key, NameOf of, params string[] names) => new("un", key, of, [.. names.Select(name => new IndexedName(name, false))]);

    private static IEnumerable<string> Keys(NameIndex index, IEnumerable<NameHit> hits) => hits.Select(hit => index.Parties[hit.Party].Key);
}
