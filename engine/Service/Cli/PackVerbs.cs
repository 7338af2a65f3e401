using System.CommandLine;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 rules propose</c>, <c>proposals</c>, <c>approve</c>, <c>refuse</c> and <c>packs</c>: two persons put a rule pack in force, each by his own sign-in.</summary>
internal static class PackVerbs
{
    private static TimeProvider Clock => TimeProvider.System;

    public static Command Propose()
    {
        var (folder, person, reason) = (RuleFolders.Folder(), PersonOption("proposes"), ReasonOption());
        var pack = new Option<long?>("--pack") { Description = "In place of a folder: the number of an earlier pack to return to, as usd1 rules packs prints it." };
        var command = new Command("propose", "Test the rule packs of a folder and propose them. They judge once another person has approved.") { folder, pack, person, reason };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            if (parsed.GetValue(pack) is { } earlier)
            {
                return parsed.GetValue(folder) is not null
                    ? console.Fail(ExitCode.BadInput, "arguments_wrong", "a folder and --pack exclude one another.")
                    : await AsPersonAsync(console, postgres, parsed.GetValue(person)!, async actor => Tell(console, await Proposing(postgres).ProposeReturnAsync(actor, earlier, parsed.GetValue(reason)!, cancellationToken)), cancellationToken);
            }

            // The rules are read and tested before the password is asked for: a slip of the pen costs no sign-in.
            var report = new RunRuleTests(RuleFolders.Reader).Run(RuleFolders.FolderOf(parsed, folder));
            if (report.Pack is null)
            {
                return RuleFolders.Refuse(console, report.Problems);
            }

            return report.Passed
                ? await AsPersonAsync(console, postgres, parsed.GetValue(person)!, async actor => Tell(console, await Proposing(postgres).ProposeAsync(actor, report, parsed.GetValue(reason)!, cancellationToken)), cancellationToken)
                : console.Fail(ExitCode.Unsound, "rule_tests_failed", $"the tests beside the rules do not pass, so that nothing is proposed. {string.Join(" ", FaultsOf(report))}");
        }));
        return command;
    }

    public static Command Proposals()
    {
        var id = new Argument<long?>("id") { Description = "One proposal, with all that it changes; without it, all of them.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("proposals", "List the rule packs that were proposed, newest first, or show what one of them changes.") { id };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var proposals = new PackProposalStore(postgres);
            if (parsed.GetValue(id) is { } one)
            {
                if (await proposals.FindAsync(OperatorConsole.Operator, one, cancellationToken) is not { } found)
                {
                    return console.Fail(ExitCode.BadInput, "pack_proposal_unknown", $"there is no proposal {one}. usd1 rules proposals names those there are.");
                }

                console.Answer(PackLines.Document(found), PackLines.Of(found).Concat(PackLines.Of(found.Difference)));
                return ExitCode.Done;
            }

            var page = await proposals.PageAsync(OperatorConsole.Operator, 0, PackLines.Most, cancellationToken);
            console.Answer(page.Rows.Select(PackLines.Document), page.Total == 0 ? ["No rule pack was ever proposed. A rule author or compliance officer does: usd1 rules propose DIR --as NAME --reason \"…\""] : [.. page.Rows.SelectMany(PackLines.Of), .. PackLines.Rest(page)]);
            return ExitCode.Done;
        }));
        return command;
    }

    public static Command Approve() => Decide("approve", "Approve a rule pack that another person proposed. It judges from the next batch on.", "approves", (decide, actor, id, reason, stop) => decide.ApproveAsync(actor, id, reason, stop));

    public static Command Refuse() => Decide("refuse", "Refuse a rule pack that was proposed, or take one's own proposal back.", "refuses", (decide, actor, id, reason, stop) => decide.RefuseAsync(actor, id, reason, stop));

    public static Command Packs()
    {
        var command = new Command("packs", "List the rule packs that were ever in force, newest first: hash, who proposed and approved each, and what it changed.");
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var page = await new RulePackStore(postgres, RuleFolders.Reader, new AuditTrail(postgres, Clock), Clock).PageAsync(OperatorConsole.Operator, 0, PackLines.Most, cancellationToken);
            console.Answer(page.Rows.Select(PackLines.Document), page.Total == 0 ? ["No rule pack was ever in force. The service loads the shipped one when it starts."] : [.. page.Rows.SelectMany(PackLines.Of), .. PackLines.Rest(page)]);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Decide(string verb, string says, string does, Func<DecidePack, Actor, long, string, CancellationToken, Task<Outcome<PackProposal>>> decide)
    {
        var (person, reason) = (PersonOption(does), ReasonOption());
        var id = new Argument<long>("id") { Description = "The number of the proposal, as usd1 rules proposals prints it." };
        var command = new Command(verb, says) { id, person, reason };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            // Whether there is such a proposal is asked before the password.
            if (await new PackProposalStore(postgres).FindAsync(OperatorConsole.Operator, parsed.GetValue(id), cancellationToken) is null)
            {
                return console.Fail(ExitCode.BadInput, "pack_proposal_unknown", $"there is no proposal {parsed.GetValue(id)}. usd1 rules proposals names those there are.");
            }

            var deciding = new DecidePack(postgres, RuleFolders.Reader, new AuditTrail(postgres, Clock), Clock);
            return await AsPersonAsync(console, postgres, parsed.GetValue(person)!, async actor => Tell(console, await decide(deciding, actor, parsed.GetValue(id), parsed.GetValue(reason)!, cancellationToken)), cancellationToken);
        }));
        return command;
    }

    private static ProposePack Proposing(NpgsqlDataSource postgres) => new(postgres, RuleFolders.Reader, new AuditTrail(postgres, Clock), Clock);

    private static async Task<int> AsPersonAsync(OperatorConsole console, NpgsqlDataSource postgres, string userName, Func<Actor, Task<int>> act, CancellationToken cancellationToken)
    {
        var signedIn = await PersonAtConsole.SignInAsync(postgres, userName, cancellationToken);
        return signedIn is Outcome<Actor>.Done(var actor) ? await act(actor) : console.Refuse(((Outcome<Actor>.Refused)signedIn).Refusal);
    }

    private static int Tell(OperatorConsole console, Outcome<PackProposal> outcome) => outcome.Match(
        done =>
        {
            console.Answer(PackLines.Document(done), [.. PackLines.Of(done), .. done.State == PackProposalState.Waiting ? PackLines.Of(done.Difference) : []]);
            return ExitCode.Done;
        },
        console.Refuse);

    private static IEnumerable<string> FaultsOf(RuleTestReport report) =>
        report.Results.Where(result => result.Fault is not null).Select(result => $"{result.Test.Rule}: {result.Test.Says}: {result.Fault}").Concat(report.Problems.Select(problem => $"{problem}"));

    private static Option<string> PersonOption(string does) => new("--as") { Description = $"The user name of the person who {does}. The command asks for the password, and for the code where a second factor stands.", Required = true };

    private static Option<string> ReasonOption() => new("--reason") { Description = "Why: 10 characters or more, kept for whoever reads it in five years.", Required = true };
}
