using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>What taints, as the catalogue names it.</summary>
internal enum TaintKind
{
    Sanctions,
    Theft,
    Scam,
    Mixer,
    Frozen,
    Ransomware,
}

/// <summary>
/// The tainted part of every balance by its definition (haircut), in plain dictionaries, and how many hands away the nearest source is. What was paid before its payer was
/// labelled is followed forward payment by payment, the earliest first.
/// </summary>
internal sealed class ExposureByDefinition(FactsByDefinition facts)
{
    private const long Dollar = 1_000_000;
    private static readonly TaintKind[] kinds = Enum.GetValues<TaintKind>();

    private readonly Dictionary<(ChainAddress, TaintKind), long> held = [];
    private readonly Dictionary<(ChainAddress, TaintKind), int> hops = [];
    private readonly Dictionary<ChainAddress, long> mixerAt = [];
    private readonly HashSet<(ChainAddress, TaintKind)> sources = [];
    private readonly HashSet<(Seen, TaintKind)> tainted = new(PaymentAndKind.Comparer);

    public Dictionary<TaintKind, BigInteger> Made { get; } = kinds.ToDictionary(kind => kind, _ => BigInteger.Zero);

    public Dictionary<TaintKind, BigInteger> Absorbed { get; } = kinds.ToDictionary(kind => kind, _ => BigInteger.Zero);

    public Dictionary<TaintKind, BigInteger> Dropped { get; } = kinds.ToDictionary(kind => kind, _ => BigInteger.Zero);

    public Dictionary<TaintKind, BigInteger> Destroyed { get; } = kinds.ToDictionary(kind => kind, _ => BigInteger.Zero);

    public BigInteger HeldByAll(TaintKind kind) => facts.Met.Aggregate(BigInteger.Zero, (sum, address) => sum + HeldBy(address, kind));

    public long HeldBy(ChainAddress address, TaintKind kind) => held.GetValueOrDefault((address, kind));

    public int HopsOf(ChainAddress address, TaintKind kind) => sources.Contains((address, kind)) ? 0 : hops.GetValueOrDefault((address, kind), 5);

    public long? MixerAt(ChainAddress address) => mixerAt.TryGetValue(address, out var at) ? at : null;

    /// <summary>Lists or labels changed: all that are a source of something now and were not are marked first, and then followed one by one, in the order in which they were met.</summary>
    public void Know()
    {
        List<(ChainAddress Address, TaintKind Kind)> began = [];
        foreach (var address in facts.Met)
        {
            foreach (var kind in kinds.Where(kind => kind != TaintKind.Frozen))
            {
                if (!facts.IsSource(address, kind))
                {
                    End(address, kind);
                }
                else if (sources.Add((address, kind)))
                {
                    began.Add((address, kind));
                }
            }
        }

        began.ForEach(one => Follow(one.Address, one.Kind));
    }

    public void Begin(ChainAddress address, TaintKind kind)
    {
        if (sources.Add((address, kind)))
        {
            Follow(address, kind);
        }
    }

    public void End(ChainAddress address, TaintKind kind) => sources.Remove((address, kind));

    public void Take(Seen seen)
    {
        foreach (var side in new[] { seen.From, seen.To }.OfType<ChainAddress>())
        {
            // Whoever is met for the first time has no past to follow.
            sources.UnionWith(kinds.Where(kind => kind != TaintKind.Frozen && facts.IsSource(side, kind)).Select(kind => (side, kind)));
        }

        if (seen.Usd is not { } usd || usd <= 0 || !(seen.Counts || seen.Kind == TransferKind.Seize))
        {
            return;
        }

        if (seen.From is { } from)
        {
            var balance = Math.Max(usd, facts.BalanceOf(from, seen) ?? 0);
            foreach (var kind in kinds)
            {
                Arrive(seen.To, kind, Leave(seen, from, kind, usd, balance), seen.At);
            }
        }

        Tidy(seen.From);
        Tidy(seen.To);
        if (seen.Counts && usd > Dollar && seen.From is { } payer && seen.To is { } payee)
        {
            foreach (var kind in kinds.Where(kind => HopsOf(payer, kind) + 1 < hops.GetValueOrDefault((payee, kind), 5) && (!facts.IsService(payer) || HopsOf(payer, kind) == 0)))
            {
                hops[(payee, kind)] = HopsOf(payer, kind) + 1;
            }
        }
    }

    // All that a source pays is tainted; of what others pay, the same part as of what they hold. A service passes nothing on.
    private long Leave(Seen seen, ChainAddress from, TaintKind kind, long usd, long balance)
    {
        if (sources.Contains((from, kind)))
        {
            Made[kind] += usd;
            tainted.Add((seen, kind));
            return usd;
        }

        var part = facts.IsService(from) ? 0 : PartOf(HeldBy(from, kind), usd, balance);
        held[(from, kind)] = HeldBy(from, kind) - part;
        return part;
    }

    private static long PartOf(long taint, long usd, long balance) => (long)BigInteger.Min(usd, (BigInteger)taint * usd / balance);

