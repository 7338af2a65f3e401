using System.CommandLine;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 lists return</c> and <c>let-go</c>: persons return a list to an earlier version, and let it go again.</summary>
internal static class ReturnListVerbs
{
    public static Command Return()
    {
        var (list, person, reason) = (ListArgument(), PersonOption(), ReasonOption(required: false));
        var version = new Argument<long>("version") { Description = "The number of the version to return to, as usd1 lists show LIST prints it." };
        var approve = new Option<bool>("--approve") { Description = "Approve what another person proposed. The version judges from then on." };
        var refuse = new Option<bool>("--refuse") { Description = "Refuse what was proposed, with --reason." };
        var command = new Command("return", "Propose to return a list to an earlier version, or approve or refuse what another person proposed. Two persons do, each by his own sign-in.") { list, version, person, reason, approve, refuse };
        command.SetAction((parsed, cancellationToken) => AsPersonAsync(parsed, parsed.GetValue(list)!, parsed.GetValue(person)!, async (console, returns, actor) =>
        {
            var (listId, versionId, words) = (parsed.GetValue(list)!, parsed.GetValue(version), parsed.GetValue(reason) ?? "");
            return (parsed.GetValue(approve), parsed.GetValue(refuse)) switch
            {
                (true, true) => console.Fail(ExitCode.BadInput, "arguments_wrong", "--approve and --refuse exclude one another."),
                (true, _) => Tell(console, await returns.ApproveAsync(actor, listId, versionId, cancellationToken)),
                (_, true) => Tell(console, await returns.RefuseAsync(actor, listId, versionId, words, cancellationToken)),
                _ => Tell(console, await returns.ProposeAsync(actor, listId, versionId, words, cancellationToken)),
            };
        }, cancellationToken));
        return command;
    }

    public static Command LetGo()
    {
        var (list, person, reason) = (ListArgument(), PersonOption(), ReasonOption(required: true));
        var command = new Command("let-go", "Let a return go: the version stays in force until the publisher's next file, which is no longer turned away.") { list, person, reason };
        command.SetAction((parsed, cancellationToken) => AsPersonAsync(parsed, parsed.GetValue(list)!, parsed.GetValue(person)!, async (console, returns, actor) =>
            Tell(console, await returns.LetGoAsync(actor, parsed.GetValue(list)!, parsed.GetValue(reason)!, cancellationToken)), cancellationToken));
        return command;
    }

    private static Task<int> AsPersonAsync(ParseResult parsed, string listId, string userName, Func<OperatorConsole, ReturnList, Actor, Task<int>> act, CancellationToken cancellationToken) =>
        OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            // Whether there is such a list is asked before the password: a slip of the pen costs no sign-in.
            var trail = new AuditTrail(postgres, TimeProvider.System);
            var all = await new ListStore(postgres, trail, TimeProvider.System).AllAsync(OperatorConsole.Operator, cancellationToken);
            if (all.All(list => list.Definition.Id != listId))
            {
                return console.Fail(ExitCode.BadInput, "list_unknown", $"there is no list '{listId}' here. usd1 lists show names those there are.");
            }

            var signedIn = await PersonAtConsole.SignInAsync(postgres, userName, cancellationToken);
            return signedIn is Outcome<Actor>.Done(var actor)
                ? await act(console, new ReturnList(postgres, trail, TimeProvider.System), actor)
                : console.Refuse(((Outcome<Actor>.Refused)signedIn).Refusal);
        });

    private static int Tell(OperatorConsole console, Outcome<ListReturn> outcome) => outcome.Match(
        done =>
        {
            console.Answer(done, done.State == ListReturnState.Standing ? [$"Version {done.VersionId} of {done.ListId} is in force.", .. ListLines.Of(done)] : ListLines.Of(done));
            return ExitCode.Done;
        },
        console.Refuse);

    private static Argument<string> ListArgument() => new("list") { Description = "The list, such as ofac-sdn." };

    private static Option<string> PersonOption() => new("--as") { Description = "The user name of the compliance officer who does it. The command asks for the password, and for the code where a second factor stands.", Required = true };

    private static Option<string> ReasonOption(bool required) => new("--reason") { Description = "Why: 10 characters or more, kept for whoever reads it in five years.", Required = required };
}
