using System.Collections.Immutable;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Monitoring;

/// <summary>The lists of which an address that they do not hold cannot be said to be off them: no version of them is in force, or it was not confirmed as current for too long.</summary>
/// <param name="Ids">Which lists, in order of id.</param>
/// <param name="AnyBlocking">Whether one of them blocks property.</param>
public sealed record SilentLists(ImmutableArray<string> Ids, bool AnyBlocking)
{
    /// <summary>Every list speaks.</summary>
    public static readonly SilentLists None = new([], AnyBlocking: false);

    /// <summary>Which lists are silent at a moment.</summary>
    /// <param name="index">Of the lists in force.</param>
    /// <param name="missing">Those without a version in force.</param>
    /// <param name="now">By the clock of monitoring.</param>
    public static SilentLists At(AddressIndex index, IReadOnlyList<MissingList> missing, DateTimeOffset now)
    {
        var silent = missing.Concat(index.Versions.Where(list => list.IsStale(now)).Select(list => new MissingList(list.ListId, list.Blocking))).ToList();
        return silent.Count == 0 ? None : new SilentLists([.. silent.Select(list => list.ListId).Order(StringComparer.Ordinal)], silent.Exists(list => list.Blocking));
    }
}
