using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>How far a file was read.</summary>
/// <param name="BytesRead">Of the file as it lies on disk, packed or not.</param>
/// <param name="BytesTotal">Its size.</param>
public sealed record FileProgress(long BytesRead, long BytesTotal);

/// <summary>What a load came to.</summary>
/// <param name="Version">The version that the file is. Look at its status: an unreadable file is a version in quarantine.</param>
/// <param name="Delta">Against the version that was in force before; null when the file stands in quarantine unread, or was in force already.</param>
/// <param name="Confirmed">Whether the file was in force already, so that nothing changed but the time of the last check.</param>
public sealed record ListLoad(ListVersion Version, ListDelta? Delta, bool Confirmed)
{
    /// <summary>
    /// Where <see cref="Version"/> waits because it takes much away (<see cref="ListDelta.LosesMuch"/>): the version that judges meanwhile,
    /// which holds all that the file adds and describes otherwise, and still what it takes away. Null otherwise.
    /// </summary>
    public ListVersion? Interim { get; init; }

    /// <summary>The return to an earlier version because of which the file was not put in force, though it was before: see <see cref="ReturnList"/>. Null otherwise.</summary>
    public ListReturn? TurnedAway { get; init; }

    /// <summary>What was done with the file, as the history of fetches keeps it.</summary>
    internal string Became => this switch
    {
        { TurnedAway: not null } => "turned_away",
        { Confirmed: true } => "confirmed",
        { Interim: not null } => "interim",
        { Version.Status: ListVersionStatus.Quarantined } => "quarantined",
        _ => "in_force",
    };
}

