using System.Collections.Frozen;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Monitoring.Streams;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>A listing that comes in the middle of a stream looks back on who dealt with the address before (number 4).</summary>
[Suite(Suite.Unit)]
public sealed class LookBackOfStreamsTests
{
    private static readonly DateOnly listedOn = DateOnly.FromDateTime(Ledgers.Noon.UtcDateTime).AddDays(10);
    private static readonly DateTimeOffset listedAt = new(listedOn, TimeOnly.MinValue, TimeSpan.Zero);
    private readonly Ledgers ledger = new();

    [Fact]
    public void Whoever_dealt_with_an_address_in_the_year_before_its_listing_is_found_when_it_comes()
    {
        var alerts = Run(listedOn,
        [
            ledger.Transfer(listedAt.AddDays(-366), 1, 9, 100),
            ledger.Transfer(listedAt.AddDays(-100), 2, 9, 200),
            ledger.Transfer(listedAt.AddDays(-100).AddHours(1), 2, 9, 70),              // a repeat
            ledger.Transfer(listedAt.AddDays(-100).AddHours(1), 7, 9, 70),              // somebody else: found beside him
            ledger.Transfer(listedAt.AddDays(-90), 9, 3, 50),
            ledger.Transfer(listedAt.AddSeconds(-1), 4, 9, 300),
            ledger.Transfer(listedAt.AddHours(1), 5, 6, 1),
        ]);
        Assert.Equal([("2", "sanctioned-beneficiary-later"), ("4", "sanctioned-beneficiary-later"), ("5", "sanctioned-originator-later"), ("6", "sanctioned-beneficiary-later")], alerts.Select(alert => (alert.TransferId, alert.RuleId)));
        Assert.All(alerts, alert => Assert.Equal(listedAt.AddHours(1), alert.FoundAt));
        Assert.Equal(listedAt.AddDays(-100), alerts[0].OccurredAt);
        Assert.Contains(alerts[0].Facts, fact => fact is { Name: "beneficiary.WasListedAtTheTime", Value: false });
    }

    [Fact]
    public void The_year_ends_at_the_listing_however_late_the_stream_goes_on()
    {
        var alert = Assert.Single(Run(listedOn, [ledger.Transfer(listedAt.AddDays(-366), 1, 9, 100), ledger.Transfer(listedAt.AddDays(-364), 2, 9, 100), ledger.Transfer(listedAt.AddDays(30), 5, 6, 1)]));
        Assert.Equal("2", alert.TransferId);
    }

    [Fact]
    public void Mints_and_burns_of_two_addresses_and_one_who_dealt_with_both_are_findings_of_their_own()
    {
        var alerts = Run(listedOn,
        [
            ledger.Mint(listedAt.AddDays(-50), 9, 100), ledger.Mint(listedAt.AddDays(-50).AddHours(1), 8, 100),
            ledger.Burn(listedAt.AddDays(-40), 9, 10), ledger.Burn(listedAt.AddDays(-40).AddHours(1), 8, 10),
            ledger.Transfer(listedAt.AddDays(-30), 2, 9, 10), ledger.Transfer(listedAt.AddDays(-30).AddHours(1), 2, 8, 10), ledger.Transfer(listedAt.AddDays(-20), 9, 8, 5),
            ledger.Next(TransferKind.Freeze, listedAt.AddDays(-10), Ledgers.Address(9), null, 0, Ledgers.Usdx),
            ledger.Transfer(listedAt.AddHours(1), 5, 6, 1),
        ], 8);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "7"], alerts.Select(alert => alert.TransferId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_comes_after_the_listing_is_judged_at_once_and_not_looked_back_on()
    {
        var alert = Assert.Single(Run(listedOn, [ledger.Transfer(listedAt.AddHours(1), 1, 2, 5), ledger.Transfer(listedAt.AddHours(2), 1, 9, 500)]));
        Assert.Equal(("2", "sanctioned-beneficiary", null), (alert.TransferId, alert.RuleId, alert.FoundAt));
    }

    [Fact]
    public void A_listing_without_a_date_and_one_that_the_stream_does_not_reach_look_back_on_nothing()
    {
        Assert.All(Run(null, [ledger.Transfer(Ledgers.Noon, 2, 9, 200), ledger.Transfer(listedAt.AddDays(3), 5, 6, 1)]), alert => Assert.Null(alert.FoundAt));
        Assert.Empty(Run(listedOn, [ledger.Transfer(Ledgers.Noon, 2, 9, 200), ledger.Transfer(listedAt.AddSeconds(-1), 5, 6, 1)]));
    }

    // Address 9 is listed, and the others that are named; ids are 1, 2, 3, …
    private static List<StreamedAlert> Run(DateOnly? on, IReadOnlyList<Transfer> transfers, params int[] others)
    {
        var pack = CompilePack.ForTransfers(new RulePackReader(MemoryUnderTest.Model).ReadDirectory(Checkout.PathOf("rules/packs")).Demand(), MemoryUnderTest.Model);
        var lists = new ListInForce("own", "own", Blocking: true, 1, [], null, DateTimeOffset.UnixEpoch, TimeSpan.MaxValue);
        var listings = others.Prepend(9).Select((address, n) => new ListedAddress("own", 1, n + 1, $"{n}", "PARTY", true, [], Ledgers.Address(address), "ETH", "", on)).ToList();
        using var evaluation = new EvaluatePack(pack, new StreamKnowledge([], listings, [lists], FrozenSet<ChainAddress>.Empty, proposalsAreFed: true));
        var (chunk, alerts) = (new TransferChunk(), new List<StreamedAlert>());
        for (var n = 0; n < transfers.Count; n++)
        {
            chunk.Add(StreamedTransfer.Of(transfers[n]), [.. (n + 1).ToString(System.Globalization.CultureInfo.InvariantCulture).Select(digit => (byte)digit)], null, null);
        }

        evaluation.Take(chunk, alerts.Add);
        return [.. alerts.Where(alert => alert.Rule.Number is 1 or 4 && alert.RuleId.StartsWith("sanctioned-", StringComparison.Ordinal))];
    }
}
