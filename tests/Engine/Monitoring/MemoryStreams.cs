using System.Collections.Frozen;
using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Screening;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>One thing that happens to the memory: an event, or something new that is known of addresses.</summary>
internal sealed record Happening(Transfer? Transfer, AddressKnowledge? Knowledge);

/// <summary>How a made-up stream is: each kind finds faults that the others hardly ever meet.</summary>
internal enum StreamKind
{
    /// <summary>A few addresses, days apart: everything collides, windows empty and fill, little is cut.</summary>
    Scattered,

    /// <summary>A few addresses within hours: cycles, common sources, the same second.</summary>
    Dense,

    /// <summary>As Dense, with amounts so alike that nearly every transfer closes many cycles: searches are given up.</summary>
    Knot,

    /// <summary>One address with nearly every transfer: its ring overflows and its buckets tell.</summary>
    OneBusy,

    /// <summary>As OneBusy, over months, with amounts at the edge of what is money.</summary>
    Vast,
}

/// <summary>Streams by chance, the same for the same seed: every kind of event, late ones by minutes to 40 days, amounts around every limit, tokens of several chains and decimals, labels and listings that come and go.</summary>
internal sealed class MemoryStreams(ulong seed, StreamKind kind)
{
    private static readonly decimal[] amounts =
        [0m, 0.05m, 0.10m, 0.100001m, 0.11m, 1m, 1.000001m, 50m, 100m, 120m, 799.99m, 800m, 999.999999m, 1_000m, 2_400m, 2_999.99m, 3_000m, 5_000m, 7_999.99m, 8_000m, 9_500m, 9_999.99m, 10_000m, 50_000m, 100_000m];

    private static readonly string[] categories = ["exchange", "bridge", "merchant", "mixer", "theft", "scam", "ransomware", "gambling", AddressLabels.FreezeProposed];
    private static readonly Asset onBase = new(4, "base", "USDX", null, 6, RedeemableAtPar: true);
    private static readonly Asset onTron = new(5, "tron", "USDX", null, 20, RedeemableAtPar: true);

    private readonly SplitMix64 random = new(seed);
    private readonly Ledgers ledger = new();
    private readonly Dictionary<ChainAddress, HashSet<string>> labels = [];
    private readonly Dictionary<ChainAddress, DateTimeOffset?> proposedAt = [];
    private readonly Dictionary<ChainAddress, (bool Blocking, DateOnly? ListedOn)> listed = [];
    private readonly Queue<(ChainAddress From, ChainAddress To, decimal Usd)> planned = [];
    private ChainAddress? redeemer;
    private int fresh;
    private DateTimeOffset now = Ledgers.Noon.AddDays(kind == StreamKind.Vast ? -900 : 0);

    /// <summary>So many events, and between them what becomes known.</summary>
    public IEnumerable<Happening> Of(int events)
    {
        for (var n = 0; n < events; n++)
        {
            if (Below(25) == 0)
            {
                yield return new Happening(null, Learn());
            }

            yield return new Happening(Next(), null);
        }
    }

    private int Below(int limit) => (int)(random.Next() % (ulong)limit);

    private Transfer Next()
    {
        now += kind switch
        {
            StreamKind.Scattered => Below(10) switch { 0 => TimeSpan.FromDays(Below(9)), 1 or 2 => TimeSpan.FromHours(Below(7)), 3 => TimeSpan.Zero, _ => TimeSpan.FromSeconds(Below(1_200)) },
            StreamKind.Vast => Below(60) == 0 ? TimeSpan.FromDays(Below(70)) : TimeSpan.FromSeconds(Below(2_000)),
            StreamKind.OneBusy => Below(400) == 0 ? TimeSpan.FromDays(Below(40)) : Below(30) == 0 ? TimeSpan.FromHours(Below(30)) : TimeSpan.FromSeconds(Below(600)),
            _ => Below(6) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Below(3_000)),
        };
        if (Below(15) == 0)
        {
            Plan();
        }

        if (Below(4) != 0 && planned.TryDequeue(out var plan))
        {
            return ledger.Next(TransferKind.Transfer, now, plan.From, plan.To, Ledgers.Units(plan.Usd), Ledgers.Usdx);
        }

        if (redeemer is { } holder && planned.Count == 0)
        {
            redeemer = null;
            return ledger.Next(TransferKind.Burn, now, holder, null, Ledgers.Units(amounts[8 + Below(amounts.Length - 8)]), Ledgers.Usdx);
        }

