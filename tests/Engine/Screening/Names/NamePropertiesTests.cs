using CsCheck;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening.Names;

/// <summary>What holds of all names, whatever they are.</summary>
[Suite(Suite.Unit)]
public sealed class NamePropertiesTests
{
    private static readonly NamePolicy policy = ShippedPolicy.Policy;

    // Names as lists have them, and anything that a keyboard can send.
    private static readonly Gen<string> anyName = Gen.Frequency(
        (6, InventedNames.Person), (1, Gen.String[0, 30]), (1, Gen.OneOf("محمد الزمورفي", "王晓明", "김철수", "Дмитрий Петрович Вертолётов", "JC Jean Claude Quorvex", "A. B. Quorvex", "al bin abu", "Dr. Quorvex", "ab cd abcd", "Çağrı Öztürkoğlan")));

    private static readonly Gen<NameOf> anyKind = Gen.Enum<NameOf>();

    [Fact]
    public void One_more_alias_never_lowers_the_score_of_two_parties() =>
        Gen.Select(anyName, anyName.Array[1, 3], anyName, InventedNames.Facts, InventedNames.Facts, Gen.Bool).Sample(
            (query, names, alias, asked, listed, mirrored) =>
            {
                var compare = new CompareParties(policy);
                string[] more = [.. names, mirrored ? string.Join(' ', query.Split(' ').Reverse()) : alias];       // half of the aliases are much like the query
                return compare.Compare([query], NameOf.Person, asked, more, NameOf.Person, listed).Score >= compare.Compare([query], NameOf.Person, asked, names, NameOf.Person, listed).Score
                    && compare.Compare([query, alias], NameOf.Person, asked, names, NameOf.Person, listed).Score >= compare.Compare([query], NameOf.Person, asked, names, NameOf.Person, listed).Score;
            }, iter: 400);

    [Fact]
    public void One_more_alias_never_hides_a_party_from_a_search() =>
        (from query in InventedNames.Person
         from like in InventedNames.Slipped(query)
         from other in InventedNames.Slipped(query)
         from names in anyName.Array[0, 2]
         from asked in InventedNames.Facts
         from listed in InventedNames.Facts
         from weak in Gen.Bool
         select (query, like, other, names, asked, listed, weak)).Sample(one =>
         {
             var before = Score([.. one.names.Append(one.like).Select(name => new IndexedName(name, false))]);
             return before <= Score([.. one.names.Append(one.like).Select(name => new IndexedName(name, false)), new IndexedName(one.other, one.weak)])
                 && before <= Score([new IndexedName(one.other, one.weak), .. one.names.Append(one.like).Select(name => new IndexedName(name, false))]);

             float Score(IndexedName[] names)
             {
                 var index = BuildNameIndex.Of(policy, [new IndexedParty("un", "1", NameOf.Person, names) { Facts = one.listed }]);
                 return new SearchNames(policy, index).Find(one.query, NameOf.Person, 0.05f, one.asked).Select(hit => hit.Score).DefaultIfEmpty(0).Max();
             }
         }, iter: 400);

    [Fact]
    public void The_order_of_the_lists_changes_no_hit_and_no_score() =>
        (from query in InventedNames.Person
         from names in Gen.Frequency((1, InventedNames.Slipped(query)), (2, anyName)).Array[1, 12]
         from facts in InventedNames.Facts.Array[12]
         from order in Gen.Shuffle(Enumerable.Range(0, names.Length).ToArray())
         select (query, names, facts, order)).Sample(one =>
         {
             return Hits(Enumerable.Range(0, one.names.Length)).SequenceEqual(Hits(one.order));

             IEnumerable<(string, float)> Hits(IEnumerable<int> order)
             {
                 var index = BuildNameIndex.Of(policy, order.Select(number => new IndexedParty(number % 2 == 0 ? "un" : "eu", $"{number}", NameOf.Person, [new IndexedName(one.names[number], false)]) { Facts = one.facts[number] }));
                 return new SearchNames(policy, index).Find(one.query, NameOf.Person, 0.3f, one.facts[0]).Select(hit => (index.Parties[hit.Party].Key, hit.Score)).OrderBy(hit => hit.Key, StringComparer.Ordinal).ToList();
             }
         }, iter: 300);

