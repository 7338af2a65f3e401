using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <content>Who paid whom first, wallets that are used once, hands in a row, who pays towards sanctioned addresses, and what taints.</content>
internal sealed partial class FactsByDefinition
{
    private readonly Dictionary<ChainAddress, (int Depth, long At)> peels = [];
    private readonly Dictionary<ChainAddress, long> paidSanctioned = [];
    private readonly Dictionary<ChainAddress, long> paidWhoPaidSanctioned = [];
    private readonly Dictionary<ChainAddress, List<long>> singleUse = [];
    private bool wasFrozen;

    /// <summary>Who paid an address first of all, unless that was a mint or a service then.</summary>
    private ChainAddress? FirstPayerOf(ChainAddress address) =>
        counted.GetValueOrDefault(address, nothing).Find(one => one.To == address) is { From: { } from } first && !IsServiceLabel(first.FromLabel) ? from : null;

    /// <summary>Whom an address paid first of all, unless that was a redemption or a service then.</summary>
    private ChainAddress? FirstPayeeOf(ChainAddress address) =>
        counted.GetValueOrDefault(address, nothing).Find(one => one.From == address) is { To: { } to } first && !IsServiceLabel(first.ToLabel) ? to : null;

    private static bool IsServiceLabel(string label) => GlobalLayer.BuiltIn.Services.Contains(label);

    private int FrozenLinks(ChainAddress self)
    {
        var others = frozen.Where(one => one != self).ToList();
        var (payer, payee) = (FirstPayerOf(self), FirstPayeeOf(self));
        return (payer is not null && others.Exists(one => FirstPayerOf(one) == payer) ? 1 : 0) + (payee is not null && others.Exists(one => FirstPayeeOf(one) == payee) ? 1 : 0);
    }

    private void Freeze(Seen seen)
    {
        if (seen.Kind is TransferKind.Freeze or TransferKind.Unfreeze && seen.From is { } address)
        {
            wasFrozen = frozen.Contains(address);
            if (seen.Kind == TransferKind.Freeze)
            {
                undatedOpen.Remove(address);
                frozenAt[address] = Math.Max(frozenAt.GetValueOrDefault(address), seen.At);
            }

            if (seen.Kind == TransferKind.Freeze && frozen.Add(address))
            {
                exposure.Begin(address, TaintKind.Frozen);
            }
            else if (seen.Kind == TransferKind.Unfreeze)
            {
                frozen.Remove(address);
                exposure.End(address, TaintKind.Frozen);
            }
        }
    }

    // What is told from one transfer to the next, before the transfer itself is kept.
    private void PassOn(Seen seen)
    {
        if (!seen.Counts || seen.From is not { } from)
        {
            return;
        }

        // A wallet that is used once passes on what it once received, on its first day.
        var mine = counted.GetValueOrDefault(from, nothing);
        var firstSeen = Math.Min(seen.At, named.GetValueOrDefault(from, nothing).Where(one => one.IsMoving).Select(one => one.At).DefaultIfEmpty(seen.At).Min());
        if (!mine.Exists(one => one.From == from) && mine.Count(one => one.To == from) == 1 && FirstPayerOf(from) is { } payer && seen.At - firstSeen < Day)
        {
            (singleUse.TryGetValue(payer, out var wallets) ? wallets : singleUse[payer] = []).Add(seen.At);
        }

        if (seen.To is { } to)
        {
            Peel(seen, from, to);
            var hops = HopsToSanctions(to, seen.At);
            var paid = hops == 1 ? paidSanctioned : paidWhoPaidSanctioned;
            if (hops is 1 or 2 && seen.Usd > Million)
            {
                paid[from] = Math.Max(paid.GetValueOrDefault(from), seen.At);
            }
        }
    }

    private void Peel(Seen seen, ChainAddress from, ChainAddress to)
    {
        var firstSeen = named.GetValueOrDefault(to, nothing).Where(one => one.IsMoving).Select(one => one.At).Append(seen.At).Min();
        if (seen.Usd is not { } usd || counted.GetValueOrDefault(to, nothing).Exists(one => one.To == to) || seen.At - firstSeen >= Hour)
        {
            return;
        }

        var came = Sum(counted.GetValueOrDefault(from, nothing).TakeLast(64).Where(one => one.To == from && one.At <= seen.At && seen.At - one.At < 6 * Hour));
        if (usd * 1_000m >= came * 800m && usd * 1_000m <= came * 995m)
        {
            peels[to] = (Math.Min(255, PeelDepth(from, seen.At) + 1), seen.At);
        }
    }

    private int PeelDepth(ChainAddress address, long at) => peels.TryGetValue(address, out var peel) && at - peel.At < 6 * Hour ? peel.Depth : 0;

    private int HopsToSanctions(ChainAddress to, long at) =>
        IsSource(to, TaintKind.Sanctions) ? 1
        : IsService(to) ? 0
        : paidSanctioned.TryGetValue(to, out var paid) && at - paid < 7 * Day ? 2
        : paidWhoPaidSanctioned.TryGetValue(to, out paid) && at - paid < 7 * Day ? 3 : 0;

    private void Exposed(Side side)
    {
        BigInteger all = 0;
        foreach (var category in Enum.GetValues<TaintKind>())
        {
            side.Put($"Taint{category}Usd", Dollars(exposure.HeldBy(side.Self, category)));
            side.Put($"HopsFrom{category}", exposure.HopsOf(side.Self, category));
            all += exposure.HeldBy(side.Self, category);
        }

        if (BalanceOf(side.Self) is { } balance and > 0)
        {
            side.Put("TaintSanctionsShare", Math.Min(1m, Part(exposure.HeldBy(side.Self, TaintKind.Sanctions), balance)));
            side.Put("TaintFrozenShare", Math.Min(1m, Part(exposure.HeldBy(side.Self, TaintKind.Frozen), balance)));
            side.Put("TaintShare", Math.Min(1m, Part(all, balance)));
        }

        side.Put("HoursSinceMixer", exposure.MixerAt(side.Self) is { } mixerAt ? Time(side.Seen.At - mixerAt, Hour) : null);
        side.Put("PeelDepth", PeelDepth(side.Self, side.Seen.At));
        side.Put("TriangleGroup", Joined(side.Self).Count);
        var passedOn = FirstPayerOf(side.Self) is { } payer && singleUse.TryGetValue(payer, out var wallets) ? wallets : [];
        var clock = passedOn.Append(side.Seen.At).Max();
        side.Put("SingleUseSiblings24h", passedOn.Count(at => IsIn(at, clock, Hour, 24)));
    }
}
