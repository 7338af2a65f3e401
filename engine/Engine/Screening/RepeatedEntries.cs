using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Screening;

/// <summary>
/// Finds the entries that repeat one another: the EU and the UK give the UN's key with a party that the UN lists, so that it stands on three
/// lists and is one. Over all parties of an index, and not over those that were found: A may repeat C by way of B alone.
/// </summary>
internal static class RepeatedEntries
{
    /// <summary>The group of each party: the least place of the parties that are one with it.</summary>
    public static int[] GroupsOf(IReadOnlyList<IndexedParty> parties)
    {
        var groups = new int[parties.Count];
        var places = Enumerable.Range(0, parties.Count).ToArray();

        // A key of our own too: what repeats ofac-sdn:36 names the entry 36 of that list, which itself gives no such key.
        foreach (var group in SameParty.Group(places, at => parties[at].ListId, at => parties[at].Key, at => [$"{parties[at].ListId}:{parties[at].Key}", .. parties[at].Listed?.SameAs ?? []]))
        {
            foreach (var place in group)
            {
                groups[place] = group[0];
            }
        }

        return groups;
    }
}
