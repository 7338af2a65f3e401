using System.Globalization;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Screening.Hits;

/// <summary>
/// Says of hits that their entries have left their lists. It decides nothing: a true match stays one, and so stays blocked, until two people
/// release it (31 CFR 501.801 and OFAC's delistings: what was blocked is unblocked by a person who looked).
/// </summary>
public sealed class NoteGoneEntries(AuditTrail trail, TimeProvider clock)
{
    /// <summary>Marks the hits on entries that a list no longer holds.</summary>
    /// <param name="write">The caller's write; the version without the entries is in force in it.</param>
    /// <param name="job">Who saw it.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="keys">The publisher's keys of the entries that are gone.</param>
    /// <param name="foundBy"><c>rescreening:ID</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hits that were marked; one that another entry in force still speaks for is not among them.</returns>
    public async Task<IReadOnlyList<long>> RunAsync(AtomicWrite write, Actor job, string listId, IReadOnlyCollection<string> keys, string foundBy, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var gone = await HitRows.MarkGoneAsync(write, listId, [.. keys], now, cancellationToken);
        foreach (var (hitId, revision, state) in gone)
        {
            var mend = state == HitState.TrueMatch ? " Look at it for release; it stays blocked until two people decide." : "";
            await HitRows.AddStepAsync(write, hitId, revision, now, job, HitStepKind.EntryGone, $"{listId} no longer holds it, and no other list in force does.{mend}", cancellationToken);
        }

        long[] hits = [.. gone.Select(hit => hit.HitId).Order()];
        if (hits.Length > 0)
        {
            await trail.RecordAsync(write, job, "hit.entry_gone", new AuditSubject("hits_found", foundBy), new { listId, hits, count = hits.Length.ToString(CultureInfo.InvariantCulture) }, cancellationToken);
        }

        return hits;
    }
}
