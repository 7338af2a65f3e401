using System.Collections.Immutable;
using System.Globalization;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Screening;

/// <summary>The lists that one answer rests on, and what keeps that answer from being one about all lists that are in force.</summary>
/// <param name="Versions">Of the indices that were asked.</param>
/// <param name="Missing">Lists that are to be screened against and have no version in force.</param>
/// <param name="Doubts">Why it is not certain that these are the lists in force.</param>
/// <param name="IsKnown">Whether there was an index of everything that was asked: without one it is not known what is missing.</param>
internal sealed record ListsScreened(ImmutableArray<ListInForce> Versions, IReadOnlyList<MissingList> Missing, IReadOnlyList<string> Doubts, bool IsKnown)
{
    private const string unconfirmed = "It could not be confirmed in the last 30 seconds which list versions are in force. The service's log says why.";

    /// <summary>What an answer rests on.</summary>
    /// <param name="addresses">The address index at one moment; null when no address is asked about.</param>
    /// <param name="names">The name index at one moment; null when no party is asked about.</param>
    public static ListsScreened Of((AddressIndex Index, bool IsUnconfirmed, IReadOnlyList<MissingList> Missing)? addresses, (ListedNames? Names, bool IsUnconfirmed, IReadOnlyList<MissingList> Missing)? names)
    {
        List<string> doubts = [];
        if (names is { Names: null })
        {
            doubts.Add("The index of listed names is being built for the first time, so no party could be screened. Ask again in some seconds, under a key of its own.");
        }
        else if (addresses is { IsUnconfirmed: true } || names is { IsUnconfirmed: true })
        {
            doubts.Add(unconfirmed);
        }

        if (addresses is { } byAddress && names is { Names: { } byName } && !Judging(byAddress.Index.Versions).SequenceEqual(Judging(byName.Versions)))
        {
            doubts.Add(string.Create(CultureInfo.InvariantCulture,
                $"Addresses were screened against list versions {string.Join(", ", byAddress.Index.VersionIds)} and names against {string.Join(", ", byName.VersionIds)}: the index of names is being built. Ask again in some seconds, under a key of its own."));
        }

        IEnumerable<ListInForce> versions = [.. addresses?.Index.Versions ?? [], .. names?.Names?.Versions ?? []];
        return new ListsScreened([.. versions.DistinctBy(list => list.VersionId).OrderBy(list => list.ListId, StringComparer.Ordinal).ThenBy(list => list.VersionId)],
            [.. (addresses?.Missing ?? []).Concat(names?.Missing ?? []).DistinctBy(list => list.ListId).OrderBy(list => list.ListId, StringComparer.Ordinal)], doubts, names is not { Names: null });
    }

    /// <summary>The checks that could not be made.</summary>
    public IEnumerable<ScreeningReason> UnmadeChecks(ScreeningPurpose purpose, DateTimeOffset now)
    {
        foreach (var doubt in Doubts)
        {
            yield return Unmade(ScreeningPolicy.IndexUnconfirmed, doubt);
        }

        if (IsKnown && !Versions.Any(list => list.Blocking))
        {
            yield return Unmade(ScreeningPolicy.ListMissing, Versions.IsEmpty ? "No list is in force, so nothing could be screened. Load one: `usd1 lists load`."
                : "No list that blocks property is in force, so nothing could be screened against one. Load one: `usd1 lists load`.");
        }

        foreach (var (listId, _) in Missing)
        {
            yield return Unmade(ScreeningPolicy.ListMissing, $"No version of {listId} is in force, so nothing could be screened against it. Load one: `usd1 lists load {listId} FILE`; if one stands in quarantine, look at it under Lists.");
        }

        foreach (var list in Versions.Where(list => list.IsStale(now)))
        {
            yield return Unmade(ScreeningPolicy.ListStale,
                string.Create(CultureInfo.InvariantCulture, $"{list.ListId} was last confirmed as current on {list.CheckedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC, longer ago than the {list.MaxAge.TotalHours:0} hours it may be. Load its current file under Lists."));
        }

        ScreeningReason Unmade(string code, string message) => new(code, ScreeningPolicy.Of(code, purpose), message);
    }

    private static IEnumerable<(long VersionId, bool Blocking)> Judging(IEnumerable<ListInForce> versions) => versions.Select(version => (version.VersionId, version.Blocking)).Order();
}
