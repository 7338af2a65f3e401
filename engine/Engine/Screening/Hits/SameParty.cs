namespace Usd1Compliance.Screening.Hits;

/// <summary>Brings together the entries of several lists that are one party, so that it is shown and decided on once.</summary>
public static class SameParty
{
    /// <summary>
    /// The groups of things that share a list and key, or a key of another list: transitive, since A may repeat B under one key and C under
    /// another. Groups stand in the order of their first member, and members in the order given.
    /// </summary>
    /// <param name="found">Anything that has an entry.</param>
    /// <param name="listId">Its list.</param>
    /// <param name="key">Its publisher's key.</param>
    /// <param name="sameAs">The keys that other lists give it.</param>
    public static IReadOnlyList<IReadOnlyList<T>> Group<T>(IReadOnlyList<T> found, Func<T, string> listId, Func<T, string> key, Func<T, IReadOnlyList<string>> sameAs)
    {
        var first = new int[found.Count];
        Dictionary<string, int> holder = new(StringComparer.Ordinal);
        for (var at = 0; at < found.Count; at++)
        {
            first[at] = at;
            // A blank stands in no list's id, so that the entry's own key is none of those that lists share.
            foreach (var name in sameAs(found[at]).Prepend($"{listId(found[at])} {key(found[at])}"))
            {
                if (!holder.TryAdd(name, at))
                {
                    Join(first, holder[name], at);
                }
            }
        }

        return [.. Enumerable.Range(0, found.Count).GroupBy(at => Root(first, at)).Select(group => group.Select(at => found[at]).ToArray())];
    }

    /// <summary>The groups of found entries.</summary>
    public static IReadOnlyList<IReadOnlyList<FoundEntry>> Group(IReadOnlyList<FoundEntry> found) => Group(found, entry => entry.ListId, entry => entry.Key, entry => entry.SameAs);

    private static void Join(int[] first, int one, int other)
    {
        var (least, most) = (Root(first, one), Root(first, other));
        (least, most) = (Math.Min(least, most), Math.Max(least, most));
        first[most] = least;
    }

    private static int Root(int[] first, int at)
    {
        while (first[at] != at)
        {
            at = first[at] = first[first[at]];
        }

        return at;
    }
}