    private void Arrive(ChainAddress? to, TaintKind kind, long usd, long at)
    {
        if (usd == 0)
        {
            return;
        }

        if (to is not { } payee)
        {
            Destroyed[kind] += usd;
        }
        else if (facts.IsService(payee) || sources.Contains((payee, kind)))
        {
            Absorbed[kind] += usd;
        }
        else
        {
            Hold(payee, kind, usd, at);
        }
    }

    private void Hold(ChainAddress payee, TaintKind kind, long usd, long at)
    {
        held[(payee, kind)] = HeldBy(payee, kind) + usd;
        if (kind == TaintKind.Mixer)
        {
            mixerAt[payee] = Math.Max(mixerAt.GetValueOrDefault(payee), at);
        }
    }

    // Less than a dollar, or than a thousandth of what the address holds, is dropped.
    private void Tidy(ChainAddress? side)
    {
        if (side is { } address)
        {
            var least = Math.Max(Dollar, (facts.BalanceOf(address) ?? 0) / 1_000);
            foreach (var kind in kinds.Where(kind => HeldBy(address, kind) < least))
            {
                Dropped[kind] += HeldBy(address, kind);
                held[(address, kind)] = 0;
            }
        }
    }

    private sealed record Payment(ChainAddress Payer, Seen Seen, long HeldBefore);

    private sealed record Reached(long Usd, long At, int Hops);

    /// <summary>What a source paid before it was known to be one: each payment of $100 or more, and what came of it, the earliest first.</summary>
    private void Follow(ChainAddress source, TaintKind kind)
    {
        Absorbed[kind] += HeldBy(source, kind);
        held[(source, kind)] = 0;
        List<Payment> ahead = [.. PaymentsOf(source, 0).Where(payment => !tainted.Contains((payment.Seen, kind)))];
        Dictionary<ChainAddress, Reached> reached = [];
        while (ahead.Count > 0)
        {
            var next = ahead.MinBy(payment => payment.Seen.At)!;        // of several in one second the first that was put there
            ahead.Remove(next);
            var isMade = next.Payer == source;
            var usd = isMade ? next.Seen.Usd!.Value : PartOf(reached[next.Payer].Usd, next.Seen.Usd!.Value, Math.Max(next.Seen.Usd!.Value, next.HeldBefore));
            if (usd < 100 * Dollar)
            {
                continue;
            }

            var hand = isMade ? 1 : Math.Min(5, reached[next.Payer].Hops + 1);
            if (isMade)
            {
                Made[kind] += usd;
                tainted.Add((next.Seen, kind));
            }
            else
            {
                reached[next.Payer] = reached[next.Payer] with { Usd = reached[next.Payer].Usd - usd };
            }

            Receive(next, usd, hand);
        }

        foreach (var address in facts.Met.Where(reached.ContainsKey))
        {
            Settle(address, kind, reached[address]);
        }

        void Receive(Payment payment, long usd, int hand)
        {
            if (payment.Seen.To is not { } payee)
            {
                Destroyed[kind] += usd;
                return;
            }

            hops[(payee, kind)] = Math.Min(hand, hops.GetValueOrDefault((payee, kind), 5));
            if (facts.IsService(payee) || sources.Contains((payee, kind)))
            {
                Absorbed[kind] += usd;
                return;
            }

            if (!reached.TryGetValue(payee, out var before))
            {
                ahead.AddRange(PaymentsOf(payee, payment.Seen.At));
                before = new Reached(0, 0, 5);
            }

            reached[payee] = new Reached(before.Usd + usd, Math.Max(before.At, payment.Seen.At), Math.Min(before.Hops, hand));
        }
    }

    // Nobody holds more taint than he holds at all: what left by payments that are no longer looked at is dropped.
    private void Settle(ChainAddress address, TaintKind kind, Reached reached)
    {
        Hold(address, kind, reached.Usd, reached.At);
        var more = Math.Max(0, HeldBy(address, kind) - (facts.BalanceOf(address) ?? long.MaxValue));
        Dropped[kind] += more;
        held[(address, kind)] -= more;
        Tidy(address);
    }

    /// <summary>The payments of an address from a moment on, the newest first, each with what it held just before, told backwards from what it holds now.</summary>
    private List<Payment> PaymentsOf(ChainAddress payer, long since)
    {
        var balance = facts.BalanceOf(payer) ?? 0;
        List<Payment> payments = [];
        foreach (var one in Enumerable.Reverse(facts.LastOf(payer)))
        {
            balance += one.From == payer ? one.Usd ?? 0 : -(one.Usd ?? 0);
            if (one.From == payer && one.At >= since && one.Usd > 0)
            {
                payments.Add(new Payment(payer, one, balance));
            }
        }

        return payments;
    }

    /// <summary>Payments are told apart as events, not by what they hold.</summary>
    private sealed class PaymentAndKind : IEqualityComparer<(Seen Seen, TaintKind Kind)>
    {
        public static readonly PaymentAndKind Comparer = new();

        public bool Equals((Seen Seen, TaintKind Kind) one, (Seen Seen, TaintKind Kind) other) => ReferenceEquals(one.Seen, other.Seen) && one.Kind == other.Kind;

        public int GetHashCode((Seen Seen, TaintKind Kind) one) => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(one.Seen), one.Kind);
    }
}
