using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Screening.Rescreening;

/// <summary>An address that lists hold, with all that a person needs to judge it.</summary>
/// <param name="Found">As hits are raised.</param>
/// <param name="LookBack">What it did; null of a wallet that never moved tokens.</param>
internal sealed record ListedSubject(FoundHits Found, AddressLookBack? LookBack);

/// <summary>Addresses that were found, and how many were asked for.</summary>
/// <param name="Subjects">In the order in which a write takes them up.</param>
/// <param name="Checked">Addresses that ledger and wallets were asked for, in all their forms.</param>
internal sealed record ListedSubjects(IReadOnlyList<ListedSubject> Subjects, int Checked)
{
    /// <summary>Transfers of the past.</summary>
    public long PastTransfers => Subjects.Sum(subject => subject.LookBack?.Transfers ?? 0);
}

/// <summary>
/// Holds listed addresses against the ledger and the wallets of parties. The ledger is asked for the few addresses of the change, each by its
/// index and in every form that chains write it in; those that hold tokens, millions, are never read (docs/decisions/0011).
/// </summary>
internal sealed class FindListedAddresses(ListStore lists, TransferStore ledger, PartyStore parties, RaiseHits raise, TimeProvider clock)
{
    /// <summary>How many past transfers a hit names.</summary>
    public const int Newest = 5;

    /// <summary>Every address that ever moved tokens, or is the wallet of an active party, and stands on an entry of the delta.</summary>
    public async Task<ListedSubjects> OfDeltaAsync(RescreeningDelta delta, CancellationToken cancellationToken)
    {
        var ofOwned = await lists.AddressesOfPartiesAsync(delta.Owned, cancellationToken);
        ChainAddress[] forms = [.. (await lists.AddressesOfEntriesAsync(delta.EntryIds, cancellationToken)).Concat(ofOwned.Select(pair => pair.Address.Address)).SelectMany(FormsOf).Distinct()];
        var lookBacks = (await ledger.LookBackAsync(forms, Newest, cancellationToken)).ToDictionary(one => one.Address);
        var wallets = await WalletsAsync(forms, cancellationToken);
        var (entries, owned) = (delta.EntryIds.ToHashSet(), delta.Owned.ToHashSet());
        return new ListedSubjects(await FindAsync([.. lookBacks.Keys.Union(wallets.Select(group => group.Key))], wallets, lookBacks,
            listed => entries.Contains(listed.EntryId) || owned.Contains(new PartyKey(listed.ListId, listed.EntryKey)), cancellationToken), forms.Length);
    }

    /// <summary>The wallets of some parties that stand on any list in force.</summary>
    public async Task<ListedSubjects> OfWalletsAsync(IReadOnlyList<PartyVersion> of, CancellationToken cancellationToken)
    {
        var wallets = of.SelectMany(version => version.Party.Wallets, (version, wallet) => (wallet.Address, version.Party.Id)).ToLookup(pair => pair.Address, pair => pair.Id);
        if (wallets.Count == 0)
        {
            return new ListedSubjects([], 0);
        }

        ChainAddress[] asked = [.. wallets.Select(group => group.Key)];
        var listed = await lists.HoldingsOfAsync(asked, cancellationToken);
        var lookBacks = (await ledger.LookBackAsync([.. listed.Keys], Newest, cancellationToken)).ToDictionary(one => one.Address);
        return new ListedSubjects(await FindAsync([.. listed.Keys], wallets, lookBacks, _ => true, cancellationToken), asked.Length);
    }

