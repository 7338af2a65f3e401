using Npgsql;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Screening.Rescreening;

/// <summary>What a change of lists means for an address.</summary>
public enum AddressFindingKind
{
    /// <summary>It is blocked now: there is a hit on it.</summary>
    HitFound,

    /// <summary>What it was blocked for is gone, and no list in force blocks it: what was done because of it is to be looked at. It releases nothing.</summary>
    ReleaseReview,
}

/// <summary>Something that a case of an address has to know of a change of lists.</summary>
/// <param name="Id">Ascending in the order in which findings became visible.</param>
/// <param name="Kind">What.</param>
/// <param name="Address">A release review names it as the list wrote it; a case may be about another form of it.</param>
/// <param name="HitId">The hit; null of a release review.</param>
/// <param name="ListId">Which list.</param>
/// <param name="EntryKey">The publisher's key.</param>
/// <param name="ListedName">What the list calls, or called, the party.</param>
/// <param name="FromVersion">The version that was answered before; null where none was.</param>
/// <param name="ToVersion">The version that made the change.</param>
/// <param name="Holds">Whether the ledger leaves it a balance, or cannot tell.</param>
/// <param name="FoundAt">UTC.</param>
public sealed record AddressFinding(long Id, AddressFindingKind Kind, ChainAddress Address, long? HitId, string ListId, string EntryKey, string ListedName, long? FromVersion, long ToVersion, bool Holds, DateTimeOffset FoundAt);

/// <summary>What cases take up of re-screenings, as rows that nobody changes.</summary>
public sealed class AddressFindings(NpgsqlDataSource postgres)
{
    /// <summary>The findings after one, in order: whoever follows keeps the last number as his cursor and misses none. No actor: only the engine's own jobs read it.</summary>
    /// <param name="after">The last finding that was taken up; 0 from the beginning.</param>
    /// <param name="most">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<AddressFinding>> NextAsync(long after, int most, CancellationToken cancellationToken) => postgres.Command("""
        SELECT finding_id, kind, family, address, hit_id, list_id, entry_key, listed_name, from_version, to_version, holds, found_at
        FROM address_finding WHERE finding_id > $1 ORDER BY finding_id LIMIT $2
        """, after, most).RowsAsync(row => new AddressFinding(row.GetInt64(0), row.GetString(1) == "hit_found" ? AddressFindingKind.HitFound : AddressFindingKind.ReleaseReview,
            new ChainAddress((AddressFamily)row.GetInt16(2), row.GetFieldValue<byte[]>(3)), row.IsDBNull(4) ? null : row.GetInt64(4), row.GetString(5), row.GetString(6), row.GetString(7),
            row.IsDBNull(8) ? null : row.GetInt64(8), row.GetInt64(9), row.GetBoolean(10), row.GetFieldValue<DateTimeOffset>(11)), cancellationToken);

    /// <summary>Makes writers of findings wait for each other until they commit, so that numbers become visible in their order. First thing in a write.</summary>
    internal static Task LockAsync(AtomicWrite write, CancellationToken cancellationToken) =>
        write.Command("SELECT pg_advisory_xact_lock(hashtext('address_finding'))").RunAsync(cancellationToken);

    /// <summary>Adds a finding; one that was made before is not made again.</summary>
    internal static Task AddAsync(AtomicWrite write, AddressFinding finding, CancellationToken cancellationToken) => write.Command("""
        -- Either of two unique keys: the hit, or the address with list, key and version.
        INSERT INTO address_finding (kind, family, address, hit_id, list_id, entry_key, listed_name, from_version, to_version, holds, found_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING
        """, finding.Kind == AddressFindingKind.HitFound ? "hit_found" : "release_review", (short)finding.Address.Family, finding.Address.ToArray(), finding.HitId, finding.ListId, finding.EntryKey,
        finding.ListedName, finding.FromVersion, finding.ToVersion, finding.Holds, finding.FoundAt).RunAsync(cancellationToken);
}
