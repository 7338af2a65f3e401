using System.Numerics;
using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ledger;

/// <summary>What totalSupply() of a token answered, and how far the ledger had come.</summary>
/// <param name="AssetId">The token.</param>
/// <param name="Sequence">The last transfer of the source at or before the observed block; 0 before the first.</param>
/// <param name="TotalSupply">In the smallest unit.</param>
public sealed record ObservedSupply(int AssetId, long Sequence, BigInteger TotalSupply);

/// <summary>Observations of supply as rows, for reading; <c>LedgerWriter</c> adds them.</summary>
public sealed class SupplyStore(NpgsqlDataSource postgres)
{
    /// <summary>The last observation of each token of a source at each sequence, in order of sequence; of retracted blocks none.</summary>
    /// <param name="sourceId">Which source.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<ObservedSupply>> OfSourceAsync(int sourceId, CancellationToken cancellationToken) => postgres.Command("""
        -- Blocks without a transfer share a sequence: the newest of them tells what stands.
        SELECT DISTINCT ON (sequence, asset_id) asset_id, sequence, total_supply
        FROM supply_observation o WHERE source_id = $1
          AND NOT EXISTS (SELECT FROM retraction r WHERE r.source_id = o.source_id AND r.retraction_id > o.branch AND r.from_block <= o.block_number)
        ORDER BY sequence, asset_id, block_number DESC
        """, sourceId).RowsAsync(row => new ObservedSupply(row.GetInt32(0), row.GetInt64(1), row.GetFieldValue<BigInteger>(2)), cancellationToken);
}
