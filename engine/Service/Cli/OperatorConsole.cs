using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Spectre.Console;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Service.Cli;

/// <summary>What a verb speaks through: text and progress for people, one JSON document for scripts, and failures as a sentence with an exit code.</summary>
public sealed class OperatorConsole(bool json)
{
    private static readonly JsonSerializerOptions jsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,      // names are read by people too; it goes to a terminal or a file, never into a page
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Whether the caller is a script.</summary>
    public bool IsForScripts => json;

    /// <summary>Where progress is drawn: standard error, so that standard output can be piped.</summary>
    public IAnsiConsole Progress { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error), Interactive = json ? InteractionSupport.No : InteractionSupport.Detect });

    /// <summary>Whoever runs the command, as the audit trail knows him.</summary>
    public static Actor Operator => Actor.Operator(Environment.UserName);

    /// <summary>Prints the answer: the document for scripts, or the lines for people.</summary>
    public void Answer(object document, params IEnumerable<string> lines)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(document, jsonOptions));
            return;
        }

        foreach (var line in lines)
        {
            Console.Out.WriteLine(line);
        }
    }

    /// <summary>Prints what is wrong and the mend, without a stack trace.</summary>
    public int Fail(int exitCode, string code, string message)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { error = code, message }, jsonOptions));
        }

        Console.Error.WriteLine($"usd1: {message}");
        return exitCode;
    }

    /// <summary>Prints an answer of the engine's that nothing was done, and why.</summary>
    public int Refuse(Refusal refusal) => Fail(ExitCode.BadInput, refusal.Code, refusal.Message);

    /// <summary>Runs a verb on the database of <c>USD1_POSTGRES</c> and turns what can go wrong outside into a sentence.</summary>
    public static async Task<int> OnDatabaseAsync(ParseResult parsed, Func<OperatorConsole, NpgsqlDataSource, Task<int>> verb)
    {
        var console = new OperatorConsole(parsed.GetValue(CommandLine.Json));
        return await console.GuardAsync(async () =>
        {
            await using var postgres = PostgresConnection.Open(PostgresConnection.FromEnvironment(), "cli");
            return await verb(console, postgres);
        });
    }

    /// <summary>Runs a verb that needs no database, with the same answers to failure.</summary>
    public static Task<int> AloneAsync(ParseResult parsed, Func<OperatorConsole, Task<int>> verb)
    {
        var console = new OperatorConsole(parsed.GetValue(CommandLine.Json));
        return console.GuardAsync(() => verb(console));
    }

    private async Task<int> GuardAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (PostgresException refused)
        {
            return Fail(ExitCode.Unreachable, "database_refused", $"the database refused: {refused.MessageText} ({refused.SqlState}).");
        }
        catch (NpgsqlException late) when (late.InnerException is TimeoutException)
        {
            return Fail(ExitCode.Unreachable, "database_timeout", "the database did not answer a statement in time, and nothing was changed. Look at what it is busy with, and try again.");
        }
        catch (NpgsqlException unreachable)
        {
            return Fail(ExitCode.Unreachable, "database_unreachable", $"the database cannot be reached: {unreachable.Message}. Check {PostgresConnection.Variable} and that PostgreSQL runs.");
        }
        catch (InvalidOperationException wrong)
        {
            return Fail(ExitCode.BadInput, "bad_input", wrong.Message);
        }
        catch (IOException unreadable)
        {
            return Fail(ExitCode.BadInput, "file_unreadable", unreadable.Message);
        }
        catch (UnauthorizedAccessException unreadable)
        {
            return Fail(ExitCode.BadInput, "file_unreadable", unreadable.Message);
        }
        catch (RightRefusedException refused)
        {
            return Fail(ExitCode.BadInput, "right_missing", refused.Message);
        }
    }
}
