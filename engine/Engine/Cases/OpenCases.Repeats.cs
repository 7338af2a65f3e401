using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Cases;

/// <content>What becomes of the repeats of alerts.</content>
public sealed partial class OpenCases
{
    private async Task<IReadOnlyList<Entry>> TakeUpRepeatsAsync(AtomicWrite write, IReadOnlyList<AlertRepeat> repeats, CancellationToken cancellationToken)
    {
        List<Entry> entries = [];
        if (repeats.Count == 0)
        {
            return entries;
        }

        // An alert that belongs to no case waits for others of its subject, and its repeats are counted on it.
        var cases = await CaseRows.CasesOfAsync(write, [.. repeats.Select(repeat => repeat.AlertId).Distinct()], cancellationToken);
        foreach (var ofSubject in repeats.Where(repeat => cases.ContainsKey(repeat.AlertId)).GroupBy(repeat => repeat.Subject))
        {
            entries.AddRange(await TakeUpRepeatsAsync(write, ofSubject.Key, [.. ofSubject], cases, cancellationToken));
        }

        await CaseRows.TakeRepeatsThroughAsync(write, repeats[^1].RepeatId, cancellationToken);
        return entries;
    }

    private async Task<IReadOnlyList<Entry>> TakeUpRepeatsAsync(AtomicWrite write, ChainAddress subject, IReadOnlyList<AlertRepeat> repeats, IReadOnlyDictionary<long, long> cases, CancellationToken cancellationToken)
    {
        List<Entry> entries = [];
        var standing = await CaseRows.LockOpenAsync(write, subject, cancellationToken);
        HashSet<string> known = standing is null ? [] : await CaseRows.RulesOfAsync(write, standing.Id, cancellationToken);

        // The case of the alert is closed and the open one, if any, does not know of the rule: what goes on after a decision is an alert of its own.
        var anew = repeats.Where(repeat => cases[repeat.AlertId] != standing?.Id && !known.Contains(repeat.RuleId)).DistinctBy(repeat => repeat.RuleId).ToList();
        if (anew.Count > 0)
        {
            List<Alert> raised = [];
            foreach (var repeat in anew)
            {
                raised.Add(await alerts.RaiseRepeatAsync(write, repeat.RepeatId, cancellationToken));
            }

            if (await TakeUpAsync(write, subject, raised, cancellationToken) is { } entry)
            {
                entries.Add(entry);
            }

            standing = await CaseRows.LockOpenAsync(write, subject, cancellationToken);
        }

        List<AlertRepeat> told = [.. repeats.Except(anew)];
        if (standing is not null && told.Count > 0)
        {
            var last = told[^1];
            var text = $"Further transfers within the window of alerts: {InWords([.. told.Select(repeat => (repeat.RuleId, repeat.Severity))])}. The last is {last.Transfer} of {last.OccurredAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC.";
            await CaseRows.AddStepAsync(write, standing.Id, standing.Revision, clock.GetUtcNow(), job, CaseStepKind.AlertRepeated, text, cancellationToken);
            entries.Add(new Entry(standing.Id, "case.repeat", new { repeats = told.Count, throughRepeat = last.RepeatId, alerts = told.Select(repeat => repeat.AlertId).Distinct().Order() }));
        }

        return entries;
    }
}
