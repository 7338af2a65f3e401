using System.Globalization;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening.Rescreening;

namespace Usd1Compliance.Cases;

/// <summary>What a run did.</summary>
/// <param name="Alerts">Alerts that were read.</param>
/// <param name="Opened">Cases that were opened.</param>
/// <param name="Grown">Cases that were there and took alerts in.</param>
/// <param name="Waiting">Alerts too slight to open a case, which wait for others of their subject.</param>
/// <param name="Repeats">Repeats of alerts that were read.</param>
/// <param name="Findings">Findings of re-screenings that were read.</param>
public sealed record CaseOpening(int Alerts, int Opened, int Grown, int Waiting, int Repeats = 0, int Findings = 0)
{
    /// <summary>Whether anything was read: then there may be more.</summary>
    public bool DidWork => Alerts + Repeats + Findings > 0;
}

/// <summary>
/// Takes up the alerts that it has not seen, in the order in which they became durable, and puts each into the case of its subject that
/// is not closed, or into a new one. A case is as grave as its gravest alert, and due by <see cref="Deadlines"/>.
/// <para>
/// Alerts of low severity count towards a score and nobody is called for one alone: they wait until <see cref="SlightAlertsForACase"/>
/// of a subject have come together, within the hours of the layer's aggregation by their transfers, or a graver one opens a case, which takes them in.
/// </para>
/// <para>
/// Repeats of an alert stand in the timeline of its case while that is open. After it was closed, the next repeat becomes an alert of its own:
/// what goes on after a decision is decided on anew.
/// </para>
/// <para>
/// An address that a change of a list blocks has a case on its hit, alerts or none. One that a list blocks no longer has the case in which it was
/// found a true match looked at anew: nothing is released by itself.
/// </para>
/// </summary>
public sealed partial class OpenCases(NpgsqlDataSource postgres, AlertStore alerts, AddressFindings findings, LayerInForce layer, AuditTrail trail, TimeProvider clock)
{
    /// <summary>How many alerts of low severity open a case by themselves.</summary>
    public const int SlightAlertsForACase = 3;

    private const int mostAtOnce = 500;
    private static readonly Actor job = Actor.Job("case-opening");

    private sealed record Entry(long CaseId, string Action, object Details);

    /// <summary>
    /// Takes up what is new, up to 500 alerts, 500 repeats and 500 findings of re-screenings: cases, steps, audit and the cursor stand in one write. While another process does the same,
    /// it leaves at once and has done nothing.
    /// </summary>
    /// <param name="cancellationToken">Ends the run; nothing of a batch that was not committed stands.</param>
    public async Task<CaseOpening> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        if (!await CaseRows.EnterOpeningAsync(write, cancellationToken))
        {
            return new CaseOpening(0, 0, 0, 0);
        }

        var batch = await alerts.NextAsync(await CaseRows.TakenThroughAsync(write, cancellationToken), mostAtOnce, cancellationToken);
        var repeats = await alerts.NextRepeatsAsync(await CaseRows.RepeatsTakenThroughAsync(write, cancellationToken), mostAtOnce, cancellationToken);
        var found = await findings.NextAsync(await CaseRows.FindingsTakenThroughAsync(write, cancellationToken), mostAtOnce, cancellationToken);
        if (batch.Count + repeats.Count + found.Count == 0)
        {
            return new CaseOpening(0, 0, 0, 0);
        }

        List<Entry> entries = [];
        var waiting = 0;
        var taken = await CaseRows.TakenUpAsync(write, [.. batch.Select(alert => alert.AlertId)], cancellationToken);
        foreach (var ofSubject in batch.Where(alert => !taken.Contains(alert.AlertId)).GroupBy(alert => alert.Subject))
        {
            if (await TakeUpAsync(write, ofSubject.Key, [.. ofSubject], cancellationToken) is { } entry)
            {
                entries.Add(entry);
            }
            else
            {
                waiting += ofSubject.Count();
            }
        }

        if (batch.Count > 0)
        {
            await CaseRows.TakeThroughAsync(write, batch[^1].AlertId, cancellationToken);
        }

