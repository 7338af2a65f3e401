using Npgsql;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Lists;

/// <summary>How far a file was read.</summary>
/// <param name="BytesRead">Of the file as it lies on disk, packed or not.</param>
/// <param name="BytesTotal">Its size.</param>
public sealed record FileProgress(long BytesRead, long BytesTotal);

/// <summary>What a load came to.</summary>
/// <param name="Version">The version that the file is. Look at its status: an unreadable file is a version in quarantine.</param>
/// <param name="Delta">Against the version that was in force before; null when the file stands in quarantine unread, or was in force already.</param>
/// <param name="Confirmed">Whether the file was in force already, so that nothing changed but the time of the last check.</param>
public sealed record ListLoad(ListVersion Version, ListDelta? Delta, bool Confirmed);

/// <summary>Takes a file of a list in: reads it whole, keeps it as a version, and puts it in force, all in one write or none of it.</summary>
public sealed class LoadList(NpgsqlDataSource postgres, ListStore lists, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Loads a file and puts it in force.</summary>
    /// <remarks>
    /// A file that is unreadable, cut off, a web page, empty or without parties becomes a version in quarantine, and so does one that
    /// its publisher dated before the version in force; in each case the version in force stays. The same bytes again are no new
    /// version: they confirm the one that stands.
    /// </remarks>
    /// <param name="actor">Needs <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">A list that <see cref="ListStore.DescribeAsync"/> made known.</param>
    /// <param name="path">The file: XML, or packed by bzip2, gzip or zip, which its first bytes tell.</param>
    /// <param name="progress">Told how far the file was read; may be null.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <param name="allowOlder">Puts a file in force that is older than the version in force: to load history in order.</param>
    /// <returns>What it came to, or <c>list_unknown</c>.</returns>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public Task<Outcome<ListLoad>> LoadAsync(Actor actor, string listId, string path, IProgress<FileProgress>? progress, CancellationToken cancellationToken, bool allowOlder = false)
    {
        actor.Demand(Right.ManageLists);
        _ = (postgres, lists, trail, clock, listId, path, progress, allowOlder, cancellationToken);
        throw new NotSupportedException("Lists are not loaded yet.");
    }
}
