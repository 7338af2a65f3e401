using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ledger;

/// <summary>Headers of blocks as rows, for ingest to ask what it read; <see cref="LedgerWriter"/> adds them.</summary>
public sealed class BlockHeaderStore(NpgsqlDataSource postgres)
{
    /// <summary>
    /// The hashes of the blocks of a source that stand in the ledger, by height: of each header that was kept and of its parent, whose hash the header
    /// names. In deep history only some heights are known.
    /// </summary>
    /// <param name="sourceId">Which source.</param>
    /// <param name="first">The lowest height.</param>
    /// <param name="last">The highest height.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyDictionary<long, byte[]>> StandingAsync(int sourceId, long first, long last, CancellationToken cancellationToken)
    {
        // One header above: it names the hash of the highest.
        var headers = await postgres.Command("""
            -- A retraction takes every block from its lowest on that was read before it.
            SELECT h.number, h.hash, h.parent_hash FROM block_header h
            WHERE h.source_id = $1 AND h.number BETWEEN $2 AND $3
              AND NOT EXISTS (SELECT FROM retraction r WHERE r.source_id = h.source_id AND r.retraction_id > h.branch AND r.from_block <= h.number)
            """, sourceId, first, last + 1).RowsAsync(row => (Number: row.GetInt64(0), Hash: row.GetFieldValue<byte[]>(1), Parent: row.GetFieldValue<byte[]>(2)), cancellationToken);
        Dictionary<long, byte[]> known = [];
        foreach (var header in headers)
        {
            known[header.Number - 1] = header.Parent;
        }

        foreach (var header in headers)
        {
            known[header.Number] = header.Hash;
        }

        return known.Where(pair => pair.Key >= first && pair.Key <= last).ToDictionary(pair => pair.Key, pair => pair.Value);
    }
}
