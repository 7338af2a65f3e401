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
    public static Command Create() => new("database", "Bring the database to this build's schema, and give each process a login of its own.") { Migrate(), Login(), Schema() };

    private static Command Migrate()
    {
        var logins = new Option<bool>("--logins") { Description = "Also give each process the password of USD1_SERVICE_PASSWORD, USD1_INGEST_PASSWORD and USD1_UI_PASSWORD." };
        var command = new Command("migrate", "Run the migrations that the database has not seen. Needs a role that owns the database and may create roles.") { logins };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var ran = Migrations.Run(PostgresConnection.FromEnvironment(), line => console.Progress.WriteLine(line));
            if (parsed.GetValue(logins))
            {
                foreach (var process in DatabaseLogins.Processes)
                {
                    var variable = $"USD1_{process.ToUpperInvariant()}_PASSWORD";
                    var password = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? given : throw new InvalidOperationException($"{variable} is not set; --logins takes the password of {process} from it.");
                    await DatabaseLogins.RenewAsync(postgres, process, password, cancellationToken);
                }
            }

            console.Answer(new { migrations = ran }, ran == 0 ? "The schema is current." : $"{ran} migrations ran.");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Schema()
    {
        var command = new Command("schema", "Print the schema of the database, as docs/schema.sql keeps it.");
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var schema = await SchemaText.OfAsync(postgres, cancellationToken);
            console.Answer(new { schema }, schema.TrimEnd());
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Login()
    {
        var process = new Argument<string>("process") { Description = "service, ingest or ui." };
        process.AcceptOnlyFromAmong([.. DatabaseLogins.Processes]);
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
