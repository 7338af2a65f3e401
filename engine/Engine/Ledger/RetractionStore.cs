using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ledger;

/// <summary>Retractions as rows, for reading; <see cref="LedgerWriter.RetractAsync"/> alone adds them, nothing changes them.</summary>
public sealed class RetractionStore(NpgsqlDataSource postgres)
{
    /// <summary>The retractions of all sources behind one, in the order in which they were committed. No actor: only the engine's own jobs ask, from a cursor.</summary>
    /// <param name="retractionId">The last that was seen; 0 from the beginning. None with a lower number can come any more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<Retraction>> AfterAsync(long retractionId, CancellationToken cancellationToken) => postgres.Command("""
        SELECT retraction_id, source_id, from_sequence, to_sequence, from_block, to_block, old_hash, new_hash, recorded_at
        FROM retraction WHERE retraction_id > $1 ORDER BY retraction_id
        """, retractionId).RowsAsync(Read, cancellationToken);

    /// <summary>Every retraction of a source, in the order of its rows. No actor, likewise.</summary>
    public Task<IReadOnlyList<Retraction>> OfSourceAsync(int sourceId, CancellationToken cancellationToken) => postgres.Command("""
        SELECT retraction_id, source_id, from_sequence, to_sequence, from_block, to_block, old_hash, new_hash, recorded_at
        FROM retraction WHERE source_id = $1 ORDER BY retraction_id
        """, sourceId).RowsAsync(Read, cancellationToken);

    /// <summary>The sequences of exactly the rows that a retraction took, in order: those of its span that stood until then. No actor, likewise.</summary>
    public Task<IReadOnlyList<long>> TakenAsync(Retraction retraction, CancellationToken cancellationToken) => postgres.Command("""
        SELECT sequence FROM retracted_transfer WHERE source_id = $1 AND sequence BETWEEN $2 AND $3 AND retraction_id = $4 ORDER BY sequence
        """, retraction.SourceId, retraction.FromSequence, retraction.ToSequence, retraction.RetractionId).RowsAsync(row => row.GetInt64(0), cancellationToken);

    /// <summary>The newest retractions of all sources, newest first, for people.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<Retraction>> NewestAsync(Actor actor, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            SELECT retraction_id, source_id, from_sequence, to_sequence, from_block, to_block, old_hash, new_hash, recorded_at
            FROM retraction ORDER BY retraction_id DESC LIMIT $1
            """, limit).RowsAsync(Read, cancellationToken);
    }

    /// <summary>How many retractions of a source reached above a block: how often the chain has left it there. For ingest.</summary>
    public Task<long> CountAboveAsync(int sourceId, long blockNumber, CancellationToken cancellationToken) => postgres.Command("""
        SELECT count(*) FROM retraction WHERE source_id = $1 AND to_block > $2
        """, sourceId, blockNumber).ScalarAsync<long>(cancellationToken);

    private static Retraction Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
        row.GetFieldValue<byte[]>(6), row.GetFieldValue<byte[]>(7), row.GetFieldValue<DateTimeOffset>(8));
}
