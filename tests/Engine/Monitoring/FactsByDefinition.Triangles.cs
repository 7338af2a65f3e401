using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <content>Who dealt with whom, by looking through all that either ever did.</content>
internal sealed partial class FactsByDefinition
{
    private readonly List<HashSet<ChainAddress>> groups = [];

    // With whom an address dealt: neither of the two a service, as they were labelled then.
    private HashSet<ChainAddress> CounterpartiesOf(ChainAddress address) =>
        [.. counted.GetValueOrDefault(address, nothing).Where(IsDealing).Select(one => one.OtherThan(address)!.Value)];

    private static bool IsDealing(Seen seen) => seen is { Counts: true, From: not null, To: not null } && !IsServiceLabel(seen.FromLabel) && !IsServiceLabel(seen.ToLabel);

    private bool IsLookedThrough(ChainAddress address) => !IsService(address) && CounterpartiesOf(address).Count <= 32;

    private List<ChainAddress> CommonCounterparties(ChainAddress from, ChainAddress to) =>
        from == to || !IsLookedThrough(from) || !IsLookedThrough(to) ? [] : [.. CounterpartiesOf(from).Intersect(CounterpartiesOf(to)).Where(IsLookedThrough)];

    // After the transfer is kept.
    private void CloseTriangles(Seen seen)
    {
        if (!IsDealing(seen) || counted[seen.From!.Value].Count(one => IsDealing(one) && one.Names(seen.To!.Value)) > 1)
        {
            return;
        }

        foreach (var common in CommonCounterparties(seen.From.Value, seen.To!.Value))
        {
            HashSet<ChainAddress> group = [.. new[] { seen.From.Value, seen.To.Value, common }.SelectMany(Joined)];
            groups.RemoveAll(group.Overlaps);
            groups.Add(group);
        }
    }

    private HashSet<ChainAddress> Joined(ChainAddress address) => groups.Find(group => group.Contains(address)) ?? [address];
}
