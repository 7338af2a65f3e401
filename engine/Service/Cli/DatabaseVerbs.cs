using System.CommandLine;
using System.Security.Cryptography;
using Npgsql;
using Spectre.Console;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 database migrate</c> and <c>usd1 database login</c>: what the owner of the database does before the processes start.</summary>
public static class DatabaseVerbs
{
    /// <summary>The family.</summary>
    public static Command Create() => new("database", "Bring the database to this build's schema, and give each process a login of its own.") { Migrate(), Login() };

    private static Command Migrate()
    {
        var command = new Command("migrate", "Run the migrations that the database has not seen. Needs a role that owns the database and may create roles.");
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console =>
        {
            var ran = Migrations.Run(PostgresConnection.FromEnvironment(), line => console.Progress.WriteLine(line));
            console.Answer(new { migrations = ran }, ran == 0 ? "The schema is current." : $"{ran} migrations ran.");
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Command Login()
    {
        var process = new Argument<string>("process") { Description = "service, ingest or ui." };
        process.AcceptOnlyFromAmong("service", "ingest", "ui");
        var command = new Command("login", "Give a process a new password and print its connection string. Earlier passwords of that process end.") { process };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var owner = new NpgsqlConnectionStringBuilder(PostgresConnection.FromEnvironment());
            var login = await DatabaseLogins.RenewAsync(postgres, parsed.GetValue(process)!, RandomNumberGenerator.GetHexString(48, lowercase: true), cancellationToken);
            owner.Username = login.Name;
            owner.Password = login.Password;
            console.Answer(new { connectionString = owner.ConnectionString }, owner.ConnectionString);
            return ExitCode.Done;
        }));
        return command;
    }
}