        var at = Below(8) == 0 ? now - TimeSpan.FromMinutes(Below(3) switch { 0 => Below(60 * 24 * 40), 1 => Below(60 * 20), _ => Below(30) }) : now;
        var asset = Below(24) switch { 0 => Ledgers.Ether, < 5 => Ledgers.Eighteen, 5 or 6 => onBase, 7 => onTron, _ => Ledgers.Usdx };
        var what = Below(30) switch { < 5 => TransferKind.Mint, 5 or 6 => TransferKind.Burn, 7 => TransferKind.Freeze, 8 => TransferKind.Unfreeze, 9 => TransferKind.Seize, _ => TransferKind.Transfer };
        var from = what == TransferKind.Mint || (what == TransferKind.Burn && Below(6) == 0) ? (ChainAddress?)null : Any();
        var to = what == TransferKind.Transfer || (what == TransferKind.Mint && Below(6) != 0) ? Any() : (ChainAddress?)null;
        return ledger.Next(what, at, from, to, what is TransferKind.Freeze or TransferKind.Unfreeze ? 0 : Units(asset, what), asset);
    }

    private BigInteger Units(Asset asset, TransferKind what)
    {
        var usd = amounts[Below(amounts.Length)] + (Below(4) == 0 ? Below(1_000_000) / 1_000_000m : 0);
        usd = kind == StreamKind.Knot && Below(8) != 0 ? 1_000m + Below(300) : usd;
        usd = what == TransferKind.Mint && Below(2) == 0 ? usd * 1_000 : usd;
        usd = kind == StreamKind.Vast && Below(4) == 0 ? Below(3) switch { 0 => 100_000_000_000m, 1 => 99_999_999_999.999999m, _ => 100_000_000_000.000001m } : usd;
        var units = new BigInteger(usd * 1_000_000m) * BigInteger.Pow(10, asset.Decimals - 6);
        units += asset.Decimals > 6 && Below(2) == 0 ? Below(1_000_000_000) : 0;
        return Below(kind == StreamKind.Vast ? 150 : 700) switch { 0 => BigInteger.Pow(2, 256) - 1, 1 => BigInteger.Pow(10, 33 + asset.Decimals - 18), _ => units };
    }

    // What chance alone hardly ever brings: hands in a row, cycles, one source behind several payers, wallets used once, pool sums, rising amounts.
    private void Plan()
    {
        var (one, other, usd) = (Any(), Any(), amounts[8 + Below(amounts.Length - 8)]);
        List<ChainAddress> between = [.. Enumerable.Range(0, 2 + Below(4)).Select(_ => Below(2) == 0 ? Fresh() : Any())];
        (ChainAddress From, ChainAddress To, decimal Usd)[] steps = Below(8) switch
        {
            0 => [.. between.Prepend(one).Zip(between.Append(Fresh()), (from, to) => (from, to, usd *= 0.94m))],
            1 => [.. between.Prepend(one).Zip(between.Append(one), (from, to) => (from, to, usd))],
            2 => [.. between.Select(middle => (one, middle, usd)), .. between.Select(middle => (middle, other, usd * 0.97m))],
            3 => [.. between.Select(_ => Fresh()).SelectMany(wallet => new[] { (one, wallet, usd), (wallet, other, usd) })],
            4 or 6 => [.. between.Prepend(one).Zip(between, (from, to) => (from, to, usd))],
            5 => [.. between.Select(sender => (sender, one, 1_000m))],
            _ => [.. between.Select((_, n) => (one, other, usd + (n * 10)))],
        };
        Array.ForEach(steps, planned.Enqueue);
        redeemer = steps[^1].To;
    }

    private ChainAddress Fresh() => new(AddressFamily.Evm, [.. BitConverter.GetBytes(1_000_003L * ++fresh), .. new byte[12]]);

    private ChainAddress Any()
    {
        if (kind is StreamKind.OneBusy or StreamKind.Vast && Below(2) == 0)
        {
            return Ledgers.Address(0);
        }

        var many = kind is StreamKind.OneBusy or StreamKind.Vast ? 70 : kind is StreamKind.Dense or StreamKind.Knot ? 9 : 7;
        return Below(14) switch
        {
            0 => Ledgers.LookAlike(Below(5)),
            1 => new ChainAddress(AddressFamily.Tron, Ledgers.Address(Below(4)).Bytes),
            2 => new ChainAddress(AddressFamily.Other, Enumerable.Repeat((byte)Below(2), 32).ToArray()),
            _ => Ledgers.Address(Below(many)),
        };
    }

    private AddressKnowledge Learn()
    {
        for (var changes = Below(4); changes >= 0; changes--)
        {
            var address = Any();
            var held = labels.TryGetValue(address, out var before) ? before : labels[address] = [];
            switch (Below(6))
            {
                case 0:
                    held.Clear();
                    break;
                case 1:
                    listed[address] = (Below(4) != 0, Below(3) == 0 ? null : DateOnly.FromDateTime(now.UtcDateTime).AddDays(-Below(5)));
                    break;
                case 2:
                    listed.Remove(address);
                    break;
                default:
                    _ = held.Add(categories[Below(categories.Length)]);
                    proposedAt[address] = Below(3) == 0 ? null : now.AddMinutes(Below(2_000) - 1_000).AddMilliseconds(Below(1_000));
                    break;
            }
        }

        return Knowing(Below(5));
    }

    private AddressKnowledge Knowing(int silence)
    {
        var lists = new[] { "blocking", "for-review" }.Select((id, n) => new ListInForce(id, id, id == "blocking", n + 1, [], null, now, TimeSpan.FromDays(1)));
        var addresses = listed.Select((pair, n) => new ListedAddress(pair.Value.Blocking ? "blocking" : "for-review", pair.Value.Blocking ? 1 : 2, n + 1, $"{n}", "PARTY", pair.Value.Blocking, [], pair.Key, "ETH", "", pair.Value.ListedOn));
        var index = AddressIndex.Build(addresses, lists.Where(list => silence != 0 || !list.Blocking));
        var silent = silence switch { 1 => new SilentLists(["blocking"], AnyBlocking: true), 2 => new SilentLists(["for-review"], AnyBlocking: false), _ => SilentLists.None };
        var all = labels.SelectMany(pair => pair.Value.Select(category => new AddressLabel(pair.Key, category, "", "test", now, category == AddressLabels.FreezeProposed ? proposedAt.GetValueOrDefault(pair.Key) : null)));
        return new AddressKnowledge(index, new AddressLabels(all, proposalsAreFed: Below(3) == 0), FrozenSet<ChainAddress>.Empty, silent);
    }
}
