using System.Collections.Concurrent;
using System.Numerics;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ledger;

/// <summary>Which transfers somebody wants to see; what is null does not narrow.</summary>
public sealed record TransferFilter
{
    /// <summary>Of one source.</summary>
    public int? SourceId { get; init; }

    /// <summary>Of one kind.</summary>
    public TransferKind? Kind { get; init; }

    /// <summary>From or to this address, or initiated by it.</summary>
    public ChainAddress? Address { get; init; }

    /// <summary>Of one token.</summary>
    public int? AssetId { get; init; }

    /// <summary>At or after this moment, UTC.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before this moment, UTC.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Of this many whole tokens or more.</summary>
    public decimal? AtLeast { get; init; }

    /// <summary>Those that were retracted, instead of those that stand.</summary>
    public bool Retracted { get; init; }
}

/// <summary>
/// Transfers as rows, for reading. <see cref="LedgerWriter"/> alone adds them; nothing changes them. What a reorganisation retracted is left out
/// everywhere but in <see cref="NextAsync"/>, in <see cref="FindAsync"/>, and where a filter asks for it.
/// </summary>
public sealed partial class TransferStore(NpgsqlDataSource postgres)
{
    // Tokens never change and are few: each row of a page shares its token's object.
    private readonly ConcurrentDictionary<int, Asset> assets = new();

