using Microsoft.AspNetCore.Builder;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ingest;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>The ingest process inside the test: the same host, on the database login that it has in production.</summary>
public sealed class RunningIngest : IAsyncDisposable
{
    private readonly WebApplication host;
    private readonly NpgsqlDataSource login;

    private RunningIngest(WebApplication host, NpgsqlDataSource login, TestDatabase database)
    {
        this.host = host;
        this.login = login;
        Sources = new SourceStore(database.Postgres, new AuditTrail(database.Postgres, TimeProvider.System), TimeProvider.System);
        Transfers = new TransferStore(database.Postgres);
    }

    /// <summary>Whoever sets up sources.</summary>
    public static Actor Operator { get; } = Actor.Operator("ops");

    /// <summary>Whoever looks at transfers.</summary>
    public static Actor Analyst { get; } = Actor.Person(Guid.Parse("11111111-1111-1111-1111-111111111111"), "Ana", [Role.Analyst]);

    public SourceStore Sources { get; }

    public TransferStore Transfers { get; }

    public static async Task<RunningIngest> StartAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        var login = await database.AsProcessAsync("ingest", cancellationToken);
        var host = IngestHost.Create(login, ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Error"]);
        await host.StartAsync(cancellationToken);
        return new RunningIngest(host, login, database);
    }

    /// <summary>Adds a source as an operator would.</summary>
    public static async Task<Source> AddAsync(TestDatabase database, NewSource source, CancellationToken cancellationToken)
    {
        var added = await new SourceStore(database.Postgres, new AuditTrail(database.Postgres, TimeProvider.System), TimeProvider.System).AddAsync(Operator, source, cancellationToken);
        return Assert.IsType<Outcome<Source>.Done>(added).Value;
    }

    /// <summary>Waits until the source has come as far as that.</summary>
    public async Task<SourceStatus> AwaitAsync(string name, Func<SourceStatus, bool> until, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        SourceStatus? status = null;
        while (!patience.IsCancellationRequested)
        {
            status = (await Sources.AllAsync(Operator, cancellationToken)).Single(each => each.Source.Name == name);
            if (until(status))
            {
                return status;
            }

            await Task.Delay(30, cancellationToken);
        }

        throw new TimeoutException($"After a minute the source stands at {status?.Checkpoint.Sequence} rows, block {status?.Checkpoint.BlockNumber}, and says: {status?.Report}");
    }

    public Task<SourceStatus> AwaitStateAsync(string name, SourceState state, CancellationToken cancellationToken) =>
        AwaitAsync(name, status => status.Report?.State == state, cancellationToken);

    public async Task<IReadOnlyList<Transfer>> TransfersAsync(Source source, CancellationToken cancellationToken) =>
        await Transfers.NextAsync(source.SourceId, 0, 1_000_000, cancellationToken);

    public async Task<IReadOnlyList<RefusedRow>> RefusedAsync(Source source, CancellationToken cancellationToken) =>
        [.. (await Sources.RefusedRowsAsync(Operator, source.SourceId, 0, 1000, cancellationToken)).Rows.OrderBy(row => row.Line)];

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
        await login.DisposeAsync();
    }
}
