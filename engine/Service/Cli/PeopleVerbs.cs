using System.CommandLine;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 people create | list | first-admin | demo</c>: who may sign in, from the machine's own command line.</summary>
public static class PeopleVerbs
{
    /// <summary>The family.</summary>
    public static Command Create() => new("people", "Create and list those who may sign in.") { CreatePerson(), List(), FirstAdministrator(), Demo() };

    private static Command CreatePerson()
    {
        var name = new Argument<string>("name") { Description = "The user name: 2 to 100 letters, digits and . _ @ -" };
        var display = new Option<string?>("--display-name") { Description = "What people call him; the user name when left out." };
        var roles = new Option<string>("--roles") { Description = $"Separated by commas: {string.Join(", ", Enum.GetNames<Role>())}.", Required = true };
        var command = new Command("create", "Create a person and print his one-time password, once.") { name, display, roles };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            if (!TryReadRoles(parsed.GetValue(roles)!, out var given, out var unknown))
            {
                return console.Fail(ExitCode.BadInput, "role_unknown", $"'{unknown}' is not a role. Roles are {string.Join(", ", Enum.GetNames<Role>())}.");
            }

            var created = await People(postgres).CreateAsync(OperatorConsole.Operator, parsed.GetValue(name)!, parsed.GetValue(display) ?? parsed.GetValue(name)!, given, cancellationToken);
            return created.Match(made => Show(console, made), console.Refuse);
        }));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List everybody who may sign in.");
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var people = await new PersonStore(postgres).AllAsync(OperatorConsole.Operator, cancellationToken);
            var now = TimeProvider.System.GetUtcNow();
            console.Answer(people.Select(person => new { person.Id, person.UserName, person.DisplayName, roles = RolesOf(person), person.HasTotp, person.Disabled, locked = person.LockedUntil > now, issuer = person.External?.Issuer }),
                people.Count == 0 ? ["Nobody may sign in yet. Create the first administrator: usd1 people first-admin"] : people.Select(person => Line(person, now)));
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command FirstAdministrator()
    {
        var command = new Command("first-admin", "Where nobody may sign in yet, create the first administrator and print his one-time password, once. Otherwise say nothing.");
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
            await People(postgres).CreateFirstAdministratorAsync(OperatorConsole.Operator, cancellationToken) is { } made ? Show(console, made) : ExitCode.Done));
        return command;
    }

    private static Command Demo()
    {
        var command = new Command("demo", "In the database of a demo, create an analyst, a supervisor, a compliance officer, a rule author and an auditor, and print their passwords, once.");
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            // The database's own name says that it is a demo's: ./run --demo makes usd1_demo. A flag alone is typed in the wrong window once.
            var database = await postgres.Command("SELECT current_database()::text").ScalarAsync<string>(cancellationToken);
            if (!database.EndsWith("_demo", StringComparison.Ordinal))
            {
                return console.Fail(ExitCode.BadInput, "not_a_demo", $"The database {database} is not a demo's: its name does not end in _demo. Start a demo with ./run --demo.");
            }

            var created = await People(postgres).CreateDemoPeopleAsync(OperatorConsole.Operator, cancellationToken);
            return created.Match(
                made =>
                {
                    if (made.Count > 0 || console.IsForScripts)
                    {
                        console.Answer(made.Select(one => new { one.Person.UserName, roles = RolesOf(one.Person), one.Password }),
                            ["People of the demo (shown once):", .. made.Select(one => $"  {one.Person.UserName,-8}{one.Password}   {one.Person.DisplayName}")]);
                    }

                    return ExitCode.Done;
                },
                console.Refuse);
        }));
        return command;
    }

    private static int Show(OperatorConsole console, OneTimePassword made)
    {
        console.Answer(new { made.Person.Id, made.Person.UserName, roles = RolesOf(made.Person), oneTimePassword = made.Password },
            $"Sign in as {made.Person.UserName} with the one-time password {made.Password} (shown once; you choose your own at the first sign-in).");
        return ExitCode.Done;
    }

    private static string Line(Person person, DateTimeOffset now)
    {
        string[] states = [person.Disabled ? "locked by an administrator" : "", person.LockedUntil > now ? $"locked until {person.LockedUntil:yyyy-MM-dd HH:mm} UTC" : "", person.External is { } external ? external.Issuer : "", person.HasTotp ? "second factor" : ""];
        return $"{person.UserName,-24}{string.Join(", ", RolesOf(person)),-40}{string.Join("; ", states.Where(state => state.Length > 0))}".TrimEnd();
    }

    private static IEnumerable<string> RolesOf(Person person) => person.Roles.Order().Select(role => role.ToString());

    private static bool TryReadRoles(string text, out IReadOnlyCollection<Role> roles, out string unknown)
    {
        List<Role> read = [];
        roles = read;
        unknown = "";
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Enum.GetNames<Role>().FirstOrDefault(name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is not { } name)
            {
                unknown = word;
                return false;
            }

            read.Add(Enum.Parse<Role>(name));
        }

        return true;
    }

    private static ManagePeople People(NpgsqlDataSource postgres) => new(postgres, new Passwords(), new AuditTrail(postgres, TimeProvider.System), TimeProvider.System);
}
