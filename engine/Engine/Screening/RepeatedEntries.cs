using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Screening;

/// <summary>
/// Finds the entries that repeat one another: the EU and the UK give the UN's key with a party that the UN lists, so that it stands on three
/// lists and is one. Transitive: what repeats a repetition repeats the first.
/// </summary>
internal static class RepeatedEntries
{
    /// <summary>The group of each party: the least place of the parties that are one with it.</summary>
    public static int[] GroupsOf(IReadOnlyList<IndexedParty> parties)
    {
        var first = new int[parties.Count];
        Dictionary<string, int> holders = new(StringComparer.Ordinal);
        for (var place = 0; place < first.Length; place++)
        {
            first[place] = place;
            var party = parties[place];
            foreach (var key in (IEnumerable<string>)[$"{party.ListId}:{party.Key}", .. party.Listed?.SameAs ?? []])
            {
                if (!holders.TryAdd(key, place))
                {
                    Join(first, holders[key], place);
                }
            }
        }

        for (var place = 0; place < first.Length; place++)
        {
            first[place] = Root(first, place);
        }

        return first;
    }

    private static void Join(int[] first, int one, int other)
    {
        var (a, b) = (Root(first, one), Root(first, other));
        first[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(int[] first, int place)
    {
        while (first[place] != place)
        {
            place = first[place] = first[first[place]];
        }

        return place;
    }
}
