using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ledger;

/// <summary>
/// The one way into the ledger: rows, headers, refused rows and the checkpoint behind them in a single atomic write, so that a crash
/// at any moment leaves a source exactly where its checkpoint says. The files of this write are COPY: some ten times the rows of INSERT.
/// </summary>
public sealed partial class LedgerWriter(NpgsqlDataSource postgres, TimeProvider clock)
{
    private const int contentLimit = 4000;

    /// <summary>Months that this process has seen to already.</summary>
    private readonly HashSet<DateTime> months = [];
    private readonly Lock monthsLock = new();

    /// <summary>The first moment that the ledger keeps: before it there was no chain.</summary>
    public static readonly DateTimeOffset Earliest = new(2009, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether the ledger keeps events of that moment: from 2009 to a day ahead of the clock. Others are a mistake of whoever wrote them.</summary>
    public bool Keeps(DateTimeOffset occurredAt) => occurredAt >= Earliest && occurredAt <= clock.GetUtcNow().AddDays(1);

    /// <summary>Takes a stretch of a source into the ledger.</summary>
    /// <param name="sourceId">Which source.</param>
    /// <param name="batch">The stretch; it continues <see cref="TransferBatch.After"/>.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is then written.</param>
    /// <returns>The new checkpoint, which the next batch continues. When this returns, everything is on disk.</returns>
    /// <exception cref="SourceMovedException">The ledger has another checkpoint than the batch continues: another process follows this source.</exception>
    public async Task<SourceCheckpoint> WriteAsync(int sourceId, TransferBatch batch, CancellationToken cancellationToken)
    {
        await EnsureMonthsAsync(batch.Transfers, cancellationToken);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await DemandCheckpointAsync(write, sourceId, batch.After, cancellationToken);
        await CopyTransfersAsync(write.Connection, sourceId, batch, cancellationToken);
        await CopyHeadersAsync(write.Connection, sourceId, batch, cancellationToken);
        await CopyRefusedAsync(write.Connection, sourceId, batch, cancellationToken);
        var sequence = batch.After.Sequence + batch.Transfers.Count;
        foreach (var supply in batch.Supplies)
        {
            await write.Command("""
                INSERT INTO supply_observation (source_id, asset_id, block_number, total_supply, sequence, observed_at, branch) VALUES ($1, $2, $3, $4, $5, $6, $7)
                """, sourceId, supply.AssetId, supply.BlockNumber, supply.TotalSupply, sequence, clock.GetUtcNow(), batch.After.Branch).RunAsync(cancellationToken);
        }

        var checkpoint = await AddCheckpointAsync(write, sourceId, batch.After with
        {
            Sequence = sequence, BlockNumber = batch.BlockNumber, BlockHash = batch.BlockHash, Position = batch.Position, Skipped = batch.After.Skipped + batch.Skipped,
            Refused = batch.After.Refused + batch.Refused.Count, RecordedAt = clock.GetUtcNow(), FinalBlock = batch.FinalBlock ?? batch.After.FinalBlock,
        }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return checkpoint;
    }

    /// <summary>Which of these places of a source are in the ledger already. A file may repeat itself; a chain does not.</summary>
    public async Task<IReadOnlySet<TransferPlace>> StandingAsync(int sourceId, IReadOnlyCollection<TransferPlace> places, CancellationToken cancellationToken)
    {
        var standing = await postgres.Command("""
            SELECT p.occurred_at, p.block_number, p.log_index
            FROM unnest($2::timestamptz[], $3::bigint[], $4::int[]) AS p (occurred_at, block_number, log_index)
            WHERE EXISTS (SELECT FROM transfer t WHERE t.source_id = $1 AND t.occurred_at = p.occurred_at AND t.block_number = p.block_number AND t.log_index = p.log_index)
            """, sourceId, places.Select(place => place.OccurredAt.UtcDateTime).ToArray(), places.Select(place => place.BlockNumber).ToArray(), places.Select(place => place.LogIndex).ToArray())
            .RowsAsync(row => new TransferPlace(row.GetFieldValue<DateTimeOffset>(0), row.GetInt64(1), row.GetInt32(2)), cancellationToken);
        return standing.ToHashSet();
    }

    /// <summary>Refuses a batch that continues another checkpoint than the ledger's newest: the lock makes writers of a source wait for each other, so the answer holds until the commit.</summary>
    private static async Task DemandCheckpointAsync(AtomicWrite write, int sourceId, SourceCheckpoint after, CancellationToken cancellationToken)
    {
        await write.Command("SELECT pg_advisory_xact_lock(hashtext('ledger_write'), $1)", sourceId).RunAsync(cancellationToken);
        var newest = await write.Command("SELECT max(checkpoint_id) FROM ingest_checkpoint WHERE source_id = $1", sourceId).TryScalarAsync<long>(cancellationToken) ?? 0;
        if (newest != after.CheckpointId)
        {
            throw new SourceMovedException(string.Create(CultureInfo.InvariantCulture, $"Source {sourceId} stands at checkpoint {newest}, and this batch continues checkpoint {after.CheckpointId}. Another process follows the source; this one begins anew from the ledger."));
        }
    }

    private async Task EnsureMonthsAsync(IReadOnlyList<NewTransfer> transfers, CancellationToken cancellationToken)
    {
        HashSet<DateTime> needed = [];
        foreach (var transfer in transfers)
        {
            var utc = transfer.OccurredAt.UtcDateTime;
            needed.Add(new DateTime(utc.Year, utc.Month, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        lock (monthsLock)
        {
            needed.ExceptWith(months);
        }

        if (needed.Count == 0)
        {
            return;
        }

        // Before the write and not in it: an empty month that stays behind is harmless, and the lock on the ledger is short.
        await postgres.Command("SELECT ensure_transfer_month(month_of) FROM unnest($1) AS month_of", needed.ToArray()).RunAsync(cancellationToken);
        lock (monthsLock)
        {
            months.UnionWith(needed);
        }
    }

    private static async Task CopyTransfersAsync(NpgsqlConnection connection, int sourceId, TransferBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Transfers.Count == 0)
        {
            return;
        }

        await using var copy = await connection.BeginBinaryImportAsync("""
            COPY transfer (source_id, sequence, kind, occurred_at, from_family, from_address, to_family, to_address, amount, asset_id, block_number, block_hash,
                log_index, transaction_hash, initiated_by, order_id, branch) FROM STDIN (FORMAT binary)
            """, cancellationToken);
        var sequence = batch.After.Sequence;
        foreach (var row in batch.Transfers)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(sourceId, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(++sequence, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync((short)row.Kind, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(row.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await WriteAddressAsync(copy, row.From, cancellationToken);
            await WriteAddressAsync(copy, row.To, cancellationToken);
            await copy.WriteAsync(row.Amount, NpgsqlDbType.Numeric, cancellationToken);
            await copy.WriteAsync(row.AssetId, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.BlockNumber, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(row.BlockHash, NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(row.LogIndex, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.TransactionHash, NpgsqlDbType.Bytea, cancellationToken);
            await WriteOrNullAsync(copy, row.InitiatedBy?.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
            await WriteOrNullAsync(copy, row.OrderId, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(batch.After.Branch, NpgsqlDbType.Bigint, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteAddressAsync(NpgsqlBinaryImporter copy, ChainAddress? address, CancellationToken cancellationToken)
    {
        if (address is { } known)
        {
            await copy.WriteAsync((short)known.Family, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(known.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
            return;
        }

        await copy.WriteNullAsync(cancellationToken);
        await copy.WriteNullAsync(cancellationToken);
    }

    private static Task WriteOrNullAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellationToken) where T : class =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, type, cancellationToken);

    private static async Task CopyHeadersAsync(NpgsqlConnection connection, int sourceId, TransferBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Headers.Count == 0)
        {
            return;
        }

        await using var copy = await connection.BeginBinaryImportAsync("COPY block_header (source_id, number, hash, parent_hash, occurred_at, branch) FROM STDIN (FORMAT binary)", cancellationToken);
        foreach (var header in batch.Headers)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(sourceId, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(header.Number, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(header.Hash, NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(header.ParentHash, NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(header.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(batch.After.Branch, NpgsqlDbType.Bigint, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task CopyRefusedAsync(NpgsqlConnection connection, int sourceId, TransferBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Refused.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        await using var copy = await connection.BeginBinaryImportAsync("COPY refused_row (source_id, place, line, column_name, reason, content, refused_at, branch) FROM STDIN (FORMAT binary)", cancellationToken);
        foreach (var row in batch.Refused)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(sourceId, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(Storable(row.Place), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(row.Line, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(Storable(row.Column), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(Storable(row.Reason), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(Storable(row.Content), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(now, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(batch.After.Branch, NpgsqlDbType.Bigint, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>The text as PostgreSQL can hold it: a NUL is shown as its symbol, half a surrogate pair as the replacement character.</summary>
    internal static string Storable(string text)
    {
        var cut = text.Length > contentLimit ? text[..contentLimit] : text;
        return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(cut)).Replace('\0', '\u2400');
    }
}

/// <summary>The place of an event in a source that knows no block hashes.</summary>
/// <param name="OccurredAt">UTC.</param>
/// <param name="BlockNumber">Height, or 0.</param>
/// <param name="LogIndex">Place of the log in the block, or the line.</param>
public readonly record struct TransferPlace(DateTimeOffset OccurredAt, long BlockNumber, int LogIndex);

/// <summary>A batch does not continue the newest checkpoint of its source.</summary>
public sealed class SourceMovedException(string message) : Exception(message);