    /// <summary>The next transfers of a source in its order, for monitoring: all of them, those that were retracted by now with <see cref="Transfer.RetractedAt"/>.</summary>
    /// <param name="sourceId">Which source.</param>
    /// <param name="afterSequence">The last sequence that was judged; 0 from the beginning.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<Transfer>> NextAsync(int sourceId, long afterSequence, int limit, CancellationToken cancellationToken) => postgres.Command("""
        -- The upper bound holds because sequences have no gaps; it keeps the plan from merging every month to the end.
        SELECT t.source_id, t.sequence, t.kind, t.occurred_at, t.from_family, t.from_address, t.to_family, t.to_address, t.amount,
               t.block_number, t.block_hash, t.log_index, t.transaction_hash, t.initiated_by, t.order_id,
               a.asset_id, a.chain, a.symbol, a.contract_family, a.contract, a.decimals, a.redeemable_at_par, x.retracted_at, x.retraction_id
        FROM transfer t JOIN asset a USING (asset_id) LEFT JOIN retracted_transfer x USING (source_id, sequence)
        WHERE t.source_id = $1 AND t.sequence > $2 AND t.sequence <= $2 + $3
        ORDER BY t.sequence
        """, sourceId, afterSequence, (long)limit).RowsAsync(row => Read(row) with { RetractionId = row.IsDBNull(23) ? null : row.GetInt64(23) }, cancellationToken);

    /// <summary>A page of transfers, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="filter">Which ones.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Page<Transfer>> PageAsync(Actor actor, TransferFilter filter, int offset, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        var total = await postgres.Command("""
            SELECT count(*)
            FROM transfer t JOIN asset a USING (asset_id) LEFT JOIN retracted_transfer x USING (source_id, sequence)
            WHERE (x.sequence IS NOT NULL) = $9 AND ($1::int IS NULL OR t.source_id = $1) AND ($2::smallint IS NULL OR t.kind = $2) AND ($3::int IS NULL OR t.asset_id = $3)
              AND ($4::timestamptz IS NULL OR t.occurred_at >= $4) AND ($5::timestamptz IS NULL OR t.occurred_at < $5)
              AND ($6::numeric IS NULL OR t.amount >= $6 * 10::numeric ^ a.decimals)
              AND ($7::bytea IS NULL OR (t.from_address = $7 AND t.from_family = $8) OR (t.to_address = $7 AND t.to_family = $8)
                   OR (t.initiated_by = $7 AND COALESCE(t.from_family, t.to_family, $8) = $8))
            """, filter.SourceId, (short?)filter.Kind, filter.AssetId, filter.Since, filter.Before, filter.AtLeast,
            filter.Address?.ToArray(), (short?)filter.Address?.Family, filter.Retracted).ScalarAsync<long>(cancellationToken);
        var rows = await postgres.Command("""
            SELECT t.source_id, t.sequence, t.kind, t.occurred_at, t.from_family, t.from_address, t.to_family, t.to_address, t.amount,
                   t.block_number, t.block_hash, t.log_index, t.transaction_hash, t.initiated_by, t.order_id,
                   a.asset_id, a.chain, a.symbol, a.contract_family, a.contract, a.decimals, a.redeemable_at_par, x.retracted_at
            FROM transfer t JOIN asset a USING (asset_id) LEFT JOIN retracted_transfer x USING (source_id, sequence)
            WHERE (x.sequence IS NOT NULL) = $9 AND ($1::int IS NULL OR t.source_id = $1) AND ($2::smallint IS NULL OR t.kind = $2) AND ($3::int IS NULL OR t.asset_id = $3)
              AND ($4::timestamptz IS NULL OR t.occurred_at >= $4) AND ($5::timestamptz IS NULL OR t.occurred_at < $5)
              AND ($6::numeric IS NULL OR t.amount >= $6 * 10::numeric ^ a.decimals)
              AND ($7::bytea IS NULL OR (t.from_address = $7 AND t.from_family = $8) OR (t.to_address = $7 AND t.to_family = $8)
                   OR (t.initiated_by = $7 AND COALESCE(t.from_family, t.to_family, $8) = $8))
            ORDER BY t.occurred_at DESC, t.source_id, t.sequence DESC
            OFFSET $10 LIMIT $11
            """, filter.SourceId, (short?)filter.Kind, filter.AssetId, filter.Since, filter.Before, filter.AtLeast,
            filter.Address?.ToArray(), (short?)filter.Address?.Family, filter.Retracted, offset, limit).RowsAsync(Read, cancellationToken);
        return new Page<Transfer>(rows, total);
    }

    /// <summary>The transfers that an address took part in and that stand, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="address">As sender or recipient, or as the one that was frozen, released or emptied.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<Transfer>> OfAddressAsync(Actor actor, ChainAddress address, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            -- Two walks down two indexes, each cut at the limit; a transfer to oneself is taken once.
            WITH seen AS (
                (SELECT * FROM transfer t WHERE from_address = $1 AND from_family = $2
                 AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence) ORDER BY occurred_at DESC, source_id, sequence DESC LIMIT $3)
                UNION ALL
                (SELECT * FROM transfer t WHERE to_address = $1 AND to_family = $2 AND (from_address IS NULL OR from_address <> $1 OR from_family <> $2)
                 AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence)
                 ORDER BY occurred_at DESC, source_id, sequence DESC LIMIT $3))
            SELECT t.source_id, t.sequence, t.kind, t.occurred_at, t.from_family, t.from_address, t.to_family, t.to_address, t.amount,
                   t.block_number, t.block_hash, t.log_index, t.transaction_hash, t.initiated_by, t.order_id,
                   a.asset_id, a.chain, a.symbol, a.contract_family, a.contract, a.decimals, a.redeemable_at_par, NULL::timestamptz
            FROM seen t JOIN asset a USING (asset_id)
            ORDER BY t.occurred_at DESC, t.source_id, t.sequence DESC
            LIMIT $3
            """, address.ToArray(), (short)address.Family, limit).RowsAsync(Read, cancellationToken);
    }

    /// <summary>One transfer, one that was retracted too.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="id">Which row.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the ledger does not hold it.</returns>
    public async Task<Transfer?> FindAsync(Actor actor, TransferId id, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            SELECT t.source_id, t.sequence, t.kind, t.occurred_at, t.from_family, t.from_address, t.to_family, t.to_address, t.amount,
                   t.block_number, t.block_hash, t.log_index, t.transaction_hash, t.initiated_by, t.order_id,
                   a.asset_id, a.chain, a.symbol, a.contract_family, a.contract, a.decimals, a.redeemable_at_par, x.retracted_at
            FROM transfer t JOIN asset a USING (asset_id) LEFT JOIN retracted_transfer x USING (source_id, sequence)
            WHERE t.source_id = $1 AND t.sequence = $2
            """, id.SourceId, id.Sequence).RowAsync(Read, cancellationToken);
    }

    /// <summary>What an address received and sent of each token, over all transfers that stand.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="address">Which address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A row for each token that it ever had to do with, by chain and symbol.</returns>
    public async Task<IReadOnlyList<AddressSum>> SumsOfAddressAsync(Actor actor, ChainAddress address, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            -- A transfer to oneself is received and sent, and counted once; a freeze has no amount. From and to are read down two indexes.
            WITH side AS (
                SELECT asset_id, amount AS received, 0::numeric AS sent, occurred_at, 1 AS counted FROM transfer t WHERE to_address = $1 AND to_family = $2
                  AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence)
                UNION ALL
                SELECT asset_id, 0, amount, occurred_at, CASE WHEN to_address = $1 AND to_family = $2 THEN 0 ELSE 1 END FROM transfer t WHERE from_address = $1 AND from_family = $2
                  AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence))
            SELECT sum(received), sum(sent), sum(counted), min(occurred_at), max(occurred_at),
                   a.asset_id, a.chain, a.symbol, a.contract_family, a.contract, a.decimals, a.redeemable_at_par
            FROM side JOIN asset a USING (asset_id)
            GROUP BY a.asset_id ORDER BY a.chain, a.symbol
            """, address.ToArray(), (short)address.Family).RowsAsync(row =>
            {
                var asset = AssetStore.Read(row, 5);
                return new AddressSum(asset, new TokenAmount(row.GetFieldValue<BigInteger>(0), asset.Decimals), new TokenAmount(row.GetFieldValue<BigInteger>(1), asset.Decimals),
                    row.GetInt64(2), row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4));
            }, cancellationToken);
    }

    private Transfer Read(NpgsqlDataReader row)
    {
        var assetId = row.GetInt32(15);
        if (!assets.TryGetValue(assetId, out var asset))
        {
            asset = assets.GetOrAdd(assetId, AssetStore.Read(row, 15));
        }

        var from = LedgerColumns.Address(row, 4);
        var to = LedgerColumns.Address(row, 6);
        // The family of whoever initiated is that of the chain, which from and to share; where neither is named, the contract's, else EVM, the one family that ingest reads today.
        ChainAddress? initiatedBy = row.IsDBNull(13) ? null
            : new ChainAddress(from?.Family ?? to?.Family ?? asset.Contract?.Family ?? AddressFamily.Evm, row.GetFieldValue<byte[]>(13));
        return new Transfer(new TransferId(row.GetInt32(0), row.GetInt64(1)), (TransferKind)row.GetInt16(2), row.GetFieldValue<DateTimeOffset>(3), from, to,
            new TokenAmount(row.GetFieldValue<BigInteger>(8), asset.Decimals), asset,
            new ChainPosition(row.GetInt64(9), row.GetFieldValue<byte[]>(10), row.GetInt32(11), row.GetFieldValue<byte[]>(12)),
            initiatedBy, row.IsDBNull(14) ? null : row.GetString(14)) { RetractedAt = row.IsDBNull(22) ? null : row.GetFieldValue<DateTimeOffset>(22) };
    }
}