    /// <summary>Raises what was found, and tells cases of what is blocked.</summary>
    /// <returns>The hits, those that stood already too.</returns>
    public async Task<IReadOnlyList<RaisedHit>> RaiseAsync(AtomicWrite write, Actor job, ListedSubjects found, long? fromVersion, string foundBy, CancellationToken cancellationToken)
    {
        if (found.Subjects.Count == 0)
        {
            return [];
        }

        await AddressFindings.LockAsync(write, cancellationToken);
        List<RaisedHit> all = [];
        foreach (var subject in found.Subjects)
        {
            var raised = await raise.RaiseAsync(write, job, subject.Found, foundBy, cancellationToken);
            all.AddRange(raised);
            // What somebody has decided already needs no case; what is only to be looked at waits among the hits.
            foreach (var hit in raised.Where(hit => hit.Standing is HitStanding.New or HitStanding.Open))
            {
                if (hit.Entries.FirstOrDefault(entry => entry.Blocking) is { } blocking)
                {
                    await AddressFindings.AddAsync(write, new AddressFinding(0, AddressFindingKind.HitFound, subject.Found.Subject.ToAddress()!.Value, hit.HitId, blocking.ListId, blocking.Key, blocking.ListedName,
                        fromVersion, blocking.VersionId, subject.LookBack?.Holds ?? false, clock.GetUtcNow()), cancellationToken);
                }
            }
        }

        return all;
    }

    private async Task<IReadOnlyList<ListedSubject>> FindAsync(IReadOnlyCollection<ChainAddress> subjects, ILookup<ChainAddress, string> wallets,
        Dictionary<ChainAddress, AddressLookBack> lookBacks, Func<ListedAddress, bool> isAsked, CancellationToken cancellationToken)
    {
        List<ListedSubject> found = [];
        foreach (var (address, holdings) in await lists.HoldingsOfAsync(subjects, cancellationToken))
        {
            var lookBack = lookBacks.GetValueOrDefault(address);
            // Entries that repeat one another are one hit: an entry of another list that was there before goes with it.
            FoundEntry[] entries = [.. SameParty.Group(holdings, one => one.Listed.ListId, one => one.Listed.EntryKey, SameAs)
                .Where(group => group.Any(one => isAsked(one.Listed))).SelectMany(group => group.Select(one => EntryOf(address, one, lookBack, wallets[address])))];
            if (entries.Length > 0)
            {
                found.Add(new ListedSubject(new FoundHits(HitSubject.Address(address), HitSubject.HashOf(address), entries), lookBack));
            }
        }

        return [.. found.OrderBy(subject => RaiseHits.OrderOf(subject.Found.Subject), StringComparer.Ordinal)];
    }

    private static FoundEntry EntryOf(ChainAddress address, ListedHolding holding, AddressLookBack? lookBack, IEnumerable<string> partyIds)
    {
        var listed = holding.Listed;
        var asked = AddressText.Write(address);
        return new FoundEntry(listed.ListId, listed.EntryKey, listed.EntryId, listed.VersionId, HitKind.Address, listed.PrimaryName, 1, 1, asked, listed.Text,
            JsonSerializer.Serialize(AddressExplanation.Of(asked, listed, lookBack, [.. partyIds.Order(StringComparer.Ordinal)]), AddressExplanation.Json)) { Blocking = listed.Blocking, FullName = true, SameAs = SameAs(holding) };
    }

    // With its own key, by which other lists name it: the UN's entry need not say what the UK's says of it.
    private static IReadOnlyList<string> SameAs(ListedHolding holding) => [.. holding.SameAs, $"{holding.Listed.ListId}:{holding.Listed.EntryKey}"];

    // The wallets of active parties that are one of the addresses in some form, each with its parties.
    private async Task<ILookup<ChainAddress, string>> WalletsAsync(ChainAddress[] forms, CancellationToken cancellationToken)
    {
        var holders = await parties.HoldersOfAsync(forms, cancellationToken);
        var asked = forms.ToHashSet();
        return (await parties.FindAsync([.. holders.Select(holder => holder.PartyId).Distinct()], cancellationToken))
            .Where(version => version.Party.Status == PartyStatus.Active)
            .SelectMany(version => version.Party.Wallets.Where(wallet => FormsOf(wallet.Address).Any(asked.Contains)), (version, wallet) => (wallet.Address, version.Party.Id))
            .ToLookup(pair => pair.Address, pair => pair.Id);
    }

    internal static IEnumerable<ChainAddress> FormsOf(ChainAddress address) => AddressForms.OthersOf(address).Prepend(address);
}
