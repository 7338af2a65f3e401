using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Screening.Rescreening;

/// <content>The names of parties: all of them against what has changed, and those that have changed against all.</content>
public sealed partial class RescreenLists
{
    private async Task<bool> AnswerNamesAsync(ListRescreening at, RescreeningDelta delta, ListedNames? inForce, CancellationToken cancellationToken)
    {
        if (inForce is not null && !delta.IsEmpty && await FinderOfAsync(delta, inForce, cancellationToken) is { } finder
            && !await CompareAllAsync(at, finder, cancellationToken))
        {
            return false;
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        if (!await RescreeningRows.EndStageAsync(write, at.InForceId, RescreeningStage.Names, RescreeningStage.Removals, default, clock.GetUtcNow(), cancellationToken))
        {
            return false;
        }

        await write.CommitAsync(cancellationToken);
        return true;
    }

    // Null where nobody of the delta has a name to be found by: a firm that is listed for its owners alone.
    private async Task<FindListedNames?> FinderOfAsync(RescreeningDelta delta, ListedNames inForce, CancellationToken cancellationToken)
    {
        if (delta.EntryIds.Count > mostOfFew)
        {
            var owned = delta.Owned.ToHashSet();
            var entries = delta.EntryIds.ToHashSet();
            entries.UnionWith(inForce.Index.Parties.Where(party => owned.Contains(new(party.ListId, party.Key))).Select(party => party.Listed!.EntryId));
            return new FindListedNames(inForce, inForce, entries);
        }

        var listed = await lists.NamesOfEntriesAsync(delta.EntryIds, delta.Owned, delta.Ownership, cancellationToken);
        return listed.Count == 0 ? null : new FindListedNames(ListedNames.Of(inForce.Policy, listed), inForce, listed.Select(party => party.EntryId).ToHashSet());
    }

    private async Task<bool> CompareAllAsync(ListRescreening at, FindListedNames finder, CancellationToken cancellationToken)
    {
        var through = await RescreeningRows.ComparedThroughAsync(postgres, at.InForceId, cancellationToken);
        await foreach (var some in parties.StreamActiveAsync(through, cancellationToken).Chunk(PartiesAtOnce).WithCancellation(cancellationToken))
        {
            var found = FindAll(finder, some, cancellationToken);
            await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
            if (!await RescreeningRows.HoldInForceAsync(write, at.ListId, at.ToVersion, cancellationToken))
            {
                return false;
            }

            var raised = await RaiseAsync(write, found.Select(one => one.Found).OfType<FoundHits>(), at.FoundBy, cancellationToken);
            await RescreeningRows.AddGapsAsync(write, [.. some.Zip(found, (version, one) => (version, one.Gap))], clock.GetUtcNow(), cancellationToken);
            if (!await RescreeningRows.CompareThroughAsync(write, at.InForceId, through, some[^1].Party.Id, some.Length, found.Count(one => one.Gap == NameGap.Cut), raised.Count(hit => hit.IsNew), clock.GetUtcNow(), cancellationToken))
            {
                return false;
            }

            await raise.RecordAsync(write, job, at.FoundBy, raised, cancellationToken);
            await write.CommitAsync(cancellationToken);
            through = some[^1].Party.Id;
        }

        return true;
    }

    // New and changed parties, as they stand now: a version that was overtaken meanwhile is nobody any more.
    private async Task<int> FollowPartiesAsync(ListedNames inForce, CancellationToken cancellationToken)
    {
        var sum = 0;
        while (true)
        {
            var changed = await parties.ChangedAsync(await RescreeningRows.FollowedThroughAsync(postgres, cancellationToken), PartiesAtOnce, cancellationToken);
            if (changed.Count == 0)
            {
                return sum;
            }

            var foundBy = FormattableString.Invariant($"parties:{changed[^1].VersionId}");
            sum += await ScreenAsync(inForce, [.. changed.Select(version => version.Party.Id).Distinct()], foundBy, write => RescreeningRows.FollowThroughAsync(write, changed[^1].VersionId, cancellationToken), cancellationToken);
        }
    }

    // Parties of whom somebody found long ago that they are somebody else: that is asked again when its time is over, once.
    private async Task<int> AskAgainAsync(ListedNames inForce, ExpiredDecisions expired, CancellationToken cancellationToken) =>
        await ScreenAsync(inForce, expired.Parties, FormattableString.Invariant($"expired:{expired.Through:yyyyMMddHHmmss}"), write => RescreeningRows.AskedThroughAsync(write, expired.Through, cancellationToken), cancellationToken);

    // Some parties as they stand now, and their wallets, against all lists in force; with how far that brings whoever asks, in one write.
    private async Task<int> ScreenAsync(ListedNames inForce, IReadOnlyCollection<string> ids, string foundBy, Func<AtomicWrite, Task> keep, CancellationToken cancellationToken)
    {
        var current = (await parties.FindAsync(ids, cancellationToken)).Where(version => version.Party.Status == PartyStatus.Active).ToArray();
        var found = FindAll(new FindListedNames(inForce, inForce, entries: null), current, cancellationToken);
        var wallets = await addresses.OfWalletsAsync(current, cancellationToken);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        // Addresses before parties in one write: the lock of findings is the first of every write that takes it.
        var onAddresses = await addresses.RaiseAsync(write, job, wallets, fromVersion: null, foundBy, cancellationToken);
        var onParties = await RaiseAsync(write, found.Select(one => one.Found).OfType<FoundHits>(), foundBy, cancellationToken);
        await RescreeningRows.KeepGapsAsync(write, ids, [.. current.Zip(found, (version, one) => (version, one.Gap))], clock.GetUtcNow(), cancellationToken);
        await keep(write);
        await raise.RecordAsync(write, job, foundBy, onAddresses.Concat(onParties), cancellationToken);
        await write.CommitAsync(cancellationToken);
        return current.Length;
    }

    private static NamesFound[] FindAll(FindListedNames finder, PartyVersion[] some, CancellationToken cancellationToken)
    {
        var found = new NamesFound[some.Length];
        // One core stays for those who screen meanwhile.
        Parallel.For(0, some.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1), CancellationToken = cancellationToken }, place => found[place] = finder.Of(some[place]));
        return found;
    }

    private async Task<IReadOnlyList<RaisedHit>> RaiseAsync(AtomicWrite write, IEnumerable<FoundHits> found, string foundBy, CancellationToken cancellationToken)
    {
        List<RaisedHit> raised = [];
        foreach (var ofSubject in found.OrderBy(one => RaiseHits.OrderOf(one.Subject), StringComparer.Ordinal))
        {
            raised.AddRange(await raise.RaiseAsync(write, job, ofSubject, foundBy, cancellationToken));
        }

        return raised;
    }
}
