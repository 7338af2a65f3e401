using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>The memory against the slow and obvious reference, which looks through plain lists of all transfers for each fact.</summary>
[Suite(Suite.Unit)]
public sealed class MemoryTests
{
    // What is not compared where the memory says that it gave a search up.
    private static readonly HashSet<string> searched = [.. new[] { "CycleLength", "CycleUsd", "CommonSourceCount", "CommonSourceUsd", "CommonSourceLargestUsd", "CommonSourceKeptShare", "CommonSourceHours", "StackSources", "StackMiddles", "SearchWasCut" }.Select(name => $"graph.{name}"), "originator.MintedToOtherShare7d"];

    [Fact]
    public void A_million_facts_are_what_their_definitions_say()
    {
        Dictionary<string, long> compared = [];
        var varied = new Dictionary<string, HashSet<object>>(StringComparer.Ordinal);
        for (var seed = 1UL; compared.Values.Sum() < 1_000_000; seed++)
        {
            Compare(seed, StreamKind.Scattered, 300, compared, varied);
            Compare(seed, StreamKind.Dense, 300, compared, varied);
            Compare(seed, StreamKind.Knot, 300, compared, varied);
            Compare(seed, StreamKind.OneBusy, 500, compared, varied);
            Compare(seed, StreamKind.Vast, 300, compared, varied);
        }

        // A fact that had the same value each time would be equal for nothing. Searches are hardly ever cut; MemoryEdgeTests has one that is.
        var still = MemoryUnderTest.Model.All.Select(fact => fact.Name).Where(name => varied.GetValueOrDefault(name, []).Count < 2).ToList();
        Assert.Equal(Unmeasured, still.Except(["graph.SearchWasCut"]));
    }

    [Theory]
    [InlineData("exchange", false)]        // its own last transfers are not looked through
    [InlineData("exchange", true)]
    [InlineData("none", true)]             // no way leads through it
    public void An_address_with_more_than_a_thousand_counterparties_is_what_the_definitions_say(string label, bool isMintedTo)
    {
        using var memory = new MemoryUnderTest();
        var reference = new FactsByDefinition();
        var knowledge = AddressKnowledge.Nothing with { Labels = new AddressLabels([new AddressLabel(Ledgers.Address(0), label, "", "test", Ledgers.Noon)]) };
        memory.Memory.Know(knowledge);
        reference.Know(knowledge);
        Dictionary<string, long> compared = [];
        foreach (var transfer in AroundAHub(1_300, isMintedTo))
        {
            Same($"transfer {transfer.Id}", reference, memory, transfer, compared, []);
        }

        Assert.True(compared.Values.Sum() > 200_000);
    }

    /// <summary>Address 0 pays and is paid by others in turn, of whom a thousand and one are met at last; a pair beside it pays through it, some send it what has no price, and it may be minted to.</summary>
    internal static IEnumerable<Transfer> AroundAHub(int events, bool isMintedTo)
    {
        var (ledger, hub) = (new Ledgers(), Ledgers.Address(0));
        for (var n = 0; n < events; n++)
        {
            var other = new ChainAddress(AddressFamily.Evm, [.. BitConverter.GetBytes(7_919L * (1 + (n % 1_010))), .. new byte[12]]);
            var (from, to) = n % 3 == 0 ? (hub, other) : n % 50 == 1 ? (Ledgers.Address(1), hub) : n % 50 == 2 ? (hub, Ledgers.Address(2)) : (other, hub);
            var at = Ledgers.Noon.AddMinutes(n);
            yield return isMintedTo && n % 400 == 399 ? ledger.Next(TransferKind.Mint, at, null, hub, Ledgers.Units(9_000), Ledgers.Usdx)
                : ledger.Next(TransferKind.Transfer, at, from, to, Ledgers.Units(500 + (n % 7)), n % 20 == 19 ? Ledgers.Ether : Ledgers.Usdx);
        }
    }

    /// <summary>What is not the memory's to measure, or is unknown until something feeds it.</summary>
    private static List<string> Unmeasured =>
    [
        "transfer.MinterIsKnown", "transfer.MintIsOrdered", "originator.Segment", "beneficiary.Segment", "beneficiary.MintedToOtherShare7d", "pair.TravelRuleMessageIsLinked",
        .. MemoryUnderTest.Model.All.Select(fact => fact.Name).Where(name => name.StartsWith("customer.", StringComparison.Ordinal)),
        "supply.DriftUsd",
    ];

    private static void Compare(ulong seed, StreamKind kind, int events, Dictionary<string, long> compared, Dictionary<string, HashSet<object>> varied)
    {
        using var memory = new MemoryUnderTest();
        var reference = new FactsByDefinition();
        foreach (var happening in new MemoryStreams(seed, kind).Of(events))
        {
            if (happening.Knowledge is { } knowledge)
            {
                memory.Memory.Know(knowledge);
                reference.Know(knowledge);
                if (memory.Memory.LateCuts > 0)
                {
                    return;      // a late label that was followed no further is told by LateCuts
                }

                continue;
            }

            var transfer = happening.Transfer!;
            Same($"{kind} {seed}", reference, memory, transfer, compared, varied);
            Assert.Equal(happening.Transfer!.Kind is TransferKind.Freeze ? memory.Memory.LateCuts : 0, memory.Memory.LateCuts);
        }
    }

    private static void Same(string where, FactsByDefinition reference, MemoryUnderTest memory, Transfer transfer, Dictionary<string, long> compared, Dictionary<string, HashSet<object>> varied)
    {
        var measured = memory.Measure(transfer);
        var wasCut = measured["graph.SearchWasCut"] is true;
        var expected = reference.Measure(transfer, withSearches: !wasCut);
        _ = (varied.TryGetValue("graph.SearchWasCut", out var cuts) ? cuts : varied["graph.SearchWasCut"] = []).Add(wasCut);
        foreach (var fact in MemoryUnderTest.Model.All.Where(fact => !wasCut || !searched.Contains(fact.Name)))
        {
            var value = measured[fact];
            if (!Equals(expected[fact.Name], value))
            {
                Assert.Fail($"{where}, {transfer.Id} {transfer.Kind} of {transfer.Amount} {transfer.Asset.Symbol} on {transfer.OccurredAt:O}: {Differences(expected, measured, wasCut)}");
            }

            if (value is not null)
            {
                compared[fact.Name] = compared.GetValueOrDefault(fact.Name) + 1;
                _ = (varied.TryGetValue(fact.Name, out var values) ? values : varied[fact.Name] = []).Add(value);
            }
        }
    }

    private static string Differences(Dictionary<string, object?> expected, FactRow measured, bool wasCut) => string.Join("; ", MemoryUnderTest.Model.All
        .Where(fact => (!wasCut || !searched.Contains(fact.Name)) && !Equals(expected[fact.Name], measured[fact]))
        .Select(fact => $"{fact.Name} is {expected[fact.Name] ?? "unknown"} by definition and was measured as {measured[fact] ?? "unknown"}"));
}
