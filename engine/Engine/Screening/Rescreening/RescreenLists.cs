using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Screening.Rescreening;

/// <summary>
/// Answers every change of a list: what it adds and describes otherwise is held against every address that ever moved tokens, every wallet and the
/// names of every active party; what it takes away is told to whoever worked on it, and releases nothing. And screens whoever is new or changed
/// against all lists in force.
/// <para>
/// One process at a time does this, one thing after the other, and that is why nobody slips through: a party is screened against the lists in
/// force when its change is read, and a change of a list that comes later is held against the parties as they stand later.
/// </para>
/// <para>Each population is written with its progress. Killed anywhere, it goes on there; what was not committed is found once more and raised once.</para>
/// </summary>
public sealed partial class RescreenLists
{
    /// <summary>Up to how many entries a change gets an index of its own; a larger one is looked up among all lists at once.</summary>
    private const int mostOfFew = 5_000;

    private static readonly Actor job = Actor.Job("rescreening");

    private readonly NpgsqlDataSource postgres;
    private readonly RescreeningStore store;
    private readonly ListStore lists;
    private readonly PartyStore parties;
    private readonly TransferStore ledger;
    private readonly CurrentNameIndex names;
    private readonly RaiseHits raise;
    private readonly NoteGoneEntries noteGone;
    private readonly AuditTrail trail;
    private readonly TimeProvider clock;
    private readonly FindListedAddresses addresses;

    /// <summary>On a database, with the index of names that the process keeps.</summary>
    public RescreenLists(NpgsqlDataSource postgres, RescreeningStore store, ListStore lists, PartyStore parties, TransferStore ledger, CurrentNameIndex names, RaiseHits raise, NoteGoneEntries noteGone, AuditTrail trail, TimeProvider clock)
    {
        (this.postgres, this.store, this.lists, this.parties, this.ledger, this.names) = (postgres, store, lists, parties, ledger, names);
        (this.raise, this.noteGone, this.trail, this.clock) = (raise, noteGone, trail, clock);
        addresses = new FindListedAddresses(lists, ledger, parties, raise, clock);
    }

    /// <summary>How many parties are compared between two writes.</summary>
    internal int PartiesAtOnce { get; init; } = 2_000;

    /// <summary>Answers all that waits. While another process does the same, it leaves at once and has done nothing.</summary>
    /// <param name="cancellationToken">Ends the run; what is committed stands, and the next run goes on there.</param>
    /// <exception cref="IndexUnsoundException">The index of the names in force cannot be trusted: addresses are answered, names wait.</exception>
    public async Task<RescreeningRun> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var turn = await postgres.OpenConnectionAsync(cancellationToken);
        if (!await turn.Command("SELECT pg_try_advisory_lock(hashtext('rescreening'))").ScalarAsync<bool>(cancellationToken))
        {
            return new RescreeningRun(0, 0, IsElsewhere: true);
        }

