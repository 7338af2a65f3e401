using System.Globalization;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Monitoring;

/// <summary>Why judging waits.</summary>
/// <param name="Code">As docs/errors.md has it: <c>no_blocking_list</c>.</param>
/// <param name="Message">What is wrong and the mend, for a person.</param>
/// <param name="Since">UTC.</param>
public sealed record MonitoringHold(string Code, string Message, DateTimeOffset Since);

/// <summary>Whether judging waits for something that a person must bring, as the one row that every process can read. Transfers come in meanwhile; none is skipped.</summary>
public sealed class MonitoringHoldStore(NpgsqlDataSource postgres, AuditTrail audit, TimeProvider clock)
{
    private static readonly AuditSubject subject = new("monitoring", "judging");

    /// <summary>Why judging waits, or null while it goes on. No actor: it names no transfer and nobody.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<MonitoringHold?> ReadAsync(CancellationToken cancellationToken) =>
        postgres.Command("SELECT code, message, since FROM monitoring_hold").RowAsync(row => new MonitoringHold(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), cancellationToken);

    /// <summary>Says that judging waits. Said again, it is no news.</summary>
    internal async Task HoldAsync(Actor job, string code, string message, CancellationToken cancellationToken)
    {
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var isNews = await write.Command("INSERT INTO monitoring_hold (code, message, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", code, message, clock.GetUtcNow()).RunAsync(cancellationToken) > 0;
        if (isNews)
        {
            await audit.RecordAsync(write, job, "monitoring.wait", subject, new { code }, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Says that judging goes on.</summary>
    /// <returns>Whether it had waited.</returns>
    internal async Task<bool> ReleaseAsync(Actor job, CancellationToken cancellationToken)
    {
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var since = await write.Command("DELETE FROM monitoring_hold RETURNING since").TryScalarAsync<DateTime>(cancellationToken);
        if (since is { } waiting)
        {
            await audit.RecordAsync(write, job, "monitoring.go-on", subject, new { waitedSeconds = ((long)(clock.GetUtcNow().UtcDateTime - waiting).TotalSeconds).ToString(CultureInfo.InvariantCulture) }, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        return since is not null;
    }
}
