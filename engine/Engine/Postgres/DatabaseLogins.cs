using Npgsql;

namespace Usd1Compliance.Postgres;

/// <summary>A login of one process: a role that may do what the process's group role may, in this database.</summary>
/// <param name="Name">The database's name, the process and "login": a cluster shares roles among its databases.</param>
/// <param name="Password">Never logged; kept by whoever starts the process.</param>
public sealed record DatabaseLogin(string Name, string Password);

/// <summary>Gives each of the three processes a login, so that what one of them may not touch, its database refuses.</summary>
public static class DatabaseLogins
{
    /// <summary>The processes that have a login of their own.</summary>
    public static readonly IReadOnlyList<string> Processes = ["service", "ingest", "ui"];

    /// <summary>Makes the login of a process, or gives it a new password.</summary>
    /// <param name="owner">Open as a role that may create roles.</param>
    /// <param name="process">One of <see cref="Processes"/>.</param>
    /// <param name="password">New; not logged.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<DatabaseLogin> RenewAsync(NpgsqlDataSource owner, string process, string password, CancellationToken cancellationToken)
    {
        var database = await owner.Command("SELECT current_database()::text").ScalarAsync<string>(cancellationToken);
        var login = new DatabaseLogin($"{database}_{process}_login", password);
        // CREATE ROLE takes no parameters, so a function of V0001 quotes them in the database.
        await owner.Command("SELECT renew_login($1, $2, $3)", login.Name, $"usd1_{process}", password).RunAsync(cancellationToken);
        return login;
    }
}
