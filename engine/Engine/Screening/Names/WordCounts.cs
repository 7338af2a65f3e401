using System.Runtime.InteropServices;

namespace Usd1Compliance.Screening.Names;

/// <summary>Counts how many parties have a word in their names: what <c>token-frequencies.tsv</c> is made of.</summary>
public static class WordCounts
{
    /// <summary>How many persons, and how many other parties, have each word; a party counts once for a word.</summary>
    public static IReadOnlyDictionary<string, (int Persons, int Others)> Of(NamePolicy policy, IEnumerable<IndexedParty> parties)
    {
        Dictionary<string, (int Persons, int Others)> counts = new(StringComparer.Ordinal);
        HashSet<string> words = new(StringComparer.Ordinal);
        foreach (var party in parties)
        {
            words.Clear();
            foreach (var name in party.Names)
            {
                words.UnionWith(policy.Fold(name.Text, party.Of).Tokens.Select(token => token.Head));
            }

            foreach (var word in words)
            {
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _);
                count = party.Of == NameOf.Person ? (count.Persons + 1, count.Others) : (count.Persons, count.Others + 1);
            }
        }

        return counts;
    }

    /// <summary>The lines of the file, in order of the word.</summary>
    public static IEnumerable<string> Lines(IReadOnlyDictionary<string, (int Persons, int Others)> counts, int least) =>
    [
        "# How many parties of the public lists have a word in their names: word, persons, others. What stands here weighs less; what does not is rare.",
        "# Made by: ./usd1 screening frequencies --lists LISTS.jsonl.gz --out rules/screening/token-frequencies.tsv",
        .. counts.Where(count => count.Value.Persons + count.Value.Others >= least).OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key}\t{count.Value.Persons}\t{count.Value.Others}"),
    ];
}
