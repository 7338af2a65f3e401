using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>A refresh that somebody asked for by hand.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="ListId">Which list.</param>
/// <param name="AskedBy">The name of the actor.</param>
/// <param name="AskedAt">UTC.</param>
/// <param name="TakenAt">When a service took it up; null before.</param>
/// <param name="Stage">What is being done, in words; empty before it was taken up.</param>
/// <param name="Bytes">How much of that is done.</param>
/// <param name="FinishedAt">UTC; null before.</param>
/// <param name="Outcome">in_force, waits, confirmed, turned_away, failed or refused; null before.</param>
/// <param name="Said">The outcome in a sentence, with the mend.</param>
public sealed record ListRefreshRequest(long Id, string ListId, string AskedBy, DateTimeOffset AskedAt, DateTimeOffset? TakenAt, string Stage, long Bytes, DateTimeOffset? FinishedAt, string? Outcome, string Said);

/// <summary>Refreshes that people ask for in the browser, which may not fetch: rows that the service takes up.</summary>
public sealed class ListRefreshRequests(NpgsqlDataSource postgres, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Asks for a refresh of a list. One that was asked for and is not done yet serves whoever asks again.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The request that stands; or <c>list_unknown</c>, <c>list_without_urls</c>.</returns>
    public async Task<Outcome<ListRefreshRequest>> AskAsync(Actor actor, string listId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageLists);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var fetched = await write.Command("SELECT refresh_minutes IS NOT NULL FROM list WHERE list_id = $1", listId).TryScalarAsync<bool>(cancellationToken);
        if (fetched is not true)
        {
            return fetched is null
                ? new Refusal("list_unknown", $"There is no list '{listId}'.")
                : new Refusal("list_without_urls", $"{listId} has no urls in the file of lists. An operator loads its file: usd1 lists load {listId} FILE.");
        }

        var asked = await write.Command("""
            -- Two people at once: the unique index of open requests lets one row in, and the other finds it.
            INSERT INTO list_refresh_request (list_id, asked_by_kind, asked_by_id, asked_by_name, asked_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (list_id) WHERE finished_at IS NULL DO NOTHING RETURNING request_id
            """, listId, actor.Kind.ToString(), actor.Id, actor.Name, clock.GetUtcNow()).TryScalarAsync<long>(cancellationToken);
        if (asked is { } request)
        {
            await trail.RecordAsync(write, actor, "list.refresh.ask", new AuditSubject("list", listId), new { request }, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        return (await LatestAsync(actor, listId, cancellationToken))!;
    }

    /// <summary>The last request for a list, done or not; null where there was none.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ListRefreshRequest?> LatestAsync(Actor actor, string listId, CancellationToken cancellationToken)
    {
        ListStore.DemandReading(actor);
        return postgres.Command("""
            SELECT request_id, list_id, asked_by_name, asked_at, taken_at, stage, bytes, finished_at, outcome, said FROM list_refresh_request
            WHERE list_id = $1 ORDER BY request_id DESC LIMIT 1
            """, listId).RowAsync(Read, cancellationToken);
    }

    /// <summary>Those that are not done, oldest first; one whose process died among them.</summary>
    internal Task<IReadOnlyList<ListRefreshRequest>> OpenAsync(CancellationToken cancellationToken) => postgres.Command("""
        SELECT request_id, list_id, asked_by_name, asked_at, taken_at, stage, bytes, finished_at, outcome, said FROM list_refresh_request
        WHERE finished_at IS NULL ORDER BY request_id
        """).RowsAsync(Read, cancellationToken);

    internal Task TellAsync(ListRefreshRequest request, RefreshProgress progress, CancellationToken cancellationToken) => postgres.Command("""
        UPDATE list_refresh_request SET taken_at = coalesce(taken_at, $2), stage = $3, bytes = $4 WHERE request_id = $1 AND finished_at IS NULL
        """, request.Id, clock.GetUtcNow(), progress.Stage, progress.Bytes).RunAsync(cancellationToken);

    internal Task FinishAsync(ListRefreshRequest request, string outcome, string said, CancellationToken cancellationToken) => postgres.Command("""
        UPDATE list_refresh_request SET taken_at = coalesce(taken_at, $2), stage = '', finished_at = $2, outcome = $3, said = $4 WHERE request_id = $1 AND finished_at IS NULL
        """, request.Id, clock.GetUtcNow(), outcome, said).RunAsync(cancellationToken);

    private static ListRefreshRequest Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
        row.GetString(5), row.GetInt64(6), row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7), row.IsDBNull(8) ? null : row.GetString(8), row.GetString(9));
}
