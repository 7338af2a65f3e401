using System.Diagnostics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>One address with a million transfers: as exact as any other, and as cheap.</summary>
[Suite(Suite.Unit)]
public sealed class MemoryLoadTests
{
    private const int Transfers = 1_000_000;
    private const int Recipients = 50_000;
    private const int Piece = 20_000;

    [Fact]
    public void A_million_transfers_of_one_address_are_counted_exactly_and_cost_no_more_than_those_of_a_cold_one()
    {
        using var hot = new MemoryUnderTest();
        using var cold = new MemoryUnderTest();
        var (ofHot, ofCold, sum) = (TimeSpan.MaxValue, TimeSpan.MaxValue, 0L);
        for (var first = 0; first < Transfers; first += Piece)
        {
            List<Transfer> sent = [.. Enumerable.Range(first, Piece).Select(Sent)];
            sum += sent.Sum(transfer => (long)transfer.Amount.BaseUnits);
            ofHot = Least(ofHot, () => sent.ForEach(transfer => hot.Measure(transfer)));
            if (first < 20 * Piece)
            {
                // Each of them between two addresses that nobody met before.
                List<Transfer> once = [.. Enumerable.Range(first, Piece).Select(Once)];
                ofCold = Least(ofCold, () => once.ForEach(transfer => cold.Measure(transfer)));
            }
        }

        var last = hot.Measure(Sent(Transfers));
        Assert.Equal(Transfers + 1, last["originator.SentCount30d"]);
        Assert.Equal((sum + (long)Sent(Transfers).Amount.BaseUnits) / 1_000_000m, last["originator.SentUsd30d"]);
        Assert.Equal(Recipients, last["originator.DistinctRecipients30d"]);
        Assert.Equal((Transfers / Recipients) + 1, (int)last["pair.EarlierCount"]! + 1);

        // The best piece of each, so that what else the machine does says nothing: a cost that grew with the window would be thousands of times as much.
        Assert.True(ofHot < 5 * ofCold, $"{Piece} transfers of the busy address took {ofHot.TotalMilliseconds:0} ms, those of cold ones {ofCold.TotalMilliseconds:0} ms.");
    }

    private static TimeSpan Least(TimeSpan before, Action act)
    {
        var started = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(started) is var took && took < before ? took : before;
    }

    private static Transfer Sent(int n) => Made(n, 0, 1 + (n * 7_919L % Recipients));

    private static Transfer Once(int n) => Made(n, 1_000_000 + (2L * n), 1_000_001 + (2L * n));

    private static Transfer Made(int n, long from, long to) => new(new TransferId(1, n + 1), TransferKind.Transfer, Ledgers.Noon.AddSeconds(n), Address(from), Address(to),
        new TokenAmount(200_000 + (n % 977 * 1_000_003L), 6), Ledgers.Usdx, new ChainPosition(0, [], n, []));

    private static ChainAddress Address(long number) => new(AddressFamily.Evm, [.. BitConverter.GetBytes(number * 2_654_435_761), .. BitConverter.GetBytes(number), 1, 2, 3, 4]);
}
