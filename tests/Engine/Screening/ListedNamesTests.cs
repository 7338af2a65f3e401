using CsCheck;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening;
using Usd1Compliance.Screening.Names;
using Usd1Compliance.Tests.Engine.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening;

/// <summary>Searching listed parties: by all names on both sides, from many threads, whatever order lists come in.</summary>
[Suite(Suite.Unit)]
public sealed class ListedNamesTests
{
    private static readonly NamePolicy policy = ShippedPolicy.Policy;

    [Fact]
    public void One_more_alias_on_either_side_never_lowers_a_score_and_never_hides_a_full_name() =>
        (from query in InventedNames.Person
         from alias in InventedNames.Slipped(query)
         from other in InventedNames.Slipped(query)
         from weak in Gen.Bool
         from facts in InventedNames.Facts
         select (query, alias, other, weak, facts)).Sample(one =>
         {
             var before = Best([one.query], [SeededList.Primary(one.alias)]);
             return before.NoMoreThan(Best([one.query], [SeededList.Primary(one.alias), SeededList.Alias(one.other, one.weak)]))
                 && before.NoMoreThan(Best([one.query, one.other], [SeededList.Primary(one.alias)]));

             Found Best(string[] asked, ListedName[] listed) => ListedNames.Of(policy, [Party("un", "1", listed)]).Find(new PartyQuery(asked, NameOf.Person, one.facts), 0.05f).Hits
                 .Select(hit => new Found(hit.Found.Score, hit.Found.FullName)).SingleOrDefault(new Found(0, false));
         }, iter: 300);

    [Fact]
    public void The_order_of_the_lists_changes_no_hit_no_score_and_no_explanation() =>
        (from query in InventedNames.Person
         from names in InventedNames.Slipped(query).Array[2, 8]
         from order in Gen.Shuffle(Enumerable.Range(0, names.Length).ToArray())
         select (query, names, order)).Sample(one =>
         {
             return Hits(Enumerable.Range(0, one.names.Length)).SequenceEqual(Hits(one.order));

             IEnumerable<(string, float, string, float, int)> Hits(IEnumerable<int> order)
             {
                 var query = new PartyQuery([one.query], NameOf.Person, PartyFacts.None);
                 var names = ListedNames.Of(policy, order.Select(number => Party(number % 2 == 0 ? "un" : "eu", $"{number}", SeededList.Primary(one.names[number]))));
                 return names.Find(query, 0.3f).Hits.Select(hit => (hit.Party.Key, hit.Found.Score, names.Explain(query, hit).Name.Text, names.Explain(query, hit).Comparison.Logit, names.Explain(query, hit).Comparison.Pairs.Count)).OrderBy(hit => hit.Key, StringComparer.Ordinal).ToList();
             }
         }, iter: 150);

    [Fact]
    public async Task An_index_that_several_threads_fold_is_the_one_that_a_single_thread_folds()
    {
        var parties = InventedNames.Person.Array[1_200].Generate(new PCG(7, 42), null, out _).Select((name, number) => new IndexedParty("un", $"{number}", number % 3 == 0 ? NameOf.Organisation : NameOf.Person, [new IndexedName(name, false), new IndexedName($"{name} {number}", true)])).ToList();
        var reference = BuildNameIndex.Of(policy, parties);
        foreach (var threads in (int[])[1, 2, 7])
        {
            var built = await BuildNameIndex.OfAsync(policy, parties.ToAsyncEnumerable(), threads, TestContext.Current.CancellationToken);
            Assert.Equal(parties, built.Parties);
            Assert.Equal(reference.Names.Select(name => (name.Written, string.Join(' ', name.Tokens.Select(token => token.Shared)))), built.Names.Select(name => (name.Written, string.Join(' ', name.Tokens.Select(token => token.Shared)))));
            Assert.Equal(reference.PartyOf, built.PartyOf);
            Assert.Equal(reference.Weak, built.Weak);
            Assert.Equal(Enumerable.Range(0, reference.WordCount).Select(word => (reference.Word(word).Text, string.Join(' ', reference.NamesWith(word).ToArray()))), Enumerable.Range(0, built.WordCount).Select(word => (built.Word(word).Text, string.Join(' ', built.NamesWith(word).ToArray()))));
        }
    }

    [Fact]
    public async Task Many_threads_at_once_hear_what_one_alone_hears()
    {
        var names = InventedNames.Person.Array[400].Generate(new PCG(11, 42), null, out _);
        var listed = ListedNames.Of(policy, names.Select((name, number) => Party("un", $"{number}", SeededList.Primary(name))));
        var alone = names.Select(name => Answer(ListedNames.Of(policy, names.Select((one, number) => Party("un", $"{number}", SeededList.Primary(one)))), name)).Take(40).ToList();
        var heard = await Task.WhenAll(Enumerable.Range(0, 400).Select(at => Task.Run(() => (At: at % 40, Answer: Answer(listed, names[at % 40])))));
        Assert.All(heard, one => Assert.Equal(alone[one.At], one.Answer));

        static string Answer(ListedNames listed, string name) => string.Join(' ', listed.Find(new PartyQuery([name], NameOf.Person, PartyFacts.None), 0.6f).Hits.Select(hit => $"{hit.Party.Key}:{hit.Found.Score}"));
    }

    [Fact]
    public void A_full_name_is_known_also_where_another_alias_scores_higher()
    {
        var names = ListedNames.Of(policy, [Party("ofac-sdn", "1", SeededList.Primary("UMZ"), SeededList.Alias("UMZ Umarov Machine Works Zelmor"))]);
        var query = new PartyQuery(["UMZ"], NameOf.Organisation, PartyFacts.None);
        var hit = Assert.Single(names.Find(query, 0.7f).Hits);
        Assert.True(names.IsStrongFullName(hit));
        Assert.Equal("UMZ", names.Explain(query, hit).FullNameBy?.Text);
    }

    private static ListedParty Party(string list, string key, params ListedName[] names) => new(list, 1, 1, key, ListEntryKind.Individual, true, [], names);

    private readonly record struct Found(float Score, bool FullName)
    {
        public bool NoMoreThan(Found other) => Score <= other.Score && (!FullName || other.FullName);
    }
}