    [Fact]
    public void What_was_looked_up_before_changes_no_answer() =>
        Gen.Select(anyName.Array[1, 8], anyName, anyName, anyKind).Sample((names, before, query, of) =>
        {
            var index = BuildNameIndex.Of(policy, names.Select((name, number) => new IndexedParty("un", $"{number}", of, [new IndexedName(name, false)])));
            var (fresh, used) = (new SearchNames(policy, index), new SearchNames(policy, index));
            foreach (var kind in Enum.GetValues<NameOf>())
            {
                used.Find(before, kind, 0.3f);
                used.Find(query, kind, 0.3f);
            }

            return fresh.Find(query, of, 0.3f).SequenceEqual(used.Find(query, of, 0.3f));
        }, iter: 300);

    [Fact]
    public void The_order_of_a_persons_words_counts_for_no_more_than_the_policy_says()
    {
        var most = -policy.Lines.Single(line => line.Feature == NameFeature.NotSame).Person;
        InventedNames.Person.SelectMany(name => Gen.Shuffle(name.Split(' ')), (name, words) => (name, turned: string.Join(' ', words))).Sample(one =>
        {
            var compare = new CompareNames(policy);
            var (same, turned) = (compare.Compare(one.name, NameOf.Person, one.name, NameOf.Person), compare.Compare(one.name, NameOf.Person, one.turned, NameOf.Person));
            return turned.FullName && same.Logit - turned.Logit <= most + 0.001f && turned.Logit <= same.Logit;
        });
    }

    [Fact]
    public void A_name_is_itself_and_one_of_two_words_or_more_stops_a_transfer() =>
        Gen.Select(anyName, anyKind).Sample((name, of) =>
        {
            var words = policy.Fold(name, of).Tokens.Length;
            var itself = new CompareNames(policy).Compare(name, of, name, of);
            return words == 0 || (itself.FullName && (words == 1 || itself.Score >= policy.Thresholds.Transfer || policy.Fold(name, of).Weight < 1));
        });

    [Fact]
    public void Who_is_asked_for_and_who_is_listed_may_change_places_where_words_only_differ() =>
        InventedNames.Person.SelectMany(name => InventedNames.Slipped(name), (name, slipped) => (name, slipped)).Sample(one =>
        {
            var compare = new CompareNames(policy);
            var (there, back) = (compare.Compare(one.name, NameOf.Person, one.slipped, NameOf.Person), compare.Compare(one.slipped, NameOf.Person, one.name, NameOf.Person));
            return there.QueryRest.Count > 0 || there.CandidateRest.Count > 0 || back.QueryRest.Count > 0 || back.CandidateRest.Count > 0 || Math.Abs(there.Logit - back.Logit) < 0.35f;
        });

    [Fact]
    public void A_folded_name_folded_again_is_the_same_name() =>
        InventedNames.Person.Sample(name =>
        {
            var again = string.Join(' ', policy.Fold(name, NameOf.Person).Tokens.Select(token => token.Text));
            var itself = new CompareNames(policy).Compare(name, NameOf.Person, again, NameOf.Person);
            return itself.FullName && itself.Score >= policy.Thresholds.Transfer && policy.Fold(again, NameOf.Person).Tokens.Select(token => token.Text).SequenceEqual(policy.Fold(name, NameOf.Person).Tokens.Select(token => token.Text));
        });

    [Fact]
    public void No_text_at_all_stops_folding_comparing_or_explaining() =>
        Gen.Select(Gen.String[0, 200], Gen.String[0, 200], anyKind).Sample((one, other, of) =>
        {
            var found = new CompareNames(policy).Compare(one, of, other, of);
            return found.Score is >= 0 and <= 1 && Math.Abs(found.Bias + found.Features.Sum(feature => feature.Points) - found.Logit) < 0.001;
        });
}
