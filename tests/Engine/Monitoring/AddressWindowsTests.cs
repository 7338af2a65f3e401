using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Windows;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Engine.Monitoring;

[Suite(Suite.Unit)]
public sealed class AddressWindowsTests
{
    // Around every limit that a fact knows, and a hair on either side of it.
    private static readonly decimal[] amounts =
        [0m, 0.05m, 0.10m, 0.100001m, 0.11m, 799.99m, 800m, 999.999999m, 1_000m, 2_400m, 2_999.99m, 3_000m, 7_999.99m, 8_000m, 9_500m, 9_999.99m, 10_000m, 50_000m];

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [InlineData(4UL)]
    [InlineData(5UL)]
    [InlineData(6UL)]
    [InlineData(7UL)]
    [InlineData(8UL)]
    public void Whatever_comes_in_whatever_order_the_windows_say_what_the_definitions_say(ulong seed)
    {
        var windows = new AddressWindows();
        var byDefinition = new FactsByDefinition();
        foreach (var transfer in Stream(seed, 400))
        {
            var expected = byDefinition.Measure(transfer);
            var measured = windows.Measure(transfer, AddressKnowledge.Nothing);
            Assert.True(expected == measured, $"seed {seed}, {transfer.Id} {transfer.Kind} of {transfer.OccurredAt:O}: {Differences(expected, measured)}");
        }
    }

    [Fact]
    public void Counting_without_measuring_leaves_the_same_state_as_measuring()
    {
        var measured = new AddressWindows();
        var replayed = new AddressWindows();
        var stream = Stream(42, 600).ToList();
        foreach (var transfer in stream[..400])
        {
            _ = measured.Measure(transfer, AddressKnowledge.Nothing);
            replayed.Take(transfer);
        }

        foreach (var transfer in stream[400..])
        {
            Assert.Equal(measured.Measure(transfer, AddressKnowledge.Nothing), replayed.Measure(transfer, AddressKnowledge.Nothing));
        }
    }

    [Fact]
    public void A_window_includes_this_transfer_and_not_the_one_exactly_a_day_before()
    {
        var (windows, ledger) = (new AddressWindows(), new Ledgers());
        windows.Take(ledger.Transfer(Ledgers.Noon.AddDays(-1), 1, 2, 100));
        windows.Take(ledger.Transfer(Ledgers.Noon.AddDays(-1).AddTicks(10), 1, 2, 200));
        var facts = windows.Measure(ledger.Transfer(Ledgers.Noon, 1, 2, 300), AddressKnowledge.Nothing);
        Assert.Equal(500, facts.Originator.SentUsd24h);
        Assert.Equal(2, facts.Beneficiary.ReceivedCount24h);
    }

    [Fact]
    public void A_late_transfer_is_counted_into_the_windows_that_still_reach_it()
    {
        var (windows, ledger) = (new AddressWindows(), new Ledgers());
        windows.Take(ledger.Transfer(Ledgers.Noon, 1, 2, 9_000));
        var late = windows.Measure(ledger.Transfer(Ledgers.Noon.AddHours(-7), 1, 2, 8_500), AddressKnowledge.Nothing);
        Assert.Equal(17_500, late.Originator.SentUsd24h);
        Assert.Equal(0, late.Originator.IdleDays);
        windows.Take(ledger.Transfer(Ledgers.Noon.AddDays(-400), 1, 2, 8_600));
        var next = windows.Measure(ledger.Transfer(Ledgers.Noon.AddHours(1), 1, 2, 9_100), AddressKnowledge.Nothing);
        Assert.Equal(3, next.Originator.SentBelow10000Count24h);
        Assert.Equal(26_600, next.Originator.SentBelow10000Usd24h);
        Assert.Equal((400 * 24) + 1, next.Originator.AgeHours);
    }

