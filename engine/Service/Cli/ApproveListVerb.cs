using System.CommandLine;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 lists approve</c>: a person puts a version in force that stands in quarantine.</summary>
public static class ApproveListVerb
{
    private const int fewestCharacters = 10;
    private const int mostCharacters = 4_000;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var list = new Argument<string>("list") { Description = "The list, such as ofac-sdn." };
        var version = new Argument<long>("version") { Description = "The number of the version in quarantine, as usd1 lists show LIST prints it." };
        var person = new Option<string>("--as") { Description = "The user name of the compliance officer who approves. The command asks for the password, and for the code where a second factor stands.", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why the version is right although it was quarantined: 10 characters or more, kept in the audit trail.", Required = true };
        var command = new Command("approve", "Put a version in force that stands in quarantine. A person does, by his own sign-in, and never who loaded it.") { list, version, person, reason };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var words = parsed.GetValue(reason)!.Trim();
            if (words.Length is < fewestCharacters or > mostCharacters || words.Any(char.IsControl))
            {
                return console.Fail(ExitCode.BadInput, words.Length < fewestCharacters ? "reason_too_short" : words.Length > mostCharacters ? "text_too_long" : "text_unreadable",
                    $"--reason has {fewestCharacters} to {mostCharacters:N0} characters on one line. Say why the version is right.");
            }

            // Whether the version is of that list is asked before the password: a slip of the pen costs no sign-in.
            var trail = new AuditTrail(postgres, TimeProvider.System);
            var versions = await new ListStore(postgres, trail, TimeProvider.System).VersionsAsync(OperatorConsole.Operator, parsed.GetValue(list)!, cancellationToken);
            if (versions.All(each => each.VersionId != parsed.GetValue(version)))
            {
                return console.Fail(ExitCode.BadInput, "list_version_unknown", $"there is no version {parsed.GetValue(version)} of '{parsed.GetValue(list)}'. usd1 lists show {parsed.GetValue(list)} names those there are.");
            }

            var signedIn = await PersonAtConsole.SignInAsync(postgres, parsed.GetValue(person)!, cancellationToken);
            if (signedIn is not Outcome<Actor>.Done(var actor))
            {
                return console.Refuse(((Outcome<Actor>.Refused)signedIn).Refusal);
            }

            var approved = await new ApproveListVersion(postgres, trail, TimeProvider.System).ApproveAsync(actor, parsed.GetValue(version), words, cancellationToken);
            return approved.Match(
                load =>
                {
                    console.Answer(new { load.Version, load.Delta, approvedBy = actor.Name },
                    [
                        $"Version {load.Version.VersionId} of {load.Version.ListId} is in force, approved by {actor.Name}.",
                        .. load.Delta is { FromVersion: not null } delta ? ListLines.Of(delta, names: 10) : [],
                    ]);
                    return ExitCode.Done;
                },
                console.Refuse);
        }));
        return command;
    }
}
