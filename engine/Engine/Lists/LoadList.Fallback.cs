using System.Security.Cryptography;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

public sealed partial class LoadList
{
    /// <summary>
    /// A fallback file has other fields than the list's own (no scripts, no listing dates, fewer wallets). In its place, it would make every party poorer for the sake of
    /// a few new ones; so the parties that it adds judge beside the version in force, and nothing goes and nothing is described otherwise.
    /// </summary>
    private async Task<ListLoad> TakeBesideAsync(AtomicWrite write, Actor actor, ListDefinition list, Standing standing, ListFile file, VersionFile source, CancellationToken cancellationToken)
    {
        var known = (await write.Command("SELECT DISTINCT e.entry_key FROM list_version_entry m JOIN list_entry e USING (entry_id) WHERE m.version_id = $1", standing.VersionId)
            .RowsAsync(row => row.GetString(0), cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var added = file.Entries.Where(entry => !known.Contains(entry.Key)).ToList();
        if (added.Count == 0)
        {
            return await ConfirmAsync(write, actor, list.Id, standing, cancellationToken);       // all whom the publisher lists judge already
        }

        var (writer, now) = (new VersionWriter(write), clock.GetUtcNow());
        var reason = $"{source.Name} is a fallback for the list's own file and says less than that. The parties that it adds ({added.Count:N0}) judge already, beside all that was in force: {string.Join("; ", added.Take(namedParties).Select(entry => entry.PrimaryName))}"
            + $"{(added.Count > namedParties ? $"; and {added.Count - namedParties:N0} more" : "")}. The next file of the list's own kind takes its place; a second person may approve this one as it is, if that one is not to be had for long.";
        var waiting = await writer.AddVersionAsync(actor, list, source, ListVersionStatus.Quarantined, reason, ListCounts.Of(file), now, cancellationToken);
        await writer.AddEntriesAsync(list.Id, waiting, file.Entries, cancellationToken);
        string[] keys = [.. added.Select(entry => entry.Key)];
        var inForce = await writer.EntriesAsync(standing.VersionId, [.. known], cancellationToken);
        var both = new VersionFile($"what was in force, and what {source.Name} adds", SHA256.HashData([.. standing.Sha256, .. file.Sha256, .. BitConverter.GetBytes(waiting)]), source.SizeBytes, standing.OwnDate);
        var interim = await writer.AddVersionAsync(actor, list, both, ListVersionStatus.Accepted, "", ListCounts.Of([.. inForce, .. added]) with { Unfamiliar = standing.Counts.Unfamiliar }, now, cancellationToken);
        await writer.ComposeAsync(interim, waiting, standing.VersionId, waiting, keys, cancellationToken);
        await writer.PutInForceAsync(actor, list.Id, interim, now, cancellationToken);
        var delta = await VersionDelta.ReadAsync(write.Connection, standing.VersionId, waiting, cancellationToken);
        await trail.RecordAsync(write, actor, "list.fallback", new AuditSubject("list", list.Id), new { version = waiting, interim, file = source.Name, sha256 = Convert.ToHexStringLower(file.Sha256), beside = standing.VersionId, addedAtOnce = added.Count }, cancellationToken);
        return new ListLoad(await writer.ReadAsync(waiting, cancellationToken), delta, Confirmed: false) { Interim = await writer.ReadAsync(interim, cancellationToken) };
    }
}
