using Npgsql;

namespace Usd1Compliance.Postgres;

/// <summary>Opens the database as this process is allowed to see it.</summary>
public static class PostgresConnection
{
    /// <summary>The environment variable that holds the connection string of a process.</summary>
    public const string Variable = "USD1_POSTGRES";

    /// <summary>The connection string from the environment.</summary>
    /// <exception cref="InvalidOperationException">The variable is not set: there is no default database.</exception>
    public static string FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException($"{Variable} is not set. Set it to a PostgreSQL connection string (Host=…;Database=…;Username=…;Password=…), or start the product with ./run, which makes a database of its own.");

    /// <summary>A pool of connections.</summary>
    /// <param name="connectionString">Npgsql key=value pairs.</param>
    /// <param name="process">Shown by the database beside each connection: service, ingest, ui, usd1.</param>
    public static NpgsqlDataSource Open(string connectionString, string process)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.ApplicationName = $"usd1-{process}";
        builder.ConnectionStringBuilder.Timezone = "UTC";
        // A hot address and a cold one want different plans: the generic plan took 53 ms where the custom one takes 0.3 ms.
        builder.ConnectionStringBuilder.Options = string.Join(' ', builder.ConnectionStringBuilder.Options, "-c plan_cache_mode=force_custom_plan").Trim();
        return builder.Build();
    }
}