    [Theory]
    [InlineData("0", 0)]              // nothing at all
    [InlineData("0.10", 0)]           // dust, to the cent
    [InlineData("0.100001", 1)]       // the least amount that is none
    public void Dust_is_seen_and_not_counted(string usd, int counted)
    {
        var (windows, ledger) = (new AddressWindows(), new Ledgers());
        var facts = windows.Measure(ledger.Transfer(Ledgers.Noon, 1, 2, decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture)), AddressKnowledge.Nothing);
        Assert.Equal(counted, facts.Beneficiary.ReceivedCount24h);
        Assert.Equal(counted, facts.Beneficiary.DistinctSenders24h);
        Assert.Equal(counted, facts.Originator.DistinctRecipients6h);
        var later = windows.Measure(ledger.Transfer(Ledgers.Noon.AddHours(3), 2, 1, 5), AddressKnowledge.Nothing);
        Assert.Equal(3, later.Originator.AgeHours);
    }

    [Fact]
    public void A_transfer_to_oneself_moves_nothing()
    {
        var (windows, ledger) = (new AddressWindows(), new Ledgers());
        windows.Take(ledger.Mint(Ledgers.Noon, 1, 1_000));
        var facts = windows.Measure(ledger.Transfer(Ledgers.Noon.AddMinutes(1), 1, 1, 600), AddressKnowledge.Nothing);
        Assert.Equal(0, facts.Originator.SentCount24h);
        Assert.Equal(1_000, facts.Beneficiary.ReceivedUsd24h);
        Assert.Equal(1_000, facts.Beneficiary.BalanceUsdAfter);
    }

    [Fact]
    public void An_amount_of_unknown_worth_leaves_the_sums_unknown_for_its_own_transfer_only()
    {
        var (windows, ledger) = (new AddressWindows(), new Ledgers());
        windows.Take(ledger.Transfer(Ledgers.Noon, 1, 2, 9_000));
        var ether = windows.Measure(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddHours(1), Ledgers.Address(1), Ledgers.Address(2), BigInteger.Pow(10, 20), Ledgers.Ether), AddressKnowledge.Nothing);
        Assert.Null(ether.Transfer.AmountUsd);
        Assert.Null(ether.Originator.SentUsd24h);
        Assert.Null(ether.Beneficiary.ReceivedBelow10000Count24h);
        Assert.Equal(2, ether.Originator.SentCount24h);
        Assert.Equal(0, ether.Originator.ReceivedUsd24h);
        var next = windows.Measure(ledger.Transfer(Ledgers.Noon.AddHours(2), 1, 2, 500), AddressKnowledge.Nothing);
        Assert.Equal(9_500, next.Originator.SentUsd24h);
    }

    [Fact]
    public void A_balance_below_zero_shows_that_history_is_missing_and_is_unknown_from_then_on()
    {
        var (windows, ledger) = (new AddressWindows(), new Ledgers());
        windows.Take(ledger.Mint(Ledgers.Noon, 1, 100));
        var whole = windows.Measure(ledger.Transfer(Ledgers.Noon.AddMinutes(1), 1, 2, 60), AddressKnowledge.Nothing);
        Assert.Equal(100, whole.Originator.BalanceUsdBefore);
        Assert.Equal(40, whole.Originator.BalanceUsdAfter);
        var lacking = windows.Measure(ledger.Transfer(Ledgers.Noon.AddMinutes(2), 1, 2, 60), AddressKnowledge.Nothing);
        Assert.Equal(40, lacking.Originator.BalanceUsdBefore);
        Assert.Null(lacking.Originator.BalanceUsdAfter);
        var after = windows.Measure(ledger.Mint(Ledgers.Noon.AddMinutes(3), 1, 1_000), AddressKnowledge.Nothing);
        Assert.Null(after.Beneficiary.BalanceUsdAfter);
    }

    [Fact]
    public void Freezing_does_not_make_an_address_take_part_and_seizing_lowers_its_balance()
    {
        var (windows, ledger) = (new AddressWindows(), new Ledgers());
        var unseen = windows.Measure(ledger.Next(TransferKind.Freeze, Ledgers.Noon, Ledgers.Address(1), null, 0, Ledgers.Usdx), AddressKnowledge.Nothing);
        Assert.Null(unseen.Originator.AgeHours);
        Assert.Equal("none", unseen.Originator.Category);
        windows.Take(ledger.Mint(Ledgers.Noon.AddHours(1), 1, 500));
        var frozen = windows.Measure(ledger.Next(TransferKind.Freeze, Ledgers.Noon.AddHours(3), Ledgers.Address(1), null, 0, Ledgers.Usdx), AddressKnowledge.Nothing);
        Assert.Equal(2, frozen.Originator.AgeHours);
        var seized = windows.Measure(ledger.Next(TransferKind.Seize, Ledgers.Noon.AddHours(4), Ledgers.Address(1), null, Ledgers.Units(500), Ledgers.Usdx), AddressKnowledge.Nothing);
        Assert.Equal(500, seized.Originator.BalanceUsdBefore);
        Assert.Equal(0, seized.Originator.BalanceUsdAfter);
        Assert.Equal(0, seized.Originator.SentUsd24h);
        var next = windows.Measure(ledger.Transfer(Ledgers.Noon.AddHours(5), 2, 1, 1), AddressKnowledge.Nothing);
        Assert.Equal(4m / 24, next.Beneficiary.IdleDays);
    }

    [Fact]
    public void Dust_from_a_look_alike_of_a_true_counterparty_imitates_it()
    {
        var (windows, ledger) = (new AddressWindows(), new Ledgers());
        windows.Take(ledger.Transfer(Ledgers.Noon, 1, 2, 5_000));
        var poison = windows.Measure(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddHours(1), Ledgers.LookAlike(2), Ledgers.Address(1), 0, Ledgers.Usdx), AddressKnowledge.Nothing);
        Assert.True(poison.Originator.ImitatesCounterparty);
        Assert.False(poison.Beneficiary.ImitatesCounterparty);
        var honest = windows.Measure(ledger.Transfer(Ledgers.Noon.AddHours(2), 2, 1, 10), AddressKnowledge.Nothing);
        Assert.False(honest.Originator.ImitatesCounterparty);
        var forgotten = windows.Measure(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddDays(40), Ledgers.LookAlike(2), Ledgers.Address(1), 0, Ledgers.Usdx), AddressKnowledge.Nothing);
        Assert.False(forgotten.Originator.ImitatesCounterparty);
    }

    [Theory]
    [InlineData("79228162514264337593543950335")]           // all that a decimal holds
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935")]     // all that 256 bits hold
    public void An_amount_that_is_no_money_breaks_nothing(string units)
    {
        var (windows, ledger) = (new AddressWindows(), new Ledgers());
        var asset = Ledgers.Usdx with { Decimals = 0 };
        for (var n = 0; n < 3; n++)
        {
            var facts = windows.Measure(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddMinutes(n), Ledgers.Address(1), Ledgers.Address(2), BigInteger.Parse(units, System.Globalization.CultureInfo.InvariantCulture), asset), AddressKnowledge.Nothing);
            Assert.Equal(n + 1, facts.Originator.SentCount24h);
            Assert.Null(facts.Originator.SentUsd24h);
        }
    }

    [Fact]
    public void An_address_with_very_many_transfers_stays_quick()
    {
        var (windows, ledger) = (new AddressWindows(), new Ledgers());
        for (var n = 0; n < 100_000; n++)
        {
            var at = Ledgers.Noon.AddMilliseconds(n * 150L);
            _ = windows.Measure(n % 2 == 0 ? ledger.Transfer(at, 2 + (n % 50), 1, 100 + (n % 7)) : ledger.Transfer(at, 1, 60 + (n % 40), 90 + (n % 11)), AddressKnowledge.Nothing);
        }

        // A cost that grew with the window would need hours here, not seconds; the test's own time limit is the measure.
        Assert.Equal(1 + 25 + 20, windows.Addresses);
    }

    private static string Differences(TransferFacts expected, TransferFacts measured) => string.Join("; ", FactModel.Of<TransferFacts>().All
        .Select(fact => (fact.Name, Expected: Value(expected, fact.Name), Measured: Value(measured, fact.Name)))
        .Where(pair => !Equals(pair.Expected, pair.Measured))
        .Select(pair => $"{pair.Name} is {pair.Expected ?? "unknown"} by definition and was measured as {pair.Measured ?? "unknown"}"));

    private static object? Value(TransferFacts facts, string name)
    {
        var part = typeof(TransferFacts).GetProperty(char.ToUpperInvariant(name[0]) + name[1..name.IndexOf('.')])!.GetValue(facts)!;
        return part.GetType().GetProperty(name[(name.IndexOf('.') + 1)..])!.GetValue(part);
    }

    private static IEnumerable<Transfer> Stream(ulong seed, int length)
    {
        var random = new SplitMix64(seed);
        var ledger = new Ledgers();
        var now = Ledgers.Noon;
        for (var n = 0; n < length; n++)
        {
            int Below(int limit) => (int)(random.Next() % (ulong)limit);
            now += Below(10) switch { 0 => TimeSpan.FromDays(Below(9)), 1 or 2 => TimeSpan.FromHours(Below(7)), 3 => TimeSpan.Zero, _ => TimeSpan.FromSeconds(Below(1200)) };
            var at = Below(8) == 0 ? now - TimeSpan.FromMinutes(Below(2) == 0 ? Below(60 * 24 * 40) : Below(60 * 20)) : now;
            ChainAddress Any() => Below(12) switch { 0 => Ledgers.LookAlike(Below(5)), 1 => new ChainAddress(AddressFamily.Tron, Ledgers.Address(Below(4)).Bytes), _ => Ledgers.Address(Below(7)) };
            var asset = Below(12) switch { 0 => Ledgers.Ether, < 4 => Ledgers.Eighteen, _ => Ledgers.Usdx };
            var usd = amounts[Below(amounts.Length)] + (Below(4) == 0 ? Below(1_000_000) / 1_000_000m : 0);
            var units = new BigInteger(usd * 1_000_000m) * BigInteger.Pow(10, asset.Decimals - 6) + (asset.Decimals == 18 && Below(2) == 0 ? Below(1_000_000_000) : 0);
            var kind = Below(25) switch { < 4 => TransferKind.Mint, 4 or 5 => TransferKind.Burn, 6 => TransferKind.Freeze, 7 => TransferKind.Unfreeze, 8 => TransferKind.Seize, _ => TransferKind.Transfer };
            var from = kind == TransferKind.Mint || (kind == TransferKind.Burn && Below(5) == 0) ? (ChainAddress?)null : Any();
            var to = kind is TransferKind.Transfer || (kind == TransferKind.Mint && Below(5) != 0) ? Any() : (ChainAddress?)null;
            yield return ledger.Next(kind, at, from, to, kind is TransferKind.Freeze or TransferKind.Unfreeze ? 0 : units, asset);
        }
    }
}
