using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening.Rescreening;

namespace Usd1Compliance.Cases;

/// <content>What changes of lists mean for cases.</content>
public sealed partial class OpenCases
{
    private async Task<IReadOnlyList<Entry>> TakeUpFindingsAsync(AtomicWrite write, IReadOnlyList<AddressFinding> found, CancellationToken cancellationToken)
    {
        List<Entry> entries = [];
        foreach (var ofSubject in found.Where(finding => finding.Kind == AddressFindingKind.HitFound).GroupBy(finding => finding.Address))
        {
            entries.Add(await TakeUpHitsAsync(write, ofSubject.Key, [.. ofSubject], cancellationToken));
        }

        foreach (var finding in found.Where(finding => finding.Kind == AddressFindingKind.ReleaseReview))
        {
            // A list writes one form of a hash, and the case may be about another.
            foreach (var form in AddressForms.OthersOf(finding.Address).Prepend(finding.Address))
            {
                if (await ReviewReleaseAsync(write, form, finding, cancellationToken) is { } entry)
                {
                    entries.Add(entry);
                }
            }
        }

        if (found.Count > 0)
        {
            await CaseRows.TakeFindingsThroughAsync(write, found[^1].Id, cancellationToken);
        }

        return entries;
    }

    // Property in hand is to be blocked now; where there is none left, what was done in the past is to be looked at.
    private async Task<Entry> TakeUpHitsAsync(AtomicWrite write, ChainAddress subject, IReadOnlyList<AddressFinding> found, CancellationToken cancellationToken)
    {
        var severity = found.Any(finding => finding.Holds) ? Severity.Critical : Severity.High;
        long[] hitIds = [.. found.Select(finding => finding.HitId!.Value)];
        var text = $"{string.Join(" ", found.Select(finding => $"Hit {finding.HitId}: {finding.ListId} version {finding.ToVersion} blocks it, entry {finding.EntryKey} ({finding.ListedName})."))} " +
            (severity == Severity.Critical ? "The ledger leaves it a balance, or cannot tell." : "The ledger leaves it nothing; its past transfers stand in the hit.");
        var entry = await PutStepAsync(write, subject, severity, CaseStepKind.HitFound, text, new { hits = hitIds }, cancellationToken);
        await CaseRows.PutHitsAsync(write, entry.CaseId, hitIds, clock.GetUtcNow(), cancellationToken);
        return entry;
    }

    // Null where nobody has worked on the address, or found it to be somebody else: then nothing was blocked, and nothing is to be looked at.
    private async Task<Entry?> ReviewReleaseAsync(AtomicWrite write, ChainAddress subject, AddressFinding finding, CancellationToken cancellationToken)
    {
        var matches = await CaseRows.TrueMatchesOfAsync(write, subject, cancellationToken);
        if (matches.Count == 0 && await CaseRows.LockOpenAsync(write, subject, cancellationToken) is null)
        {
            return null;
        }

        var earlier = matches.Count == 0 ? "" : $" It was found a true match in {(matches.Count == 1 ? "case" : "cases")} {string.Join(", ", matches)}.";
        var text = $"{finding.ListId} blocks it no longer: entry {finding.EntryKey} ({finding.ListedName}) stood in version {finding.FromVersion} with it and does not in version {finding.ToVersion}, and no other list in force blocks it.{earlier} " +
            "Look at what was blocked because of it. Nothing is released by itself.";
        return await PutStepAsync(write, subject, Severity.High, CaseStepKind.ReleaseReview, text, new { finding.ListId, finding.EntryKey, finding.FromVersion, finding.ToVersion, trueMatches = matches }, cancellationToken);
    }

    // Into the subject's open case, or a new one.
    private async Task<Entry> PutStepAsync(AtomicWrite write, ChainAddress subject, Severity severity, CaseStepKind kind, string text, object details, CancellationToken cancellationToken)
    {
        if (await CaseRows.LockOpenAsync(write, subject, cancellationToken) is not { } standing)
        {
            // Slight alerts that waited for others of their subject wait no more.
            var slight = await CaseRows.WaitingAsync(write, subject, cancellationToken);
            var opened = await OpenAsync(write, subject, severity, [.. slight.Select(alert => alert.AlertId)], kind == CaseStepKind.HitFound ? "a change of a list" : "a delisting", cancellationToken);
            await CaseRows.AddStepAsync(write, opened.CaseId, 1, clock.GetUtcNow(), job, kind, text, cancellationToken);
            return opened with { Details = new { opened = opened.Details, found = details } };
        }

        var now = clock.GetUtcNow();
        var isGraver = severity > standing.Severity;
        var revision = standing.Revision + 1;
        await CaseRows.GrowAsync(write, standing.Id, isGraver ? severity : standing.Severity, isGraver ? now + Deadlines.For(severity) : standing.DueAt, revision, cancellationToken);
        await CaseRows.AddStepAsync(write, standing.Id, revision, now, job, kind, text, cancellationToken);
        if (isGraver)
        {
            await CaseRows.AddStepAsync(write, standing.Id, revision, now, job, CaseStepKind.SeverityRaised, $"From {CaseRows.Name(standing.Severity)} to {CaseRows.Name(severity)}.", cancellationToken);
        }

        return new Entry(standing.Id, "case.grow", new { revision, found = details });
    }
}
