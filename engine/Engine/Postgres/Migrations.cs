using EvolveDb;
using EvolveDb.Configuration;
using Npgsql;

namespace Usd1Compliance.Postgres;

/// <summary>
/// Brings a database to the schema that this build needs: numbered scripts, forward only, each run once in its own transaction. A
/// script that was edited after it ran is refused by its checksum.
/// </summary>
public static class Migrations
{
    /// <summary>Runs every script that the database has not seen.</summary>
    /// <param name="connectionString">A role that owns the database and may create roles.</param>
    /// <param name="say">Told a line for each step, for the operator.</param>
    /// <returns>How many scripts ran.</returns>
    public static int Run(string connectionString, Action<string> say)
    {
        using var connection = new NpgsqlConnection(connectionString);
        var evolve = new Evolve(connection, say)
        {
            EmbeddedResourceAssemblies = [typeof(Migrations).Assembly],
            EmbeddedResourceFilters = ["Usd1Compliance.Postgres.Migrations"],
            IsEraseDisabled = true,
            EnableClusterMode = true,        // two processes that start together: one migrates, the other waits
            TransactionMode = TransactionKind.CommitEach,
            MetadataTableName = "schema_history",
        };
        evolve.Migrate();
        return evolve.NbMigration;
    }
}
