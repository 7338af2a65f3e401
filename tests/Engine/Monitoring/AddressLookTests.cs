using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>Two addresses look alike where the ends look alike that wallets show, and nowhere else.</summary>
[Suite(Suite.Unit)]
public sealed class AddressLookTests
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    [Fact]
    public void The_look_of_a_Tron_address_is_the_ends_of_its_text()
    {
        var random = new SplitMix64(3);
        foreach (var address in Enumerable.Range(0, 20_000).Select(_ => Random(random)).Append(new ChainAddress(AddressFamily.Tron, new byte[20])).Append(new ChainAddress(AddressFamily.Tron, [.. Enumerable.Repeat((byte)255, 20)])))
        {
            var text = AddressText.Write(address);
            var look = AddressLook.Of(AddressFamily.Tron, address.Bytes);
            Assert.Equal((NumberOf(text[..3]) << 24) | NumberOf(text[^4..]), look & ~(1UL << 63));
            Assert.True(AddressLook.Is(AddressFamily.Tron, address.Bytes, look));
        }
    }

    [Fact]
    public void Two_Tron_addresses_whose_ends_agree_look_alike_and_one_other_letter_is_enough_that_they_do_not()
    {
        // Enough of them that some agree at both ends by chance.
        var random = new SplitMix64(8);
        var alike = Enumerable.Range(0, 400_000).Select(_ => Random(random)).GroupBy(address => AddressLook.Of(AddressFamily.Tron, address.Bytes)).Where(group => group.Count() > 1).ToList();
        Assert.NotEmpty(alike);
        Assert.All(alike, group =>
        {
            var texts = group.Select(AddressText.Write).ToList();
            Assert.Single(texts.Select(text => text[..3] + text[^4..]).Distinct());
            Assert.All(group, address => Assert.True(AddressLook.Is(AddressFamily.Tron, address.Bytes, group.Key)));
            Assert.All(group, address => Assert.False(AddressLook.Is(AddressFamily.Tron, address.Bytes, group.Key + 1)));
            Assert.All(group, address => Assert.False(AddressLook.Is(AddressFamily.Tron, address.Bytes, group.Key + (1UL << 24))));
        });
    }

    [Fact]
    public void An_EVM_address_never_looks_like_one_of_Tron_and_other_families_like_nobody()
    {
        var bytes = Random(new SplitMix64(1)).Bytes.ToArray();
        Assert.False(AddressLook.Is(AddressFamily.Evm, bytes, AddressLook.Of(AddressFamily.Tron, bytes)));
        Assert.False(AddressLook.Is(AddressFamily.Tron, bytes, AddressLook.Of(AddressFamily.Evm, bytes)));
        Assert.Equal(AddressLook.None, AddressLook.Of(AddressFamily.Solana, new byte[32]));
        Assert.Equal(AddressLook.None, AddressLook.Of(AddressFamily.Xrp, bytes));
    }

    [Fact]
    public void Whoever_pays_a_Tron_address_that_looks_like_one_he_dealt_with_is_told()
    {
        using var memory = new MemoryUnderTest();
        var (ledger, random, seen) = (new Ledgers(), new SplitMix64(8), new Dictionary<ulong, ChainAddress>());
        var (friend, imitator) = (default(ChainAddress), default(ChainAddress));
        while (true)
        {
            imitator = Random(random);
            if (!seen.TryAdd(AddressLook.Of(AddressFamily.Tron, imitator.Bytes), imitator))
            {
                friend = seen[AddressLook.Of(AddressFamily.Tron, imitator.Bytes)];
                break;
            }
        }

        var victim = Random(random);
        memory.Take(ledger.Next(TransferKind.Mint, Ledgers.Noon, null, victim, Ledgers.Units(10_000), Ledgers.Usdx));
        memory.Take(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddHours(1), victim, friend, Ledgers.Units(500), Ledgers.Usdx));
        Assert.Equal(false, memory.Measure(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddHours(2), victim, Random(random), Ledgers.Units(500), Ledgers.Usdx))["beneficiary.ImitatesCounterparty"]);
        Assert.Equal(true, memory.Measure(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddHours(3), victim, imitator, Ledgers.Units(500), Ledgers.Usdx))["beneficiary.ImitatesCounterparty"]);
    }

    private static ChainAddress Random(SplitMix64 random)
    {
        Span<byte> bytes = stackalloc byte[24];
        for (var at = 0; at < 24; at += 8)
        {
            BitConverter.TryWriteBytes(bytes[at..], random.Next());
        }

        return new ChainAddress(AddressFamily.Tron, bytes[..20]);
    }

    private static ulong NumberOf(string base58) => base58.Aggregate(0UL, (sum, letter) => (sum * 58) + (ulong)Alphabet.IndexOf(letter, StringComparison.Ordinal));
}
