using Npgsql;
using NpgsqlTypes;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>Labels of addresses, by origin: mixers, exchanges, bridges, merchants. Attribution, not sanctions.</summary>
public sealed class AddressLabelStore(NpgsqlDataSource postgres, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Every label. No actor: the engine's own jobs make their index from it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<AddressLabel>> AllAsync(CancellationToken cancellationToken) => postgres.Command("""
        SELECT family, address, category, name, origin, labelled_at, observed_at FROM address_label ORDER BY family, address, category, origin
        """).RowsAsync(Read, cancellationToken);

    /// <summary>The number of the newest import, 0 before the first: who holds the labels of that number holds those in force. No actor, as above.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<long> NewestImportAsync(CancellationToken cancellationToken) =>
        await postgres.Command("SELECT max(import_id) FROM label_import").TryScalarAsync<long>(cancellationToken) ?? 0;

    /// <summary>Every label as it stood after an import. No actor, as above.</summary>
    /// <param name="importId">Which; 0 for before the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<AddressLabel>> AsOfAsync(long importId, CancellationToken cancellationToken) => postgres.Command("""
        SELECT l.family, l.address, l.category, '' AS name, i.origin, i.imported_at, l.observed_at
        FROM (SELECT DISTINCT ON (origin) import_id, origin, imported_at FROM label_import WHERE import_id <= $1 ORDER BY origin, import_id DESC) i
        JOIN imported_label l USING (import_id)
        ORDER BY l.family, l.address, l.category, i.origin
        """, importId).RowsAsync(Read, cancellationToken);

    /// <summary>The labels of one address.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="address">Which address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<AddressLabel>> OfAddressAsync(Actor actor, ChainAddress address, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("""
            SELECT family, address, category, name, origin, labelled_at, observed_at FROM address_label WHERE address = $1 AND family = $2 ORDER BY category, origin
            """, address.ToArray(), (short)address.Family).RowsAsync(Read, cancellationToken);
    }

    /// <summary>Takes the labels of one origin in, in place of those that it gave before: all of the file or none.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageLists"/>.</param>
    /// <param name="origin">Where they come from: <c>own research 2026-05</c>.</param>
    /// <param name="csv">A header line <c>address,category,name</c>, and <c>observed_at</c> (UTC, ISO 8601; empty for always) where it is known; then a line for each label. Quotes as in RFC 4180.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>How many stand now, or <c>labels_wrong</c> with line, column and reason.</returns>
    public async Task<Outcome<LabelImport>> ImportAsync(Actor actor, string origin, TextReader csv, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageLists);
        if (string.IsNullOrWhiteSpace(origin))
        {
            return new Refusal("labels_wrong", "The labels have no origin. Say where they come from.");
        }

        var reading = await AddressLabelReader.ReadAsync(csv, cancellationToken);
        if (reading is Outcome<IReadOnlyList<LabelRow>>.Refused(var refusal))
        {
            return refusal;
        }

        var labels = ((Outcome<IReadOnlyList<LabelRow>>.Done)reading).Value;
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var replaced = await write.Command("DELETE FROM address_label WHERE origin = $1", origin).RunAsync(cancellationToken);
        await CopyAsync(write, origin, labels, cancellationToken);
        await write.Command("INSERT INTO label_import (origin, labels, replaced, imported_at) VALUES ($1, $2, $3, $4)", origin, labels.Count, replaced, clock.GetUtcNow()).RunAsync(cancellationToken);
        await write.Command("""
            -- As they came, for good: a replay knows of an address what was known while it was judged.
            INSERT INTO imported_label (import_id, family, address, category, observed_at)
            SELECT (SELECT max(import_id) FROM label_import WHERE origin = $1), family, address, category, observed_at FROM address_label WHERE origin = $1
            """, origin).RunAsync(cancellationToken);
        await trail.RecordAsync(write, actor, "labels.import", new AuditSubject("labels", origin), new { labels = labels.Count, replaced }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new LabelImport(origin, labels.Count, replaced);
    }

    private async Task CopyAsync(AtomicWrite write, string origin, IReadOnlyList<LabelRow> labels, CancellationToken cancellationToken)
    {
        await using var copy = await write.Connection.BeginBinaryImportAsync("COPY address_label (family, address, category, name, origin, labelled_at, observed_at) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var label in labels)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync((short)label.Address.Family, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(label.Address.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(label.Category, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(label.Name, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(origin, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(clock.GetUtcNow(), NpgsqlDbType.TimestampTz, cancellationToken);
            if (label.ObservedAt is { } observed)
            {
                await copy.WriteAsync(observed, NpgsqlDbType.TimestampTz, cancellationToken);
            }
            else
            {
                await copy.WriteNullAsync(cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static AddressLabel Read(NpgsqlDataReader row) => new(new ChainAddress((AddressFamily)row.GetInt16(0), row.GetFieldValue<byte[]>(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5), row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6));
}
