using Usd1Compliance.Lists;

namespace Usd1Compliance.Service.Cli;

/// <summary>Lists, versions and deltas in lines for people.</summary>
internal static class ListLines
{
    public static string Of(ListStanding list) => list.InForce is { } version
        ? $"{list.Definition.Id}: version {version.VersionId}{(version.PublishedOn is { } day ? $" of {day:yyyy-MM-dd}" : "")} is in force, confirmed {Age(list.Age!.Value)} ago{(list.Stale ? $": STALE, past {list.Definition.MaxAgeHours} hours" : list.Late ? ": LATE, past two checks" : "")}{(list.Schedule is null ? "" : list.DueAt is { } due ? $", next check {due:yyyy-MM-dd HH:mm} UTC" : ", next check at once")}. {version.Counts.Parties:N0} parties, {version.Counts.Names:N0} names, {version.Counts.Addresses:N0} (tag, address) pairs. {list.Definition.Title}, {list.Definition.Publisher}."
        : $"{list.Definition.Id}: no version is in force. Load one with usd1 lists load {list.Definition.Id} FILE.";

    public static IEnumerable<string> Of(ListVersion version)
    {
        var state = version.InForce ? version.InterimOf is { } waiting ? $"in force, interim of {waiting}" : "in force" : version.Status == ListVersionStatus.Accepted ? "accepted" : "QUARANTINED";
        yield return $"  version {version.VersionId}: {version.FileName}, {(version.PublishedOn is { } day ? $"published {day:yyyy-MM-dd}" : "without a date")}, loaded {version.LoadedAt:yyyy-MM-dd HH:mm} UTC by {version.LoadedBy}, {version.Counts.Parties:N0} parties, SHA-256 {version.Sha256[..12]}…, {state}";
        if (version.Reason.Length > 0)
        {
            yield return $"    {version.Reason}";
        }
    }

    public static IEnumerable<string> Of(ListReturn one) =>
    [
        one.State switch
        {
            ListReturnState.Proposed => $"PROPOSED: {one.ProposedBy} wants to return to version {one.VersionId}; a second person approves by usd1 lists return {one.ListId} {one.VersionId} --approve --as NAME. {one.Reason}",
            ListReturnState.Standing => $"RETURNED to version {one.VersionId} by {one.ProposedBy} and {one.DecidedBy} on {one.DecidedAt:yyyy-MM-dd HH:mm} UTC; files that were seen before are turned away until usd1 lists let-go {one.ListId}. {one.Reason}",
            ListReturnState.Refused => $"The return to version {one.VersionId} that {one.ProposedBy} proposed was refused by {one.DecidedBy}: {one.Words}",
            _ => $"The return to version {one.VersionId} ended on {one.EndedAt:yyyy-MM-dd HH:mm} UTC: {one.Words}",
        },
    ];

    public static IEnumerable<string> Of(ListCounts counts) =>
    [
        $"{counts.Parties:N0} parties ({Tally(counts.Kinds)}); {counts.WithBirthDate:N0} with a birth date, {counts.WithNationality:N0} with a nationality, {counts.WithListingDate:N0} with a listing date.",
        $"{counts.Names:N0} names, {counts.WeakNames:N0} of them weak ({Tally(counts.Scripts)}); {counts.Identifiers:N0} identifiers.",
        $"{counts.Addresses:N0} distinct (tag, address) pairs ({Tally(counts.Tags)}), {counts.DistinctAddresses:N0} distinct addresses, {counts.UnexplainedAddresses:N0} of a form that no family explains.",
    ];

    public static IEnumerable<string> Of(ListDelta delta, int names)
    {
        if (delta.LosesMuch)
        {
            yield return $"WARNING: {delta.Removed.Count:N0} parties and {delta.AddressesRemoved.Count:N0} addresses are gone. Compare with the publisher's notice before you rely on this version.";
        }

        yield return $"Against version {delta.FromVersion}: {delta.PartiesFrom:N0} to {delta.PartiesTo:N0} parties, {delta.Added.Count:N0} added, {delta.Removed.Count:N0} removed, {delta.Changed.Count:N0} changed; {delta.AddressesAdded.Count:N0} addresses added, {delta.AddressesRemoved.Count:N0} removed.";
        foreach (var line in Some("removed", delta.Removed, names).Concat(Some("added", delta.Added, names)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Some(string what, IReadOnlyList<PartyChange> parties, int names) =>
        [.. parties.Take(names).Select(party => $"  {what} {party.Key} {party.Name}"), .. parties.Count > names ? [$"  {what}: {parties.Count - names:N0} more; --json names them all"] : (IEnumerable<string>)[]];

    private static string Tally(IReadOnlyDictionary<string, int> counts) => string.Join(", ", counts.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value:N0}"));

    private static string Age(TimeSpan age) => age.TotalHours < 1 ? $"{age.TotalMinutes:0} minutes" : age.TotalHours < 48 ? $"{age.TotalHours:0} hours" : $"{age.TotalDays:0} days";
}
