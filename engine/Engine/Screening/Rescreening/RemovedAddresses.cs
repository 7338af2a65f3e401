using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Screening.Rescreening;

/// <summary>An address that a list no longer blocks, nor any other.</summary>
/// <param name="ListId">Which list had it.</param>
/// <param name="Address">With its party, as the list had it.</param>
/// <param name="Holds">Whether the ledger leaves it a balance in any of its forms, or cannot tell.</param>
internal sealed record RemovedAddress(string ListId, GoneAddress Address, bool Holds);

/// <summary>The addresses that a change releases from their lists, and from nothing else.</summary>
/// <param name="At">Which change.</param>
/// <param name="Addresses">Each with its party; those that another entry in force blocks are not among them.</param>
internal sealed record RemovedAddresses(ListRescreening At, IReadOnlyList<RemovedAddress> Addresses)
{
    /// <summary>Reads them.</summary>
    public static async Task<RemovedAddresses> OfAsync(ListStore lists, TransferStore ledger, ListRescreening at, RescreeningDelta delta, CancellationToken cancellationToken)
    {
        var ofOwned = await lists.AddressesOfPartiesAsync(delta.NoLongerOwned, cancellationToken);
        (string ListId, GoneAddress Gone)[] gone = [.. delta.Changes.AddressesGone.Select(one => (at.ListId, one)), .. ofOwned.Select(pair => (pair.Party.ListId, pair.Address))];
        if (at.FromVersion is null || gone.Length == 0)
        {
            return new RemovedAddresses(at, []);
        }

        var inForce = await lists.HoldingsOfAsync([.. gone.Select(one => one.Gone.Address)], cancellationToken);
        var free = gone.Where(one => !(inForce.TryGetValue(one.Gone.Address, out var holdings) && holdings.Any(held => held.Listed.Blocking))).ToArray();
        var holders = (await ledger.LookBackAsync([.. free.SelectMany(one => FindListedAddresses.FormsOf(one.Gone.Address))], newest: 1, cancellationToken)).Where(one => one.Holds).Select(one => one.Address).ToHashSet();
        return new RemovedAddresses(at, [.. free.Select(one => new RemovedAddress(one.ListId, one.Gone, FindListedAddresses.FormsOf(one.Gone.Address).Any(holders.Contains)))]);
    }

    /// <summary>What cases are told.</summary>
    public IEnumerable<AddressFinding> Findings(DateTimeOffset now) => Addresses.Select(removed => new AddressFinding(0, AddressFindingKind.ReleaseReview, removed.Address.Address, null,
        removed.ListId, removed.Address.Key, removed.Address.Name, At.FromVersion, At.ToVersion, removed.Holds, now));
}
