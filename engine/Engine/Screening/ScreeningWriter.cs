using System.Threading.Channels;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Screening;

/// <summary>
/// Makes screenings durable in groups: whatever waits while one group is being committed is the next group, so that many callers at once
/// share a commit and one caller alone waits for nothing. Nobody gets an answer before its commit.
/// </summary>
public sealed class ScreeningWriter : IAsyncDisposable
{
    private const int groupAtMost = 256;
    private const int waitingAtMost = 10_000;

    private readonly NpgsqlDataSource postgres;
    private readonly AuditTrail audit;
    private readonly RaiseHits hits;
    private readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(waitingAtMost) { SingleReader = true });
    private readonly Task writing;

    /// <summary>Begins to wait for screenings.</summary>
    public ScreeningWriter(NpgsqlDataSource postgres, AuditTrail audit, RaiseHits hits)
    {
        this.postgres = postgres;
        this.audit = audit;
        this.hits = hits;
        writing = Task.Run(WriteAsync);
    }

    /// <summary>Writes what still waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
    }

    /// <summary>Makes a screening durable.</summary>
    /// <returns>It, or what stands under the same client and key since before.</returns>
    /// <exception cref="NpgsqlException">The database does not answer: nothing is known to be durable. The same key asks again safely.</exception>
    internal async Task<KeptScreening> KeepAsync(ScreeningRow row, CancellationToken cancellationToken)
    {
        var mine = new Waiting(row);
        await waiting.Writer.WriteAsync(mine, cancellationToken);
        return await mine.Kept.Task.WaitAsync(cancellationToken);
    }

    private async Task WriteAsync()
    {
        List<Waiting> group = [];
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (group.Count < groupAtMost && waiting.Reader.TryRead(out var next))
            {
                group.Add(next);
            }

            await AnswerAsync(group);
            group.Clear();
        }
    }

    private async Task AnswerAsync(List<Waiting> group)
    {
        try
        {
            var kept = await KeepAsync([.. group.Select(mine => mine.Row)]);
            foreach (var (mine, answer) in group.Zip(kept))
            {
                mine.Kept.SetResult(answer);
            }
        }
        catch (PostgresException refused) when (group.Count > 1 && !refused.IsTransient)
        {
            // The database refused one row of the group: each is tried alone, so that the others do not fail with it.
            foreach (var mine in group)
            {
                await AnswerAsync([mine]);
            }
        }
        catch (Exception failure)
        {
            // Not ours to judge: it is thrown again to everybody who waits for this commit.
            foreach (var mine in group)
            {
                mine.Kept.SetException(failure);
            }
        }
    }

    private async Task<KeptScreening[]> KeepAsync(ScreeningRow[] rows)
    {
        // Nobody's cancellation ends a commit that others wait for.
        var none = CancellationToken.None;
        await using var write = await AtomicWrite.BeginAsync(postgres, none);
        HashSet<Guid> added = [];
        List<(Actor Client, Guid BatchId, List<ScreeningRow> Rows)> batches = [];
        foreach (var client in rows.GroupBy(row => row.ClientId).OrderBy(client => client.Key))
        {
            var batchId = Guid.CreateVersion7(client.First().Answer.DecidedAt);
            var addedNow = await ScreeningStore.AddAsync(write, batchId, [.. client], none);
            batches.Add((client.First().Client, batchId, [.. client.Where(row => addedNow.Contains(row.Answer.Id))]));
            added.UnionWith(addedNow);
        }

        var again = rows.Where(row => !added.Contains(row.Answer.Id)).ToList();
        var standing = again.Count == 0 ? [] : await ScreeningStore.StandingAsync(write, again, none);

        var raised = await RaiseAsync(write, [.. rows.Where(row => added.Contains(row.Answer.Id) && row.Found.Count > 0)]);

        // The audit trail last: from there to the commit no other audited step in the database can commit.
        foreach (var (client, batchId, kept) in batches.Where(batch => batch.Rows.Count > 0))
        {
            await audit.RecordAsync(write, client, "screening.decide", new AuditSubject("screening_batch", batchId.ToString("D")),
                new { screenings = kept.Select(row => row.ForAudit()) }, none);
        }

        foreach (var (row, ofRow) in raised)
        {
            await hits.RecordAsync(write, row.Client, row.FoundBy, ofRow, none);
        }

        await write.CommitAsync(none);
        return [.. rows.Select(row => added.Contains(row.Answer.Id)
            ? new KeptScreening(row.Answer.Id, row.Answer.Verdict, row.RequestHash, row.Response, Replayed: false)
            : standing[(row.ClientId, row.IdempotencyKey)])];
    }

    // In one order of the subjects over the whole group: two writes that hold subjects never wait for one another.
    private async Task<List<(ScreeningRow Row, List<RaisedHit> Hits)>> RaiseAsync(AtomicWrite write, IReadOnlyList<ScreeningRow> rows)
    {
        var raised = rows.Select(row => (Row: row, Hits: new List<RaisedHit>())).ToList();
        foreach (var (ofRow, found) in raised.SelectMany(row => row.Row.Found.Select(found => (Row: row, Found: found))).OrderBy(one => RaiseHits.OrderOf(one.Found.Subject), StringComparer.Ordinal))
        {
            ofRow.Hits.AddRange(await hits.RaiseAsync(write, ofRow.Row.Client, found, ofRow.Row.FoundBy, CancellationToken.None));
        }

        return raised;
    }

    private sealed record Waiting(ScreeningRow Row)
    {
        // The continuation runs elsewhere: a slow caller does not hold up the next group.
        public TaskCompletionSource<KeptScreening> Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
