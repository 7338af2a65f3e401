using System.CommandLine;
using Spectre.Console;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 audit verify</c>.</summary>
public static class AuditVerbs
{
    /// <summary>The family.</summary>
    public static Command Create() => new("audit", "Check the append-only record of every step.") { Verify() };

    private static Command Verify()
    {
        var head = new Option<string?>("--head") { Description = "NUMBER:HASH that an earlier check printed: shows a tail that was cut, or a chain that was written anew." };
        var command = new Command("verify", "Recompute the hash chain from the first row to the last, and name the first row that does not hold.") { head };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            (long, string)? kept = null;
            if (parsed.GetValue(head) is { } text)
            {
                if (text.Split(':') is not [var number, { Length: 64 } hash] || !long.TryParse(number, out var keptNumber))
                {
                    return console.Fail(ExitCode.BadInput, "head_unreadable", $"'{text}' is not NUMBER:HASH as an earlier check printed it.");
                }

                kept = (keptNumber, hash);
            }

            var verdict = await new VerifyAudit(postgres).CheckAsync(kept, new Progress<long>(read => console.Progress.WriteLine($"{read:N0} entries")), cancellationToken);
            if (!verdict.Holds)
            {
                return console.Fail(ExitCode.Unsound, "audit_broken", $"audit entry {verdict.FirstBroken} does not hold: {verdict.Fault}. Every entry before it does.");
            }

            console.Answer(new { verdict.Entries, head = verdict.Head is { } end ? $"{end.Number}:{end.Hash}" : null },
                verdict.Head is { } last ? $"All {verdict.Entries:N0} entries hold. Head {last.Number}:{last.Hash} (keep it outside the database)." : "The trail is empty, and holds.");
            return ExitCode.Done;
        }));
        return command;
    }
}
