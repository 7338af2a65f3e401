using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>What the memory holds is a function of what it was told, to the byte: measured or counted, taken back or never taken, written down or kept.</summary>
[Suite(Suite.Unit)]
public sealed class MemoryStateTests
{
    public static TheoryData<ulong, StreamKindName> Streams => [.. from seed in Enumerable.Range(1, 6) from kind in Enum.GetValues<StreamKindName>() select ((ulong)seed, kind)];

    /// <summary>The kinds of streams, where a test has to be public to name them.</summary>
    public enum StreamKindName
    {
        Scattered,
        Dense,
        Knot,
        OneBusy,
        Vast,
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Counting_leaves_the_same_bytes_as_measuring(ulong seed, StreamKindName kind)
    {
        using var measured = new MemoryUnderTest();
        using var counted = new MemoryUnderTest();
        foreach (var happening in StreamOf(seed, kind, 500))
        {
            TakeMeasured(measured, happening);
            counted.Take(happening);
        }

        Assert.Equal(Convert.ToHexString(measured.Snapshot()), Convert.ToHexString(counted.Snapshot()));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void What_is_taken_back_is_as_though_it_had_never_been(ulong seed, StreamKindName kind)
    {
        using var memory = new MemoryUnderTest();
        using var never = new MemoryUnderTest();
        var random = new SplitMix64(seed);
        int Below(int limit) => (int)(random.Next() % (ulong)limit);

        // What stands, block by block; the memory sees the blocks that are taken back too, the other one never does.
        List<List<Happening>> blocks = [];
        foreach (var block in StreamOf(seed, kind, 700).Chunk(12))
        {
            memory.Memory.SetMark();
            Array.ForEach(block, happening => TakeMeasured(memory, happening));
            blocks.Add([.. block]);
            for (var back = Below(4) == 0 ? 1 + Below(Math.Min(4, blocks.Count)) : 0; back > 0 && memory.Memory.Marks > 0; back--)
            {
                memory.Memory.GoBack();
                blocks.RemoveAt(blocks.Count - 1);
            }

            if (Below(6) == 0)
            {
                memory.Memory.Settle(3);
            }
        }

        foreach (var happening in blocks.SelectMany(block => block))
        {
            never.Take(happening);
        }

        memory.Memory.Settle(0);
        Assert.Equal(Convert.ToHexString(never.Snapshot()), Convert.ToHexString(memory.Snapshot()));
        Assert.Equal(never.Memory.Taken, memory.Memory.Taken);

        // And both go on alike.
        foreach (var happening in StreamOf(seed + 1_000, kind, 100))
        {
            Assert.Equal(TakeMeasured(never, happening), TakeMeasured(memory, happening));
        }
    }

    [Fact]
    public void A_block_that_is_taken_back_and_taken_again_many_times_leaves_no_trace()
    {
        using var memory = new MemoryUnderTest();
        var happenings = StreamOf(5, StreamKindName.OneBusy, 3_000).ToList();
        foreach (var happening in happenings[..1_500])
        {
            memory.Take(happening);
        }

        var before = memory.Snapshot();
        for (var round = 0; round < 5; round++)
        {
            // Tables are outgrown and rings overflow meanwhile; a mark in a mark is taken back with it or before it.
            memory.Memory.SetMark();
            foreach (var part in happenings[1_500..].Chunk(300))
            {
                memory.Memory.SetMark();
                Array.ForEach(part, memory.Take);
            }

            while (memory.Memory.Marks > 0)
            {
                memory.Memory.GoBack();
            }

            Assert.Equal(before, memory.Snapshot());
        }
    }

    [Fact]
    public void Without_a_mark_nothing_can_be_taken_back()
    {
        using var memory = new MemoryUnderTest();
        Assert.Throws<InvalidOperationException>(memory.Memory.GoBack);
        memory.Memory.SetMark();
        memory.Memory.Settle(0);
        Assert.Throws<InvalidOperationException>(memory.Memory.GoBack);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void What_is_written_while_blocks_may_be_taken_back_is_what_stood_before_the_first_of_them(ulong seed, StreamKindName kind)
    {
        using var memory = new MemoryUnderTest();
        using var final = new MemoryUnderTest();
        using var all = new MemoryUnderTest();
        var happenings = StreamOf(seed, kind, 600).ToList();
        foreach (var happening in happenings[..250])
        {
            memory.Take(happening);
            final.Take(happening);
            all.Take(happening);
        }

        var stood = Convert.ToHexString(final.Snapshot());
        foreach (var block in happenings[250..].Chunk(20))
        {
            memory.Memory.SetMark();
            Array.ForEach(block, memory.Take);
            Array.ForEach(block, all.Take);

            // A block that is taken back leaves the one before it open: what is touched again is kept twice.
            memory.Memory.SetMark();
            Array.ForEach(block[..Math.Min(3, block.Length)], memory.Take);
            memory.Memory.GoBack();
            Assert.Equal(stood, Convert.ToHexString(memory.Snapshot()));
        }

        memory.Memory.Settle(0);
        Assert.Equal(Convert.ToHexString(all.Snapshot()), Convert.ToHexString(memory.Snapshot()));
    }

    [Fact]
    public void The_bytes_of_a_memory_change_only_with_the_number_of_its_layout()
    {
        using var memory = new MemoryUnderTest();
        foreach (var kind in Enum.GetValues<StreamKindName>())
        {
            foreach (var happening in StreamOf(16, kind, 400))
            {
                memory.Take(happening);
            }
        }

        const string bytes = "837f98ad318e436b";
        var now = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(memory.Snapshot()))[..16];
        Assert.True((TransferMemory.Layout, now) == (8, bytes), $"The memory holds {now} of layout {TransferMemory.Layout}. A snapshot of the build before must not be taken for one of this: raise TransferMemory.Layout, and write both down here.");
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_snapshot_brings_the_memory_back_to_the_byte_and_it_goes_on_alike(ulong seed, StreamKindName kind)
    {
        using var memory = new MemoryUnderTest();
        using var read = new MemoryUnderTest();
        var happenings = StreamOf(seed, kind, 600).ToList();
        var known = AddressKnowledge.Nothing;
        foreach (var happening in happenings[..400])
        {
            memory.Take(happening);
            known = happening.Knowledge ?? known;
        }

        var snapshot = memory.Snapshot();
        read.Take(happenings.First(happening => happening.Transfer is not null));      // what it held before is gone
        read.Memory.ReadSnapshot(new MemoryStream(snapshot), known);
        Assert.Equal(snapshot, read.Snapshot());
        Assert.Equal(memory.Memory.Taken, read.Memory.Taken);
        foreach (var happening in happenings[400..])
        {
            Assert.Equal(TakeMeasured(memory, happening), TakeMeasured(read, happening));
        }

        Assert.Equal(memory.Snapshot(), read.Snapshot());
    }

    [Fact]
    public void A_snapshot_that_was_changed_or_cut_off_is_refused()
    {
        using var memory = new MemoryUnderTest();
        foreach (var happening in StreamOf(3, StreamKindName.Scattered, 200))
        {
            memory.Take(happening);
        }

        var snapshot = memory.Snapshot();
        var random = new SplitMix64(9);

        // Every byte of the head, where lengths and counts stand, and some of all that follows.
        var places = Enumerable.Range(0, 400).Concat(Enumerable.Range(0, 300).Select(_ => (int)(random.Next() % (ulong)snapshot.Length))).Append(snapshot.Length - 1);
        foreach (var place in places)
        {
            var changed = snapshot.ToArray();
            changed[place] ^= (byte)(1 << (int)(random.Next() % 8));
            Refuses(changed, $"byte {place} changed");
        }

        foreach (var length in new[] { 0, 1, 22, 40, 200, snapshot.Length / 2, snapshot.Length - 33, snapshot.Length - 1 })
        {
            Refuses(snapshot[..length], $"cut off at {length}");
        }

        static void Refuses(byte[] snapshot, string why)
        {
            using var read = new MemoryUnderTest();
            var refused = Record.Exception(() => read.Memory.ReadSnapshot(new MemoryStream(snapshot), AddressKnowledge.Nothing));
            Assert.True(refused is SnapshotRefusedException, $"{why}: {refused?.ToString() ?? "it was read"}");
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Taint_is_neither_made_nor_lost_to_the_millionth(ulong seed, StreamKindName kind)
    {
        using var memory = new MemoryUnderTest();
        var reference = new FactsByDefinition();
        foreach (var happening in StreamOf(seed, kind, 500))
        {
            memory.Take(happening);
            if (happening.Knowledge is { } knowledge)
            {
                reference.Know(knowledge);
            }
            else
            {
                reference.Take(happening.Transfer!);
            }
        }

        var made = Int128.Zero;
        foreach (var category in Enum.GetValues<TaintCategory>())
        {
            var account = memory.Memory.AccountOf(category);
            Assert.Equal(account.Made, account.Held + account.Absorbed + account.Dropped + account.Destroyed);
            made += account.Made;
            if (memory.Memory.LateCuts == 0)
            {
                var (kindOf, exposure) = (Enum.Parse<TaintKind>(category.ToString()), reference.Exposure);
                Assert.Equal(exposure.Made[kindOf], account.Made);
                Assert.Equal(exposure.HeldByAll(kindOf), account.Held);
                Assert.Equal(exposure.Absorbed[kindOf], account.Absorbed);
                Assert.Equal(exposure.Dropped[kindOf], account.Dropped);
                Assert.Equal(exposure.Destroyed[kindOf], account.Destroyed);
            }
        }

        Assert.True(made > 0, "Nothing was tainted: the test says nothing.");
    }

    private static IEnumerable<Happening> StreamOf(ulong seed, StreamKindName kind, int events) => new MemoryStreams(seed, Enum.Parse<StreamKind>(kind.ToString())).Of(events);

    private static List<string> TakeMeasured(MemoryUnderTest memory, Happening happening)
    {
        if (happening.Transfer is { } transfer)
        {
            return MemoryUnderTest.Told(memory.Measure(transfer));
        }

        memory.Take(happening);
        return [];
    }
}