        entries.AddRange(await TakeUpRepeatsAsync(write, repeats, cancellationToken));
        entries.AddRange(await TakeUpFindingsAsync(write, found, cancellationToken));
        foreach (var entry in entries)
        {
            await trail.RecordAsync(write, job, entry.Action, new AuditSubject("case", entry.CaseId.ToString(CultureInfo.InvariantCulture)), entry.Details, cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
        var opened = entries.Count(entry => entry.Action == "case.open");
        return new CaseOpening(batch.Count, opened, entries.Count(entry => entry.Action == "case.grow"), waiting, repeats.Count, found.Count);
    }

    // Null when the alerts were set to wait.
    private async Task<Entry?> TakeUpAsync(AtomicWrite write, ChainAddress subject, List<Alert> found, CancellationToken cancellationToken)
    {
        var standing = await CaseRows.LockOpenAsync(write, subject, cancellationToken);
        var slight = await CaseRows.WaitingAsync(write, subject, cancellationToken);
        var severity = found.Max(alert => alert.Severity);
        if (standing is null && severity == Severity.Low && !await ComeTogetherAsync([.. slight.Select(alert => alert.OccurredAt), .. found.Select(alert => alert.OccurredAt)], cancellationToken))
        {
            foreach (var alert in found)
            {
                await CaseRows.WaitAsync(write, alert.AlertId, subject, alert.RuleId, cancellationToken);
            }

            return null;
        }

        long[] alertIds = [.. slight.Select(alert => alert.AlertId), .. found.Select(alert => alert.AlertId)];
        var rules = InWords([.. slight.Select(alert => (alert.RuleId, Severity.Low)), .. found.Select(alert => (alert.RuleId, alert.Severity))]);
        return standing is null
            ? await OpenAsync(write, subject, severity, alertIds, rules, cancellationToken)
            : await GrowAsync(write, standing, severity, alertIds, rules, cancellationToken);
    }

    // The layer is read only here: where it cannot be, hits and graver alerts still open cases.
    private async Task<bool> ComeTogetherAsync(IReadOnlyList<DateTimeOffset> occurred, CancellationToken cancellationToken)
    {
        if (occurred.Count < SlightAlertsForACase)
        {
            return false;
        }

        var (inOrder, within) = (occurred.Order().ToList(), TimeSpan.FromHours((await layer.NowAsync(cancellationToken)).Aggregation.Hours));
        return inOrder.Skip(SlightAlertsForACase - 1).Zip(inOrder, (last, first) => last - first <= within).Any(together => together);
    }

    private async Task<Entry> OpenAsync(AtomicWrite write, ChainAddress subject, Severity severity, long[] alertIds, string rules, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var dueAt = now + Deadlines.For(severity);
        var caseId = await CaseRows.OpenAsync(write, subject, severity, now, dueAt, cancellationToken);
        await CaseRows.PutAlertsAsync(write, caseId, alertIds, now, cancellationToken);
        var earlier = await CaseRows.EarlierAsync(write, subject, caseId, cancellationToken);
        var before = earlier.Count == 0 ? "" : $" The subject had cases before: {string.Join(", ", earlier)}.";
        await CaseRows.AddStepAsync(write, caseId, 1, now, job, CaseStepKind.Opened, $"Opened with severity {CaseRows.Name(severity)}: {rules}.{before}", cancellationToken);
        return new Entry(caseId, "case.open", new { severity = CaseRows.Name(severity), dueAt, alerts = alertIds, earlier });
    }

    private async Task<Entry> GrowAsync(AtomicWrite write, CaseFile standing, Severity severity, long[] alertIds, string rules, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var isGraver = severity > standing.Severity;
        var revision = standing.Revision + 1;
        await CaseRows.PutAlertsAsync(write, standing.Id, alertIds, now, cancellationToken);
        await CaseRows.GrowAsync(write, standing.Id, isGraver ? severity : standing.Severity, isGraver ? now + Deadlines.For(severity) : standing.DueAt, revision, cancellationToken);
        await CaseRows.AddStepAsync(write, standing.Id, revision, now, job, CaseStepKind.AlertAdded, $"Further alerts: {rules}.", cancellationToken);
        if (isGraver)
        {
            await CaseRows.AddStepAsync(write, standing.Id, revision, now, job, CaseStepKind.SeverityRaised, $"From {CaseRows.Name(standing.Severity)} to {CaseRows.Name(severity)}.", cancellationToken);
        }

        return new Entry(standing.Id, "case.grow", new { revision, severity = CaseRows.Name(isGraver ? severity : standing.Severity), alerts = alertIds });
    }

    // "structuring-24h (high), 3 times velocity-24h (low)": gravest first.
    private static string InWords(IReadOnlyList<(string RuleId, Severity Severity)> found) => string.Join(", ", found
        .GroupBy(alert => alert).OrderByDescending(group => group.Key.Severity).ThenBy(group => group.Key.RuleId, StringComparer.Ordinal)
        .Select(group => $"{(group.Count() > 1 ? $"{group.Count()} times " : "")}{group.Key.RuleId} ({CaseRows.Name(group.Key.Severity)})"));
}
