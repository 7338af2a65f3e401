using System.Collections.Frozen;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>What the memory keeps is kept by the layer: services, taints, dust, and how far hops are counted.</summary>
[Suite(Suite.Unit)]
public sealed class MemoryLayerTests
{
    private readonly Ledgers chain = new();
    private int minutes;

    [Theory]
    [InlineData("scam", "originator.TaintScamUsd")]
    [InlineData("sanctions", "originator.TaintSanctionsUsd")]       // a label beside the lists in force
    [InlineData("frozen", "originator.TaintFrozenUsd")]
    public void An_own_category_taints_as_what_the_layer_maps_it_onto(string taint, string fact)
    {
        var layer = GlobalLayer.BuiltIn with { Taints = Taints(taint, "romance") };
        using var memory = new MemoryUnderTest(layer);
        using var without = new MemoryUnderTest();
        var (first, second) = (Pay(1, 2, 500m), Pay(2, 3, 200m));
        foreach (var one in new[] { memory, without })
        {
            one.Memory.Know(Labelled((1, "romance")));
            one.Take(first);
        }

        Assert.Equal(300m, memory.Measure(second)[fact]);      // what the second hand still holds of it
        Assert.Equal(0m, without.Measure(second)[fact]);
    }

    [Fact]
    public void An_address_that_a_label_calls_frozen_taints_on_when_the_issuer_releases_it()
    {
        using var memory = new MemoryUnderTest(GlobalLayer.BuiltIn with { Taints = Taints("frozen", "court-order") });
        memory.Memory.Know(Labelled((1, "court-order")));
        memory.Take(chain.Next(TransferKind.Freeze, Next(), Ledgers.Address(1), null, 0, Ledgers.Usdx));
        memory.Take(chain.Next(TransferKind.Unfreeze, Next(), Ledgers.Address(1), null, 0, Ledgers.Usdx));
        Assert.Equal(100m, memory.Measure(Pay(1, 2, 100m))["beneficiary.TaintFrozenUsd"]);
        memory.Memory.Know(Labelled());
        Assert.Equal(100m, memory.Measure(Pay(1, 2, 100m))["beneficiary.TaintFrozenUsd"]);     // the label is gone: nothing more
    }

    [Fact]
    public void An_own_service_absorbs_what_it_is_paid_and_one_that_the_layer_does_not_name_passes_it_on()
    {
        var layer = GlobalLayer.BuiltIn with { Services = ((string[])["casino"]).ToFrozenSet() };
        using var memory = new MemoryUnderTest(layer);
        memory.Memory.Know(Labelled((1, "scam"), (2, "casino"), (3, "exchange")));
        memory.Take(Pay(1, 2, 500m));
        memory.Take(Pay(1, 3, 500m));
        Assert.Equal((0m, true), (memory.Measure(Pay(2, 4, 500m))["beneficiary.TaintScamUsd"], memory.Measure(Pay(2, 4, 1m))["originator.IsService"]));
        var passed = memory.Measure(Pay(3, 5, 500m));
        Assert.Equal((500m, false), (passed["beneficiary.TaintScamUsd"], passed["originator.IsService"]));
    }

    [Theory]
    [InlineData("0.10", 2)]
    [InlineData("0.50", 1)]         // up to the limit is dust
    [InlineData("0.00", 3)]
    public void What_is_dust_is_counted_nowhere(string limitUsd, int times)
    {
        using var memory = new MemoryUnderTest(GlobalLayer.BuiltIn with { Dust = GlobalLayer.BuiltIn.Dust with { LimitUsd = decimal.Parse(limitUsd, System.Globalization.CultureInfo.InvariantCulture) } });
        memory.Take(Pay(1, 2, 0.10m));
        memory.Take(Pay(1, 2, 0.50m));
        Assert.Equal(times, memory.Measure(Pay(1, 2, 5m))["originator.SentCount24h"]);
    }

    [Theory]
    [InlineData(4, 5)]              // beyond four, none is near: that is one more than are counted
    [InlineData(8, 6)]
    public void Hops_are_counted_as_far_as_the_layer_says(int hops, int counted)
    {
        using var memory = new MemoryUnderTest(GlobalLayer.BuiltIn with { Graph = GlobalLayer.BuiltIn.Graph with { Hops = hops } });
        memory.Memory.Know(Labelled((1, "theft")));
        Assert.Equal(hops + 1, memory.Measure(Pay(20, 21, 5m))["beneficiary.HopsFromTheft"]);
        for (var hand = 1; hand < 6; hand++)
        {
            memory.Take(Pay(hand, hand + 1, 1_000m));
        }

        Assert.Equal(counted, memory.Measure(Pay(6, 7, 1_000m))["beneficiary.HopsFromTheft"]);
    }

    [Theory]
    [InlineData("1.00", "0.001", 0)]        // 99 cents of a hundred are forgotten, by dollars
    [InlineData("0.50", "0.001", 99)]
    [InlineData("0.50", "0.01", 0)]         // and by share: less than a hundredth
    public void Taint_is_forgotten_below_the_dollars_and_the_share_of_the_layer(string leastUsd, string leastShare, int cents)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        using var memory = new MemoryUnderTest(GlobalLayer.BuiltIn with { Dust = GlobalLayer.BuiltIn.Dust with { TaintDroppedBelowUsd = decimal.Parse(leastUsd, invariant), TaintDroppedBelowShare = decimal.Parse(leastShare, invariant) } });
        memory.Memory.Know(Labelled((1, "scam")));
        memory.Take(Pay(3, 2, 99.01m));
        memory.Take(Pay(1, 2, 0.99m));
        Assert.Equal(cents / 100m, memory.Measure(Pay(3, 2, 0.02m))["beneficiary.TaintScamUsd"]);
    }

    [Fact]
    public void A_snapshot_of_another_layer_is_not_read()
    {
        using var memory = new MemoryUnderTest();
        memory.Take(Pay(1, 2, 5m));
        using var other = new MemoryUnderTest(GlobalLayer.BuiltIn with { Graph = GlobalLayer.BuiltIn.Graph with { WindowHours = 48 } });
        var refused = Assert.Throws<SnapshotRefusedException>(() => other.Memory.ReadSnapshot(new MemoryStream(memory.Snapshot()), AddressKnowledge.Nothing));
        Assert.Contains("another layer", refused.Message, StringComparison.Ordinal);
    }

    private static FrozenDictionary<string, FrozenSet<string>> Taints(string taint, string category) =>
        GlobalLayer.BuiltIn.Taints.ToFrozenDictionary(pair => pair.Key, pair => pair.Key == taint ? pair.Value.Append(category).ToFrozenSet() : pair.Value);

    private static AddressKnowledge Labelled(params (int Address, string Category)[] labels) =>
        AddressKnowledge.Nothing with { Labels = new AddressLabels(labels.Select(label => new AddressLabel(Ledgers.Address(label.Address), label.Category, "", "test", Ledgers.Noon))) };

    private DateTimeOffset Next() => Ledgers.Noon.AddMinutes(++minutes);

    private Transfer Pay(int from, int to, decimal usd) => chain.Transfer(Next(), from, to, usd);
}
