using Npgsql;
using Usd1Compliance.Postgres;

[assembly: AssemblyFixture(typeof(Usd1Compliance.Tests.TestCluster))]

namespace Usd1Compliance.Tests;

/// <summary>
/// The real PostgreSQL that ./test started, and one migrated database in it from which each test database is copied.
/// <c>USD1_TEST_POSTGRES</c> names a role that may create databases and roles.
/// </summary>
public sealed class TestCluster : IAsyncLifetime
{
    private readonly string? owner = Environment.GetEnvironmentVariable("USD1_TEST_POSTGRES");
    private readonly SemaphoreSlim copying = new(1, 1);
    private readonly string template = $"usd1_template_{Environment.ProcessId}";
    private bool migrated;
    private int copies;

    /// <summary>Hosts that tests start in this process would tell of every failure that a test makes on purpose.</summary>
    public ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "None");
        Environment.SetEnvironmentVariable("USD1_LIST_REFRESH", "off");      // no test asks a real publisher
        return ValueTask.CompletedTask;
    }

    /// <summary>A database of one's own, at the current schema.</summary>
    public async Task<TestDatabase> CreateAsync(CancellationToken cancellationToken)
    {
        var cluster = owner ?? throw new InvalidOperationException("USD1_TEST_POSTGRES is not set. Run the tests by ./test, which starts PostgreSQL and sets it.");
        await copying.WaitAsync(cancellationToken);
        try
        {
            if (!migrated)
            {
                await RunAsync(cluster, $"CREATE DATABASE {template}", cancellationToken);
                Migrations.Run(In(cluster, template), _ => { });
                NpgsqlConnection.ClearAllPools();
                migrated = true;
            }

            var name = $"usd1_test_{Environment.ProcessId}_{++copies}";
            await RunAsync(cluster, $"CREATE DATABASE {name} TEMPLATE {template}", cancellationToken);
            return new TestDatabase(In(cluster, name), () => RunAsync(cluster, $"DROP DATABASE {name} WITH (FORCE)", CancellationToken.None));
        }
        finally
        {
            copying.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (migrated)
        {
            await RunAsync(owner!, $"DROP DATABASE IF EXISTS {template} WITH (FORCE)", CancellationToken.None);
        }

        copying.Dispose();
    }

    private static string In(string connectionString, string database) => new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;

    // CREATE DATABASE takes no parameters; the names are made above from numbers.
    private static async Task RunAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>A database of one test: dropped with it.</summary>
public sealed class TestDatabase(string connectionString, Func<Task> drop) : IAsyncDisposable
{
    /// <summary>As its owner, who may do anything: also what an attacker with the owner's password could.</summary>
    public NpgsqlDataSource Postgres { get; } = PostgresConnection.Open(connectionString, "test");

    /// <summary>Of the owner.</summary>
    public string ConnectionString => connectionString;

    /// <summary>As the login of a process (service, ingest, ui), which may do what that process may.</summary>
    public async Task<NpgsqlDataSource> AsProcessAsync(string process, CancellationToken cancellationToken) =>
        PostgresConnection.Open(await ConnectionStringOfAsync(process, cancellationToken), process);

    /// <summary>The connection string of a process, for one that is started as it would be in production.</summary>
    public async Task<string> ConnectionStringOfAsync(string process, CancellationToken cancellationToken)
    {
        var login = await DatabaseLogins.RenewAsync(Postgres, process, "for tests only", cancellationToken);
        return new NpgsqlConnectionStringBuilder(connectionString) { Username = login.Name, Password = login.Password }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await drop();
    }
}
