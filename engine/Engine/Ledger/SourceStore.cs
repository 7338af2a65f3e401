using System.Diagnostics;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ledger;

/// <summary>A source that somebody wants to add.</summary>
/// <param name="Name">1 to 60 of a-z, 0-9 and -, beginning with a letter.</param>
/// <param name="Kind">Which settings it has.</param>
/// <param name="Chain">The chain's name: ethereum, …</param>
/// <param name="Settings">JSON by <see cref="SourceSettings.Write"/>.</param>
public sealed record NewSource(string Name, SourceKind Kind, string Chain, string Settings);

/// <summary>Sources as rows, with what they say of themselves and what they could not read.</summary>
public sealed class SourceStore(NpgsqlDataSource postgres, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Adds a source; ingest takes it up within two seconds.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageSources"/>.</param>
    /// <param name="source">What to add.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The source, or <c>source_name_unreadable</c>, <c>source_name_taken</c>, <c>source_rpc_secret</c> or <c>source_settings_unreadable</c>.</returns>
    public async Task<Outcome<Source>> AddAsync(Actor actor, NewSource source, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageSources);
        if (source.Name.Length is 0 or > 60 || !char.IsAsciiLetterLower(source.Name[0]) || source.Name.Any(sign => !char.IsAsciiLetterLower(sign) && !char.IsAsciiDigit(sign) && sign != '-'))
        {
            return new Refusal("source_name_unreadable", $"'{source.Name}' is not a name for a source: write 1 to 60 of a-z, 0-9 and -, beginning with a letter.");
        }

        if (source.Kind == SourceKind.Evm && SourceSettings.Read<EvmSourceSettings>(source.Settings).Fault() is { } fault)
        {
            return fault;
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var added = await write.Command("""
            -- Two that add the same name at once: one inserts, the other is told.
            INSERT INTO source (name, kind, chain, settings, registered_at)
            VALUES ($1, $2, $3, $4::jsonb, $5)
            ON CONFLICT (name) DO NOTHING
            RETURNING source_id, name, kind, chain, settings::text, enabled, registered_at
            """, source.Name, Text(source.Kind), source.Chain, source.Settings, clock.GetUtcNow()).RowAsync(Read, cancellationToken);
        if (added is null)
        {
            return new Refusal("source_name_taken", $"A source named {source.Name} stands already. Choose another name, or see it with: usd1 sources list.");
        }

        await audit.RecordAsync(write, actor, "source.add", Subject(added), new { added.Name, kind = Text(added.Kind), added.Chain, added.Settings }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return added;
    }

    /// <summary>Lets ingest follow a source, or not.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageSources"/>.</param>
    /// <param name="name">Which source.</param>
    /// <param name="enabled">Whether it is followed from now on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The source as it now stands, or <c>source_unknown</c>.</returns>
    public async Task<Outcome<Source>> SetEnabledAsync(Actor actor, string name, bool enabled, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageSources);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var changed = await write.Command("""
            UPDATE source SET enabled = $2 WHERE name = $1
            RETURNING source_id, name, kind, chain, settings::text, enabled, registered_at
            """, name, enabled).RowAsync(Read, cancellationToken);
        if (changed is null)
        {
            return new Refusal("source_unknown", $"There is no source named {name}. See them with: usd1 sources list.");
        }

        await audit.RecordAsync(write, actor, enabled ? "source.enable" : "source.disable", Subject(changed), new { changed.Name }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return changed;
    }

    /// <summary>Every source with its newest report and checkpoint, by name.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageSources"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<SourceStatus>> AllAsync(Actor actor, CancellationToken cancellationToken)
    {
        DemandEither(actor);
        return await postgres.Command("""
            SELECT s.source_id, s.name, s.kind, s.chain, s.settings::text, s.enabled, s.registered_at,
                   r.state, r.head, r.reached, r.head_time, r.reached_time, r.message, r.reported_at,
                   c.checkpoint_id, c.sequence, c.block_number, c.block_hash, c.position, c.skipped, c.refused, c.recorded_at, c.branch, c.final_block
            FROM source s
            LEFT JOIN LATERAL (SELECT * FROM source_report WHERE source_id = s.source_id ORDER BY report_id DESC LIMIT 1) r ON true
            LEFT JOIN LATERAL (SELECT * FROM ingest_checkpoint WHERE source_id = s.source_id ORDER BY checkpoint_id DESC LIMIT 1) c ON true
            ORDER BY s.name
            """).RowsAsync(row => new SourceStatus(Read(row), ReadReport(row, 7), ReadCheckpoint(row, 14)), cancellationToken);
    }

    /// <summary>The quarantine of a source, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageSources"/>.</param>
    /// <param name="sourceId">Which source.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Page<RefusedRow>> RefusedRowsAsync(Actor actor, int sourceId, int offset, int limit, CancellationToken cancellationToken)
    {
        DemandEither(actor);
        var total = await postgres.Command("SELECT count(*) FROM refused_row WHERE source_id = $1", sourceId).ScalarAsync<long>(cancellationToken);
        var rows = await postgres.Command("""
            SELECT place, line, column_name, reason, content, refused_at
            FROM refused_row WHERE source_id = $1
            ORDER BY refused_id DESC OFFSET $2 LIMIT $3
            """, sourceId, offset, limit).RowsAsync(row => new RefusedRow(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5)), cancellationToken);
        return new Page<RefusedRow>(rows, total);
    }

    /// <summary>The sources that are to be followed, for ingest.</summary>
    public Task<IReadOnlyList<Source>> EnabledAsync(CancellationToken cancellationToken) => postgres.Command("""
        SELECT source_id, name, kind, chain, settings::text, enabled, registered_at FROM source WHERE enabled ORDER BY source_id
        """).RowsAsync(Read, cancellationToken);

    /// <summary>How far a source has come, for ingest.</summary>
    public async Task<SourceCheckpoint> CheckpointAsync(int sourceId, CancellationToken cancellationToken) => await postgres.Command("""
        SELECT checkpoint_id, sequence, block_number, block_hash, position, skipped, refused, recorded_at, branch, final_block
        FROM ingest_checkpoint WHERE source_id = $1 ORDER BY checkpoint_id DESC LIMIT 1
        """, sourceId).RowAsync(row => ReadCheckpoint(row, 0), cancellationToken) ?? SourceCheckpoint.None;

    /// <summary>Writes down what a source says of itself, for ingest.</summary>
    public Task ReportAsync(int sourceId, SourceReport report, CancellationToken cancellationToken) => postgres.Command("""
        INSERT INTO source_report (source_id, reported_at, state, head, reached, head_time, reached_time, message)
        VALUES ($1, $2, $3, $4, $5, $6::timestamptz, $7::timestamptz, $8)
        """, sourceId, report.ReportedAt, Text(report.State), report.Head, report.Reached, report.HeadTime, report.ReachedTime, LedgerWriter.Storable(report.Message)).RunAsync(cancellationToken);

    private static void DemandEither(Actor actor)
    {
        if (!actor.May(Right.ReadCases))
        {
            actor.Demand(Right.ManageSources);
        }
    }

    private static AuditSubject Subject(Source source) => new("source", source.SourceId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static Source Read(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetString(1), ReadKind(row.GetString(2)), row.GetString(3), row.GetString(4), row.GetBoolean(5), row.GetFieldValue<DateTimeOffset>(6));

    private static SourceReport? ReadReport(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : new SourceReport(ReadState(row.GetString(at)), row.GetInt64(at + 1), row.GetInt64(at + 2),
        row.IsDBNull(at + 3) ? null : row.GetFieldValue<DateTimeOffset>(at + 3), row.IsDBNull(at + 4) ? null : row.GetFieldValue<DateTimeOffset>(at + 4), row.GetString(at + 5), row.GetFieldValue<DateTimeOffset>(at + 6));

    private static SourceCheckpoint ReadCheckpoint(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? SourceCheckpoint.None : new SourceCheckpoint(row.GetInt64(at), row.GetInt64(at + 1), row.GetInt64(at + 2),
        row.GetFieldValue<byte[]>(at + 3), row.GetString(at + 4), row.GetInt64(at + 5), row.GetInt64(at + 6), row.GetFieldValue<DateTimeOffset>(at + 7))
    {
        Branch = row.GetInt64(at + 8),
        FinalBlock = row.IsDBNull(at + 9) ? null : row.GetInt64(at + 9),
    };

    private static string Text(SourceKind kind) => kind switch
    {
        SourceKind.Evm => "evm",
        SourceKind.File => "file",
        SourceKind.Simulated => "simulated",
        _ => throw new UnreachableException(),
    };

    private static SourceKind ReadKind(string text) => text switch
    {
        "evm" => SourceKind.Evm,
        "file" => SourceKind.File,
        "simulated" => SourceKind.Simulated,
        _ => throw new UnreachableException($"The database let a source of kind {text} pass."),
    };

    private static string Text(SourceState state) => state switch
    {
        SourceState.Starting => "starting",
        SourceState.CatchingUp => "catching_up",
        SourceState.Following => "following",
        SourceState.Retrying => "retrying",
        SourceState.Halted => "halted",
        SourceState.Finished => "finished",
        _ => throw new UnreachableException(),
    };

    private static SourceState ReadState(string text) => text switch
    {
        "starting" => SourceState.Starting,
        "catching_up" => SourceState.CatchingUp,
        "following" => SourceState.Following,
        "retrying" => SourceState.Retrying,
        "halted" => SourceState.Halted,
        "finished" => SourceState.Finished,
        _ => throw new UnreachableException($"The database let a report in state {text} pass."),
    };
}
