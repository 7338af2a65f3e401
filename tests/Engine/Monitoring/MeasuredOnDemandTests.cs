using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>Facts are measured when a rule asks for them: that changes what it costs, and nothing of what is found.</summary>
[Suite(Suite.Unit)]
public sealed class MeasuredOnDemandTests
{
    private static readonly StreamKind[] kinds = [StreamKind.Scattered, StreamKind.Dense, StreamKind.Knot, StreamKind.OneBusy, StreamKind.Vast];

    [Fact]
    public void Rules_find_on_demand_what_they_find_on_whole_rows_and_with_the_same_evidence()
    {
        var pack = new RulePackReader(MemoryUnderTest.Model).ReadDirectory(Checkout.PathOf("rules/packs")).Demand();
        var (whole, staged) = (new CompiledPack(pack, MemoryUnderTest.Model), CompilePack.ForTransfers(pack, MemoryUnderTest.Model));
        var (met, undecided) = (0, 0);
        foreach (var (kind, seed) in kinds.SelectMany(kind => Enumerable.Range(1, 3).Select(seed => (kind, (ulong)seed))))
        {
            using var memory = new MemoryUnderTest();
            using var lazy = new MemoryUnderTest();
            var row = new FactRow(MemoryUnderTest.Model);
            foreach (var happening in new MemoryStreams(seed, kind).Of(700))
            {
                if (happening.Knowledge is not null)
                {
                    memory.Take(happening);
                    lazy.Take(happening);
                    continue;
                }

                var facts = memory.Measure(happening.Transfer!);
                lazy.Memory.Take(StreamedTransfer.Of(happening.Transfer!), row);
                var (all, asked) = (Judge(whole, facts, null), Judge(staged, row, lazy.Memory));
                Assert.Equal(all.Yes, asked.Yes);
                Assert.Equal(all.Unknown, asked.Unknown);
                for (var rule = 0; rule < pack.Rules.Count; rule++)
                {
                    var (yes, open) = ((all.Yes[rule / 64] >> rule & 1) == 1, (all.Unknown[rule / 64] >> rule & 1) == 1);
                    if (yes || open)
                    {
                        Assert.Equal(whole.FactsOf(rule, facts), staged.FactsOf(rule, row));
                        (met, undecided) = (met + (yes ? 1 : 0), undecided + (open ? 1 : 0));
                    }
                }
            }

            Assert.Equal(memory.Snapshot(), lazy.Snapshot());
        }

        Assert.True(met > 1_000 && undecided > 1_000, $"{met} met, {undecided} undecided");
    }

    [Fact]
    public void Each_group_of_facts_is_measured_whole_alone_and_in_any_order()
    {
        var random = new SplitMix64(11);
        foreach (var kind in kinds)
        {
            using var memory = new MemoryUnderTest();
            using var lazy = new MemoryUnderTest();
            foreach (var happening in new MemoryStreams(5, kind).Of(120))
            {
                if (happening.Knowledge is not null)
                {
                    memory.Take(happening);
                    lazy.Take(happening);
                    continue;
                }

                MeasureGroupByGroup(happening.Transfer!, memory, lazy, random);
            }
        }
    }

    [Theory]
    [InlineData("exchange", false)]
    [InlineData("exchange", true)]
    [InlineData("none", true)]
    public void So_it_is_of_an_address_with_more_than_a_thousand_counterparties(string label, bool isMintedTo)
    {
        var knowledge = AddressKnowledge.Nothing with { Labels = new AddressLabels([new AddressLabel(Ledgers.Address(0), label, "", "test", Ledgers.Noon)]) };
        using var memory = new MemoryUnderTest();
        using var lazy = new MemoryUnderTest();
        memory.Memory.Know(knowledge);
        lazy.Memory.Know(knowledge);
        var (random, n) = (new SplitMix64(12), 0);
        foreach (var transfer in MemoryTests.AroundAHub(1_250, isMintedTo))
        {
            if (++n > 1_150)
            {
                MeasureGroupByGroup(transfer, memory, lazy, random);
                continue;
            }

            memory.Take(transfer);
            lazy.Take(transfer);
        }
    }

    [Fact]
    public void A_pack_compiled_for_whole_rows_refuses_to_judge_on_demand()
    {
        using var memory = new MemoryUnderTest();
        var pack = new CompiledPack(new RulePackReader(MemoryUnderTest.Model).ReadDirectory(Checkout.PathOf("rules/packs")).Demand(), MemoryUnderTest.Model);
        Assert.Contains("whole rows", Assert.Throws<ArgumentException>(() => Judge(pack, new FactRow(MemoryUnderTest.Model), memory.Memory)).Message);
        Assert.Throws<InvalidOperationException>(() => memory.Memory.Measure(1));       // before any transfer
    }

    private static void MeasureGroupByGroup(Transfer transfer, MemoryUnderTest memory, MemoryUnderTest lazy, SplitMix64 random)
    {
        var row = new FactRow(MemoryUnderTest.Model);
        var whole = memory.Measure(transfer);
        lazy.Memory.Take(StreamedTransfer.Of(transfer), row);
        var measured = 0UL;
        Compare(whole, row, measured);
        while (measured != (ulong)FactGroup.All)
        {
            var group = 1UL << (int)(random.Next() % 64) & (ulong)FactGroup.All;
            lazy.Memory.Measure(group);
            measured |= group;
            Compare(whole, row, measured);
        }
    }

    // What is measured is as in the whole row, and what is not is unknown. That a search was cut is said as far as the searches were made.
    private static void Compare(FactRow whole, FactRow row, ulong measured)
    {
        foreach (var fact in MemoryUnderTest.Model.All.Where(fact => fact.Name != "graph.SearchWasCut" || (FactGroup.ByPlace[fact.Index] & ~measured) == 0))
        {
            var expected = (FactGroup.ByPlace[fact.Index] & ~measured) == 0 ? whole[fact] : null;
            Assert.True(Equals(expected, row[fact]), $"{fact.Name} is {row[fact] ?? "unknown"}, not {expected ?? "unknown"}, with the groups {(FactGroups)measured}");
        }
    }

    private static (ulong[] Yes, ulong[] Unknown) Judge(CompiledPack pack, FactRow facts, IMeasureFacts? measure)
    {
        var (yes, unknown) = (new ulong[pack.Words], new ulong[pack.Words]);
        Assert.Empty(pack.Evaluate(facts, measure, yes, unknown));
        return (yes, unknown);
    }
}
