using System.Numerics;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ledger;

/// <summary>What addresses did in the past, asked of many at once.</summary>
public sealed partial class TransferStore
{
    /// <summary>
    /// What each of some addresses received and sent, and its newest transfers: by the two address indexes, a walk for each address, so that the
    /// work grows with the addresses asked and not with those that hold tokens (docs/decisions/0011). No actor: only the engine's own jobs ask.
    /// </summary>
    /// <param name="addresses">Any number. Other forms of an address are asked for by themselves.</param>
    /// <param name="newest">How many of the newest transfers to name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Only those that ever moved tokens by a transfer that stands, in the order of <see cref="ChainAddress.CompareTo"/>.</returns>
    public async Task<IReadOnlyList<AddressLookBack>> LookBackAsync(IReadOnlyCollection<ChainAddress> addresses, int newest, CancellationToken cancellationToken)
    {
        ChainAddress[] asked = [.. addresses.Distinct().Order()];
        var sums = postgres.Command(LookBackSums, Families(asked), Bytes(asked));
        sums.CommandTimeout = 600;
        var found = (await sums.RowsAsync(row =>
        {
            var asset = AssetStore.Read(row, 6);
            return (Place: (int)row.GetInt64(0), Sum: new AddressSum(asset, new TokenAmount(row.GetFieldValue<BigInteger>(1), asset.Decimals), new TokenAmount(row.GetFieldValue<BigInteger>(2), asset.Decimals),
                row.GetInt64(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5)));
        }, cancellationToken)).GroupBy(row => asked[row.Place - 1]).ToDictionary(group => group.Key, group => group.Select(row => row.Sum).ToArray());
        ChainAddress[] moved = [.. found.Keys.Order()];
        var last = (await postgres.Command(LookBackNewest, Families(moved), Bytes(moved), newest)
            .RowsAsync(row => (Place: (int)row.GetInt64(0), Id: new TransferId(row.GetInt32(1), row.GetInt64(2))), cancellationToken)).ToLookup(row => moved[row.Place - 1], row => row.Id);
        return [.. moved.Select(address => new AddressLookBack(address, found[address], [.. last[address]]))];
    }

    private static short[] Families(ChainAddress[] addresses) => [.. addresses.Select(address => (short)address.Family)];

    private static byte[][] Bytes(ChainAddress[] addresses) => [.. addresses.Select(address => address.ToArray())];

    /// <summary>LATERAL with an aggregate cannot be turned into a join: each address is a walk down two indexes, whatever the planner believes of the table.</summary>
    internal const string LookBackSums = """
        SELECT k.place, s.received, s.sent, s.counted, s.first_at, s.last_at, a.asset_id, a.chain, a.symbol, a.contract_family, a.contract, a.decimals, a.redeemable_at_par
        FROM unnest($1::smallint[], $2::bytea[]) WITH ORDINALITY AS k (family, address, place)
        CROSS JOIN LATERAL (
            -- A transfer to oneself is received and sent, and counted once. Kinds 4 and 5 freeze and release: they move nothing.
            SELECT asset_id, sum(received) AS received, sum(sent) AS sent, sum(counted) AS counted, min(occurred_at) AS first_at, max(occurred_at) AS last_at
            FROM (SELECT asset_id, amount AS received, 0::numeric AS sent, occurred_at, 1 AS counted FROM transfer t WHERE to_address = k.address AND to_family = k.family
                    AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence)
                  UNION ALL
                  SELECT asset_id, 0, amount, occurred_at, CASE WHEN to_address = k.address AND to_family = k.family THEN 0 ELSE 1 END
                  FROM transfer t WHERE from_address = k.address AND from_family = k.family AND kind NOT IN (4, 5)
                    AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence)) AS side
            GROUP BY asset_id) AS s
        JOIN asset a USING (asset_id)
        ORDER BY k.place, a.chain, a.symbol, a.asset_id
        """;

    private const string LookBackNewest = """
        SELECT k.place, s.source_id, s.sequence
        FROM unnest($1::smallint[], $2::bytea[]) WITH ORDINALITY AS k (family, address, place)
        CROSS JOIN LATERAL (
            SELECT source_id, sequence, occurred_at FROM (
                (SELECT source_id, sequence, occurred_at FROM transfer t WHERE to_address = k.address AND to_family = k.family
                    AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence)
                 ORDER BY occurred_at DESC, source_id, sequence DESC LIMIT $3)
                UNION
                (SELECT source_id, sequence, occurred_at FROM transfer t WHERE from_address = k.address AND from_family = k.family AND kind NOT IN (4, 5)
                    AND NOT EXISTS (SELECT FROM retracted_transfer x WHERE x.source_id = t.source_id AND x.sequence = t.sequence)
                 ORDER BY occurred_at DESC, source_id, sequence DESC LIMIT $3)) AS both_sides
            ORDER BY occurred_at DESC, source_id, sequence DESC LIMIT $3) AS s
        ORDER BY k.place, s.occurred_at DESC, s.source_id, s.sequence DESC
        """;
}
