using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ledger;

/// <summary>Tokens as rows: a token is added when a source first brings it, and never changed.</summary>
public sealed class AssetStore(NpgsqlDataSource postgres)
{
    /// <summary>Finds a token by chain, symbol and contract, or adds it.</summary>
    /// <param name="chain">The chain's name.</param>
    /// <param name="symbol">What people call it.</param>
    /// <param name="contract">The contract, or null where the source names the token by its symbol alone.</param>
    /// <param name="decimals">Of its smallest unit.</param>
    /// <param name="redeemableAtPar">Whether one token is redeemed for one US dollar.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The asset that stands.</returns>
    /// <exception cref="InvalidDataException">It stands with other decimals or another worth: amounts that are kept already would change their meaning.</exception>
    public async Task<Asset> FindOrAddAsync(string chain, string symbol, ChainAddress? contract, byte decimals, bool redeemableAtPar, CancellationToken cancellationToken)
    {
        // Two sources that bring a token at once: one inserts, the other finds. Ingest may not update, so the row is read apart.
        await postgres.Command("""
            INSERT INTO asset (chain, symbol, contract, contract_family, decimals, redeemable_at_par)
            VALUES ($1, $2, $3::bytea, $4::smallint, $5, $6)
            ON CONFLICT DO NOTHING
            """, chain, symbol, contract?.ToArray(), (short?)contract?.Family, (short)decimals, redeemableAtPar).RunAsync(cancellationToken);
        var standing = await postgres.Command("""
            SELECT asset_id, chain, symbol, contract_family, contract, decimals, redeemable_at_par
            FROM asset
            WHERE chain = $1 AND symbol = $2 AND contract IS NOT DISTINCT FROM $3::bytea
            """, chain, symbol, contract?.ToArray()).RowAsync(row => Read(row, 0), cancellationToken)
            ?? throw new InvalidOperationException($"The asset {symbol} on {chain} was neither added nor found.");
        return standing.Decimals == decimals && standing.RedeemableAtPar == redeemableAtPar
            ? standing
            : throw new InvalidDataException($"{symbol} on {chain} stands in the ledger with {standing.Decimals} decimals, {(standing.RedeemableAtPar ? "" : "not ")}redeemable at par; this source says {decimals} decimals, {(redeemableAtPar ? "" : "not ")}redeemable at par. Correct the source's settings or mapping.");
    }

    /// <summary>Every token, by chain and symbol.</summary>
    public Task<IReadOnlyList<Asset>> AllAsync(CancellationToken cancellationToken) => postgres.Command("""
        SELECT asset_id, chain, symbol, contract_family, contract, decimals, redeemable_at_par FROM asset ORDER BY chain, symbol, asset_id
        """).RowsAsync(row => Read(row, 0), cancellationToken);

    /// <summary>Reads asset_id, chain, symbol, contract_family, contract, decimals, redeemable_at_par from the column at <paramref name="at"/> on.</summary>
    internal static Asset Read(NpgsqlDataReader row, int at) => new(row.GetInt32(at), row.GetString(at + 1), row.GetString(at + 2),
        LedgerColumns.Address(row, at + 3), (byte)row.GetInt16(at + 5), row.GetBoolean(at + 6));
}