        try
        {
            return await AnswerAsync(cancellationToken);
        }
        finally
        {
            await turn.Command("SELECT pg_advisory_unlock(hashtext('rescreening'))").ScalarAsync<bool>(CancellationToken.None);
        }
    }

    private async Task<RescreeningRun> AnswerAsync(CancellationToken cancellationToken)
    {
        var changes = await store.UnansweredAsync(cancellationToken);
        // Addresses first, of all lists: money moves by them within seconds, and they need no index.
        foreach (var change in changes)
        {
            var (at, delta) = await OpenAsync(change, cancellationToken);
            if (at.Stage == RescreeningStage.Addresses)
            {
                await AnswerAddressesAsync(at, delta, cancellationToken);
            }
        }

        var newest = await parties.NewestVersionAsync(cancellationToken);
        var expired = await RescreeningRows.ExpiredAsync(postgres, clock.GetUtcNow(), PartiesAtOnce, cancellationToken);
        var mayFollow = newest > await RescreeningRows.FollowedThroughAsync(postgres, cancellationToken);
        if (changes.Count == 0 && !mayFollow && expired.Parties.Count == 0)
        {
            return new RescreeningRun(0, 0, IsElsewhere: false);
        }

        // Nobody to compare needs no index of a hundred thousand names.
        var inForce = newest > 0 ? await names.RefreshAsync(cancellationToken) : null;
        var followed = inForce is not null && mayFollow ? await FollowPartiesAsync(inForce, cancellationToken) : 0;
        followed += inForce is not null && expired.Parties.Count > 0 ? await AskAgainAsync(inForce, expired, cancellationToken) : 0;
        var answered = 0;
        foreach (var change in changes)
        {
            answered += await AnswerRestAsync(change, inForce, cancellationToken) ? 1 : 0;
        }

        return new RescreeningRun(answered, followed, IsElsewhere: false);
    }

    private async Task<bool> AnswerRestAsync(UnansweredChange change, ListedNames? inForce, CancellationToken cancellationToken)
    {
        var (at, delta) = await OpenAsync(change, cancellationToken);
        // A version that came in between is the next run's; it answers for this one too.
        if (inForce is not null && !inForce.VersionIds.Contains(at.ToVersion))
        {
            return false;
        }

        return (at.Stage != RescreeningStage.Addresses || await AnswerAddressesAsync(at, delta, cancellationToken))
            && (at.Stage == RescreeningStage.Removals || await AnswerNamesAsync(at, delta, inForce, cancellationToken))
            && await AnswerRemovalsAsync(at, delta, cancellationToken);
    }

    private async Task<(ListRescreening At, RescreeningDelta Delta)> OpenAsync(UnansweredChange change, CancellationToken cancellationToken)
    {
        var delta = await RescreeningDelta.ReadAsync(postgres, lists, change, cancellationToken);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var at = await RescreeningRows.BeginAsync(write, change, delta, clock.GetUtcNow(), cancellationToken);
        await write.CommitAsync(cancellationToken);
        return (at, delta);
    }

    // False where the version is in force no more, or another process has been here: then nothing of it is written.
    private async Task<bool> AnswerAddressesAsync(ListRescreening at, RescreeningDelta delta, CancellationToken cancellationToken)
    {
        var found = delta.IsEmpty ? new ListedSubjects([], 0) : await addresses.OfDeltaAsync(delta, cancellationToken);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        if (!await RescreeningRows.HoldInForceAsync(write, at.ListId, at.ToVersion, cancellationToken))
        {
            return false;
        }

        var raised = await addresses.RaiseAsync(write, job, found, delta.FromVersion, at.FoundBy, cancellationToken);
        var counts = new StageCounts(AddressesChecked: found.Checked, PastTransfers: found.PastTransfers, HitsRaised: raised.Count(hit => hit.IsNew));
        if (!await RescreeningRows.EndStageAsync(write, at.InForceId, RescreeningStage.Addresses, RescreeningStage.Names, counts, clock.GetUtcNow(), cancellationToken))
        {
            return false;
        }

        await raise.RecordAsync(write, job, at.FoundBy, raised, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<bool> AnswerRemovalsAsync(ListRescreening at, RescreeningDelta delta, CancellationToken cancellationToken)
    {
        var removals = await RemovedAddresses.OfAsync(lists, ledger, at, delta, cancellationToken);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        if (!await RescreeningRows.HoldInForceAsync(write, at.ListId, at.ToVersion, cancellationToken))
        {
            return false;
        }

        await AddressFindings.LockAsync(write, cancellationToken);
        var gone = await NoteGoneAsync(write, at, delta, removals, cancellationToken);
        foreach (var finding in removals.Findings(clock.GetUtcNow()))
        {
            await AddressFindings.AddAsync(write, finding, cancellationToken);
        }

        await RescreeningRows.KeepOwnershipAsync(write, delta.Said, delta.Unsaid, cancellationToken);
        if (!await RescreeningRows.EndStageAsync(write, at.InForceId, RescreeningStage.Removals, RescreeningStage.Finished, new StageCounts(HitsGone: gone.Count), clock.GetUtcNow(), cancellationToken))
        {
            return false;
        }

        await noteGone.RecordAsync(write, job, at.FoundBy, gone, cancellationToken);
        await trail.RecordAsync(write, job, "list.rescreen", new AuditSubject("list", at.ListId), new
        {
            change = at.InForceId, delta.FromVersion, delta.ToVersion, added = delta.Changes.Added.Count, changed = delta.Changes.Changed.Count, removed = at.Counts.EntriesRemoved,
            releaseReviews = removals.Addresses.Count, hitsGone = gone.Count,
        }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<IReadOnlyCollection<long>> NoteGoneAsync(AtomicWrite write, ListRescreening at, RescreeningDelta delta, RemovedAddresses removals, CancellationToken cancellationToken)
    {
        PartyKey[] owned = [.. delta.Ownership.Where(found => found.Finding == OwnershipFinding.Blocked).Select(found => found.Entity)];
        var keys = delta.Changes.Gone.Concat(delta.Changes.Unblocked).Select(key => new PartyKey(at.ListId, key)).Concat(delta.NoLongerOwned).Distinct().ToLookup(party => party.ListId, party => party.Key);
        HashSet<long> gone = [];
        foreach (var ofList in keys.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            gone.UnionWith(await noteGone.RunAsync(write, job, ofList.Key, [.. ofList], owned, cancellationToken));
        }

        gone.UnionWith(await noteGone.AddressesAsync(write, job, at.ListId, removals.Addresses.SelectMany(removed => FindListedAddresses.FormsOf(removed.Address.Address)), cancellationToken));
        return gone;
    }
}