/// <summary>Takes a file of a list in: reads it whole, keeps it as a version, and puts it in force, all in one write or none of it.</summary>
public sealed partial class LoadList(NpgsqlDataSource postgres, ListStore lists, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Loads a file and puts it in force.</summary>
    /// <remarks>
    /// A file that is unreadable, cut off, a web page, empty or without parties becomes a version in quarantine, and so does one that
    /// its publisher dated before the version in force, holds words that its reader does not know, lacks what every good copy holds
    /// (<see cref="ListDefinition.Canaries"/>, <see cref="ListDefinition.AtLeast"/>; the first file too), is many times smaller or larger than
    /// the version in force, or fills markedly less of a field (<see cref="FillRates"/>); in each case the version in force stays. The same bytes again are no new version: they confirm the one that
    /// stands, and so does a file that says the same and was only made anew (UN, EU, UK), unless a later one is known: a version that its
    /// publisher has replaced stays as old as it is, however often it is loaded, and so does one that is put in force by <paramref name="allowOlder"/>.
    /// While a return to an earlier version stands (<see cref="ReturnList"/>), a file that was seen before it is turned away: <see cref="ListLoad.TurnedAway"/>.
    /// A file that takes much away waits too, and what it adds judges at once: see <see cref="ListLoad.Interim"/> and docs/decisions/0008.
    /// </remarks>
    /// <param name="actor">Needs <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">A list that <see cref="ListStore.DescribeAsync"/> made known.</param>
    /// <param name="path">The file: XML, or packed by bzip2, gzip or zip, which its first bytes tell.</param>
    /// <param name="progress">Told how far the file was read; may be null.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <param name="allowOlder">Puts a file in force that is older than the version in force: to load history in order.</param>
    /// <returns>What it came to, or <c>list_unknown</c>.</returns>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public async Task<Outcome<ListLoad>> LoadAsync(Actor actor, string listId, string path, IProgress<FileProgress>? progress, CancellationToken cancellationToken, bool allowOlder = false)
    {
        actor.Demand(Right.ManageLists);
        if (await lists.FindAsync(listId, cancellationToken) is not { } list)
        {
            return new Refusal("list_unknown", $"There is no list '{listId}'. Describe it in rules/lists.json first.");
        }

        // Reading is seconds of work on one thread, before anything is locked.
        var reading = await Task.Run(() => ListFile.Read(path, progress, cancellationToken, format: list.Format), cancellationToken);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var standing = await LockAsync(write, listId, cancellationToken);
        var load = reading switch
        {
            ListReading.Whole(var file) => await TakeInAsync(write, actor, list, standing, file, Path.GetFileName(path), allowOlder, cancellationToken),
            ListReading.Unreadable broken => await QuarantineAsync(write, actor, list, new VersionFile(Path.GetFileName(path), broken.Sha256, broken.SizeBytes, null), broken.Code, broken.Reason, null, cancellationToken),
            _ => throw new UnreachableException(),
        };
        await write.CommitAsync(cancellationToken);
        return load;
    }

    /// <summary>Takes note that the publisher still holds the file that judges, or that waits beside an interim version: it said "not modified".</summary>
    /// <param name="actor">Needs <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="versionId">What the file became that the publisher was asked about.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The confirmed version, or <c>list_changed_meanwhile</c> where another one judges by now.</returns>
    public async Task<Outcome<ListLoad>> ConfirmAsync(Actor actor, string listId, long versionId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageLists);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var standing = await LockAsync(write, listId, cancellationToken);
        if (standing?.Return is { SeenUpTo: { } seen } standingReturn && versionId != standing.VersionId && versionId <= seen)
        {
            var away = await TurnAwayAsync(write, actor, standingReturn, versionId, cancellationToken);
            await write.CommitAsync(cancellationToken);
            return away;
        }

        if (standing is null || (standing.VersionId != versionId && standing.WaitingId != versionId))
        {
            return new Refusal("list_changed_meanwhile", $"Version {versionId} of {listId} no longer judges: another was put in force while its publisher was asked. Refresh the list again.");
        }

        var load = await ConfirmAsync(write, actor, listId, standing, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return load;
    }

    private async Task<ListLoad> TakeInAsync(AtomicWrite write, Actor actor, ListDefinition list, Standing? standing, ListFile file, string name, bool allowOlder, CancellationToken cancellationToken)
    {
        if (standing is not null && standing.Sha256.AsSpan().SequenceEqual(file.Sha256))
        {
            return await ConfirmAsync(write, actor, list.Id, standing, cancellationToken);
        }

        // A fallback says less than the publisher's own file: it does not end what two persons decided.
        if (standing?.Return is { } held && file.IsFallback)
        {
            return await TurnAwayAsync(write, actor, held, held.AwayFrom, cancellationToken);
        }

        if (standing?.Return is { } standingReturn && await SeenBeforeAsync(write, list.Id, file, standing.VersionId, standingReturn.SeenUpTo!.Value, cancellationToken) is { } seen)
        {
            return await TurnAwayAsync(write, actor, standingReturn, seen, cancellationToken);
        }

        var version = new VersionFile(name, file.Sha256, file.SizeBytes, file.PublishedOn, file.ContentSha256) { IsFallback = file.IsFallback };
        if (!allowOlder && standing?.PublishedOn > file.PublishedOn)
        {
            return await QuarantineAsync(write, actor, list, version, "list_older",
                $"{name} was published on {file.PublishedOn:yyyy-MM-dd}, before {(standing.Undated ? "the last version with a date, that" : "the version in force")} of {standing.PublishedOn:yyyy-MM-dd}{(standing.Undated ? ". The version in force stays." : ", which stays.")} Load it with --allow-older, or have a second person approve it, if the older one is meant to judge.", file, cancellationToken);
        }

        if (standing?.ContentSha256 is { } content && content.AsSpan().SequenceEqual(file.ContentSha256))
        {
            return await ConfirmAsync(write, actor, list.Id, standing, cancellationToken);
        }

        if (PlausibleFile.Doubt(name, list, file, standing?.Counts) is { } doubt && await KnownAsync(write, list.Id, file.Sha256, cancellationToken) is null)
        {
            return await QuarantineAsync(write, actor, list, version, doubt.Code, doubt.Message, file, cancellationToken);
        }

        return file.IsFallback && standing is { IsFallback: false }
            ? await TakeBesideAsync(write, actor, list, standing, file, version, cancellationToken)
            : await PutInForceAsync(write, actor, list, standing, file, version, cancellationToken);
    }

    private async Task<ListLoad> PutInForceAsync(AtomicWrite write, Actor actor, ListDefinition list, Standing? standing, ListFile file, VersionFile source, CancellationToken cancellationToken)
    {
        var (counts, writer, now) = (ListCounts.Of(file), new VersionWriter(write), clock.GetUtcNow());
        var known = await KnownAsync(write, list.Id, file.Sha256, cancellationToken);
        var versionId = known ?? await writer.AddVersionAsync(actor, list, source, ListVersionStatus.Accepted, "", counts, now, cancellationToken);
        if (known is null)
        {
            await writer.AddEntriesAsync(list.Id, versionId, file.Entries, cancellationToken);
        }

        var delta = await VersionDelta.ReadAsync(write.Connection, standing?.VersionId, versionId, cancellationToken);
        // A version that was accepted before was looked at then.
        if (known is null && standing is not null && delta.LosesMuch)
        {
            return await HoldAsync(write, actor, list, standing, file, source, delta, cancellationToken);
        }

        // The publisher's own file of before the fallback came: it does not hold what that added, and nothing says that it was taken away.
        if (known is not null && standing is { WaitingId: not null } && delta.Removed.Count > 0)
        {
            return await ConfirmAsync(write, actor, list.Id, standing, cancellationToken);
        }

        await writer.PutInForceAsync(actor, list.Id, versionId, now, cancellationToken);
        await trail.RecordAsync(write, actor, "list.load", new AuditSubject("list", list.Id), new
        {
            version = versionId,
            file = source.Name,
            sha256 = Convert.ToHexStringLower(file.Sha256),
            publishedOn = file.PublishedOn,
            counts.Parties,
            counts.Addresses,
            replaces = standing?.VersionId,
            added = delta.Added.Count,
            removed = delta.Removed.Count,
            changed = delta.Changed.Count,
            addressesAdded = delta.AddressesAdded.Count,
            addressesRemoved = delta.AddressesRemoved.Count,
        }, cancellationToken);
        return new ListLoad(await writer.ReadAsync(versionId, cancellationToken), delta, Confirmed: false);
    }

    // What is confirmed of an interim version is the file that waits: its publisher holds that one still.
    private async Task<ListLoad> ConfirmAsync(AtomicWrite write, Actor actor, string listId, Standing standing, CancellationToken cancellationToken)
    {
        var writer = new VersionWriter(write);
        await writer.ConfirmAsync(listId, clock.GetUtcNow(), cancellationToken);
        await trail.RecordAsync(write, actor, "list.confirm", new AuditSubject("list", listId), new { version = standing.VersionId, waiting = standing.WaitingId }, cancellationToken);
        var inForce = await writer.ReadAsync(standing.VersionId, cancellationToken);
        return standing.WaitingId is not { } waiting
            ? new ListLoad(inForce, Delta: null, Confirmed: true)
            : new ListLoad(await writer.ReadAsync(waiting, cancellationToken), await VersionDelta.ReadAsync(write.Connection, standing.VersionId, waiting, cancellationToken), Confirmed: true) { Interim = inForce };
    }

    private async Task<ListLoad> QuarantineAsync(AtomicWrite write, Actor actor, ListDefinition list, VersionFile file, string code, string reason, ListFile? read, CancellationToken cancellationToken)
    {
        var writer = new VersionWriter(write);
        if (await WaitingAsync(write, list.Id, file.Sha256, read?.Entries.Count ?? 0, cancellationToken) is { } waiting)
        {
            return new ListLoad(await writer.ReadAsync(waiting, cancellationToken), Delta: null, Confirmed: false);
        }

        var versionId = await writer.AddVersionAsync(actor, list, file, ListVersionStatus.Quarantined, reason, read is null ? ListCounts.None : ListCounts.Of(read), clock.GetUtcNow(), cancellationToken);
        if (read is not null)
        {
            await writer.AddEntriesAsync(list.Id, versionId, read.Entries, cancellationToken);
        }

        await trail.RecordAsync(write, actor, "list.quarantine", new AuditSubject("list", list.Id), new { version = versionId, file = file.Name, sha256 = Convert.ToHexStringLower(file.Sha256), code, reason }, cancellationToken);
        return new ListLoad(await writer.ReadAsync(versionId, cancellationToken), Delta: null, Confirmed: false);
    }

    // Every hour the publisher gives out the very file that two persons turned away from: it must not come into force again by itself.
    private async Task<ListLoad> TurnAwayAsync(AtomicWrite write, Actor actor, ListReturn standing, long versionId, CancellationToken cancellationToken)
    {
        await trail.RecordAsync(write, actor, "list.turn-away", new AuditSubject("list", standing.ListId), new { version = versionId, returnedTo = standing.VersionId, proposal = standing.Id }, cancellationToken);
        return new ListLoad(await new VersionWriter(write).ReadAsync(versionId, cancellationToken), Delta: null, Confirmed: false) { TurnedAway = standing };
    }

    // By its bytes, or by its entries where the publisher only made it anew. A file that says what the version in force says is not turned away.
    private static Task<long?> SeenBeforeAsync(AtomicWrite write, string listId, ListFile file, long inForce, long seenUpTo, CancellationToken cancellationToken) => write.Command("""
        SELECT max(v.version_id) FROM list_version v
        WHERE v.list_id = $1 AND v.version_id <= $2 AND (v.sha256 = $3 OR v.content_sha256 = $4)
            AND NOT EXISTS (SELECT FROM list_version f WHERE f.version_id = $5 AND f.content_sha256 = $4)
        """, listId, seenUpTo, file.Sha256, file.ContentSha256, inForce).TryScalarAsync<long>(cancellationToken);

    // Two loads of one list at once: the second waits at the first statement, and its second statement sees what the first load put in force.
    private static async Task<Standing?> LockAsync(AtomicWrite write, string listId, CancellationToken cancellationToken)
    {
        var versionId = await write.Command("SELECT version_in_force FROM list WHERE list_id = $1 FOR NO KEY UPDATE", listId).TryScalarAsync<long>(cancellationToken);
        var standingReturn = await ListReturnStore.StandingAsync(write, listId, cancellationToken);
        return await write.Command("""
            -- A file without a date of its own (OFAC's legacy CSV) must not open the door to one that is older than what judged before it.
            -- An interim version stands for the file that waits: the same file again is no news.
            SELECT v.version_id, coalesce(w.sha256, v.sha256), coalesce(v.published_on, (SELECT max(o.published_on) FROM list_version o WHERE o.list_id = v.list_id AND o.status = 'accepted')),
                   coalesce(w.content_sha256, v.content_sha256), v.counts, v.published_on IS NULL, w.version_id, v.fallback
            FROM list_version v LEFT JOIN list_version w ON w.version_id = v.interim_of AND w.status = 'quarantined'
            WHERE v.version_id = $1
            """, versionId)
            .RowAsync(row => new Standing(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateOnly>(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3),
                JsonSerializer.Deserialize<ListCounts>(row.GetString(4), ListStore.ContentJson)!, row.GetBoolean(5), row.IsDBNull(6) ? null : row.GetInt64(6), row.GetBoolean(7), standingReturn), cancellationToken);
    }

    private static Task<long?> KnownAsync(AtomicWrite write, string listId, byte[] sha256, CancellationToken cancellationToken) =>
        write.Command("SELECT version_id FROM list_version WHERE list_id = $1 AND sha256 = $2 AND status = 'accepted'", listId, sha256).TryScalarAsync<long>(cancellationToken);

    // A job that meets the same bad file every hour fills no table with it. One that a newer reader now makes more of is another matter.
    private static Task<long?> WaitingAsync(AtomicWrite write, string listId, byte[] sha256, int parties, CancellationToken cancellationToken) =>
        write.Command("SELECT max(version_id) FROM list_version WHERE list_id = $1 AND sha256 = $2 AND parties = $3 AND status = 'quarantined' AND interim_of IS NULL", listId, sha256, parties).TryScalarAsync<long>(cancellationToken);

    private sealed record Standing(long VersionId, byte[] Sha256, DateOnly? PublishedOn, byte[]? ContentSha256, ListCounts Counts, bool Undated, long? WaitingId, bool IsFallback, ListReturn? Return)
    {
        public DateOnly? OwnDate => Undated ? null : PublishedOn;
    }
}
