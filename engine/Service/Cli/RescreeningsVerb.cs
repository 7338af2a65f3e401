using System.CommandLine;
using Usd1Compliance.Screening.Rescreening;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 lists rescreenings</c>: how soon changes of lists were answered, and what they found.</summary>
internal static class RescreeningsVerb
{
    public static Command Create()
    {
        var list = new Argument<string?>("list") { Description = "Of one list; without it, of all.", Arity = ArgumentArity.ZeroOrOne };
        var limit = new Option<int>("--limit") { Description = "How many at the most, 1 to 500.", DefaultValueFactory = _ => 20 };
        var command = new Command("rescreenings", "Show the last changes of lists with the time from publication seen to last verdict, what was looked at and what was found; and changes that wait. The service answers them by itself.") { list, limit };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var most = parsed.GetValue(limit);
            if (most is < 1 or > 500)
            {
                return console.Fail(ExitCode.BadInput, "limit_out_of_range", $"--limit is 1 to 500, and not {most}.");
            }

            var store = new RescreeningStore(postgres);
            var unanswered = await store.UnansweredAsync(cancellationToken);
            var latest = await store.LatestAsync(OperatorConsole.Operator, parsed.GetValue(list), most, cancellationToken);
            string[] waiting = [.. unanswered.Select(change => $"{change.ListId}: NOT ANSWERED since {change.Since:yyyy-MM-dd HH:mm:ss} UTC. The service answers it while it runs.")];
            console.Answer(new { unanswered, rescreenings = latest }, [.. waiting, .. latest.Count == 0 ? ["No change of a list was answered yet."] : latest.Select(Line)]);
            return ExitCode.Done;
        }));
        return command;
    }

    private static string Line(ListRescreening one)
    {
        var counts = one.Counts;
        var took = one.FinishedAt is null ? one.IsRunning ? $"RUNNING, at {one.Stage.ToString().ToLowerInvariant()}" : "overtaken by a later version"
            : $"{InWords(one.FromSeenToLastVerdict!.Value)} from publication seen to last verdict, {InWords(one.FromInForceToLastVerdict!.Value)} from in force";
        return $"{one.ListId} version {one.ToVersion}{(one.FromVersion is { } from ? $" after {from}" : ", the first")}, in force {one.InForceAt:yyyy-MM-dd HH:mm:ss} UTC: {took}. " +
            $"{counts.EntriesAdded:N0} added, {counts.EntriesChanged:N0} changed, {counts.EntriesRemoved:N0} removed; {counts.AddressesChecked:N0} addresses and {counts.PartiesCompared:N0} parties asked; " +
            $"{counts.PastTransfers:N0} past transfers, {counts.HitsRaised:N0} hits raised, {counts.HitsGone:N0} gone{(counts.SearchesCut > 0 ? $"; {counts.SearchesCut:N0} parties had more candidates than are compared" : "")}.";
    }

    private static string InWords(TimeSpan span) => span.TotalMinutes < 1 ? $"{span.TotalSeconds:0.0} s" : $"{(long)span.TotalMinutes:N0} min {span.Seconds} s";
}
