using System.Globalization;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Screening.Hits;

/// <summary>What became of a group of entries that were found.</summary>
/// <param name="HitId">The hit that stands for it.</param>
/// <param name="Standing">What was known before: <see cref="HitStanding.New"/> where this raised it.</param>
/// <param name="Entries">The group.</param>
public sealed record RaisedHit(long HitId, HitStanding Standing, IReadOnlyList<FoundEntry> Entries)
{
    /// <summary>Whether this made the hit.</summary>
    public bool IsNew => Standing == HitStanding.New;
}

/// <summary>
/// Makes durable what screening found: a hit for each party, over all of its entries, unless one stands or a decision is remembered. Called
/// again with the same it changes nothing. It has no actor's right to check: screening and re-screening call it inside their own writes.
/// </summary>
public sealed class RaiseHits(AuditTrail trail, TimeProvider clock, AdjudicationPolicy policy)
{
    /// <summary>Raises what is new of one subject. The subject is held until the write ends; of several subjects call it in order of <see cref="OrderOf"/>, so that two writes never wait for one another.</summary>
    /// <param name="write">The caller's write.</param>
    /// <param name="job">Who found it.</param>
    /// <param name="found">What was found.</param>
    /// <param name="foundBy"><c>screening:ID</c> or <c>rescreening:ID</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A line for each group of entries.</returns>
    public async Task<IReadOnlyList<RaisedHit>> RaiseAsync(AtomicWrite write, Actor job, FoundHits found, string foundBy, CancellationToken cancellationToken)
    {
        await HitRows.LockSubjectAsync(write, found.Subject, cancellationToken);
        await HitRows.LockHitsAsync(write, found.Subject, cancellationToken);
        var known = await HitRows.KnownAsync(write.Connection, found.Subject, cancellationToken);
        List<RaisedHit> raised = [];
        foreach (var recalled in RecallHits.Recall(found, known, clock.GetUtcNow()))
        {
            raised.Add(await TakeInAsync(write, job, found, recalled, known, foundBy, cancellationToken));
        }

        return raised;
    }

    /// <summary>Writes into the audit trail which hits were raised, if any were: last before the commit.</summary>
    /// <param name="write">The caller's write.</param>
    /// <param name="job">Who found them.</param>
    /// <param name="foundBy"><c>screening:ID</c> or <c>rescreening:ID</c>.</param>
    /// <param name="raised">What <see cref="RaiseAsync(AtomicWrite, Actor, FoundHits, string, CancellationToken)"/> answered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RecordAsync(AtomicWrite write, Actor job, string foundBy, IEnumerable<RaisedHit> raised, CancellationToken cancellationToken)
    {
        var hits = raised.Where(hit => hit.IsNew).Select(hit => new { id = hit.HitId, entries = hit.Entries.Select(entry => $"{entry.ListId}:{entry.Key}") }).ToArray();
        if (hits.Length > 0)
        {
            await trail.RecordAsync(write, job, "hit.raise", new AuditSubject("hits_found", foundBy), new { hits }, cancellationToken);
        }
    }

    /// <summary>In which order a write takes subjects up.</summary>
    public static string OrderOf(HitSubject subject) => $"{(int)subject.Kind} {subject.Id}";

    private async Task<RaisedHit> TakeInAsync(AtomicWrite write, Actor job, FoundHits found, RecalledHit recalled, IReadOnlyList<KnownHit> known, string foundBy, CancellationToken cancellationToken)
    {
        if (recalled.Standing == HitStanding.New)
        {
            return await RaiseAsync(write, job, found, recalled, foundBy, cancellationToken);
        }

        var standing = known.First(hit => hit.Id == recalled.HitId);
        if (recalled.Standing == HitStanding.TrueMatch && !standing.Blocking && recalled.Entries.Any(entry => entry.Blocking))
        {
            // What was decided when nothing was to be blocked froze nothing: somebody has to hear that it is to be blocked now.
            if (known.FirstOrDefault(hit => hit.Id > standing.Id && hit.Blocking && hit.IsAbout(recalled.Entries)) is not { } later)
            {
                return await RaiseAsync(write, job, found, recalled, foundBy, cancellationToken);
            }

            (standing, recalled) = (later, later.State == HitState.Open ? recalled with { Standing = HitStanding.Open } : recalled);
        }

        if (standing.State is HitState.Open or HitState.TrueMatch)
        {
            await GrowAsync(write, job, standing, found.SubjectHash, recalled.Entries, cancellationToken);
        }

        return new RaisedHit(standing.Id, recalled.Standing, recalled.Entries);
    }

    private async Task<RaisedHit> RaiseAsync(AtomicWrite write, Actor job, FoundHits found, RecalledHit recalled, string foundBy, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var best = recalled.Entries.MaxBy(entry => entry.Score)!;
        var hours = foundBy.StartsWith("screening:", StringComparison.Ordinal) ? policy.ScreeningHours : policy.RescreeningHours;
        var hitId = await HitRows.InsertAsync(write, found, best.ListedName, best.Score, recalled.Entries.Any(entry => entry.Blocking), recalled.Entries.Any(policy.TakesTwo), foundBy, now, now.AddHours(hours), recalled.HitId, cancellationToken);
        foreach (var entry in recalled.Entries)
        {
            await HitRows.AddEntryAsync(write, hitId, entry, found.SubjectHash, now, cancellationToken);
        }

        var before = recalled.HitId is { } earlier ? $" Hit {earlier} was decided before; since then the subject, an entry or the time has changed that." : "";
        await HitRows.AddStepAsync(write, hitId, 1, now, job, HitStepKind.Raised, $"{InWords(recalled.Entries)}.{before}", cancellationToken);
        return new RaisedHit(hitId, HitStanding.New, recalled.Entries);
    }

    // What is known already adds nothing; what weighs more than before, or was compared with another subject, stands beside it.
    private async Task GrowAsync(AtomicWrite write, Actor job, KnownHit standing, byte[] subjectHash, IReadOnlyList<FoundEntry> found, CancellationToken cancellationToken)
    {
        FoundEntry[] added = [.. found.Where(entry => !standing.Entries.Any(stored => stored.Covers(entry, subjectHash)))];
        // What was blocked and is only listed still is not back: it waits for its release.
        var isBack = standing.IsGone && (!standing.Blocking || found.Any(entry => entry.Blocking));
        if (added.Length == 0 && !isBack)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var entry in added)
        {
            await HitRows.AddEntryAsync(write, standing.Id, entry, subjectHash, now, cancellationToken);
        }

        var revision = await HitRows.GrowAsync(write, standing.Id, subjectHash, found.Max(entry => entry.Score), found.Any(entry => entry.Blocking), found.Any(policy.TakesTwo), isBack, cancellationToken);
        if (isBack)
        {
            await HitRows.AddStepAsync(write, standing.Id, revision, now, job, HitStepKind.EntryBack, $"{InWords(found)}.", cancellationToken);
        }
        else
        {
            await HitRows.AddStepAsync(write, standing.Id, revision, now, job, HitStepKind.EntryAdded, $"{InWords(added)}.", cancellationToken);
        }
    }

    // "ofac-sdn 39796 by name, 0.97; eu 1234 by name, 0.93": no name of anybody, since steps go into exports; scores rounded down, as pages show them.
    private static string InWords(IReadOnlyList<FoundEntry> entries) => string.Join("; ", entries.OrderByDescending(entry => entry.Score).Select(entry =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.ListId} {entry.Key} by {HitRows.Name(entry.Kind)}, {MathF.Floor(entry.Score * 100) / 100:0.00}")));
}
