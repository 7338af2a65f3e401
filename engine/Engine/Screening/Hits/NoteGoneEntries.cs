using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Screening.Hits;

/// <summary>
/// Says of hits that their entries have left their lists. It decides nothing: a true match stays one, and so stays blocked, until two people
/// release it (31 CFR 501.801 and OFAC's delistings: what was blocked is unblocked by a person who looked).
/// </summary>
public sealed class NoteGoneEntries(AuditTrail trail, TimeProvider clock)
{
    /// <summary>Marks the hits on entries that a list no longer holds, or holds and no longer blocks.</summary>
    /// <param name="write">The caller's write; the version without the entries is in force in it.</param>
    /// <param name="job">Who saw it.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="keys">The publisher's keys of the entries that are gone.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hits that were marked; one that another entry in force still speaks for is not among them.</returns>
    public Task<IReadOnlyList<long>> RunAsync(AtomicWrite write, Actor job, string listId, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        RunAsync(write, job, listId, keys, [], cancellationToken);

    /// <summary>The same where some parties are blocked by who owns them.</summary>
    /// <param name="write">The caller's write; the version without the entries is in force in it.</param>
    /// <param name="job">Who saw it.</param>
    /// <param name="listId">Which list.</param>
    /// <param name="keys">The publisher's keys of the entries that are gone.</param>
    /// <param name="blockedByOwners">Who is blocked by ownership now: no entry of such a party is gone, though its list does not block it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hits that were marked; one that another entry in force still speaks for is not among them.</returns>
    public async Task<IReadOnlyList<long>> RunAsync(AtomicWrite write, Actor job, string listId, IReadOnlyCollection<string> keys, IReadOnlyCollection<PartyKey> blockedByOwners, CancellationToken cancellationToken) =>
        await TellAsync(write, job, await HitRows.MarkGoneAsync(write, listId, [.. keys], ([.. blockedByOwners.Select(party => party.ListId)], [.. blockedByOwners.Select(party => party.Key)]), clock.GetUtcNow(), cancellationToken),
            listId, cancellationToken);

    /// <summary>Marks the hits on addresses that no list in force blocks any more, because their party has lost them.</summary>
    /// <param name="write">The caller's write.</param>
    /// <param name="job">Who saw it.</param>
    /// <param name="listId">The list that held them.</param>
    /// <param name="addresses">In every form under which a hit may be about them. The caller has seen that nothing in force blocks them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hits that were marked.</returns>
    public async Task<IReadOnlyList<long>> AddressesAsync(AtomicWrite write, Actor job, string listId, IEnumerable<ChainAddress> addresses, CancellationToken cancellationToken) =>
        await TellAsync(write, job, await HitRows.MarkAddressesGoneAsync(write, [.. addresses.Select(address => HitSubject.Address(address).Id)], clock.GetUtcNow(), cancellationToken), listId, cancellationToken);

    /// <summary>Writes into the audit trail which hits were marked, if any were: last before the commit, since nothing that waits for a row may hold the trail.</summary>
    /// <param name="write">The caller's write.</param>
    /// <param name="job">Who saw it.</param>
    /// <param name="foundBy"><c>rescreening:ID</c>.</param>
    /// <param name="hits">What the others answered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RecordAsync(AtomicWrite write, Actor job, string foundBy, IReadOnlyCollection<long> hits, CancellationToken cancellationToken)
    {
        if (hits.Count > 0)
        {
            await trail.RecordAsync(write, job, "hit.entry_gone", new AuditSubject("hits_found", foundBy), new { hits = hits.Order() }, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<long>> TellAsync(AtomicWrite write, Actor job, IReadOnlyList<GoneHit> gone, string listId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var hit in gone)
        {
            var mend = hit.State == HitState.TrueMatch ? " Look at it for release; it stays blocked until two people decide." : "";
            var text = hit.Blocking ? $"{listId} no longer blocks it, and no other list in force does.{mend}" : $"{listId} no longer holds it, and no other list in force does.{mend}";
            await HitRows.AddStepAsync(write, hit.HitId, hit.Revision, now, job, HitStepKind.EntryGone, text, cancellationToken);
        }

        long[] hits = [.. gone.Select(hit => hit.HitId).Order()];
        return hits;
    }
}
