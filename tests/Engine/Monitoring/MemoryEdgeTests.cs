using System.Globalization;
using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>Where windows begin and end, and what enters them.</summary>
[Suite(Suite.Unit)]
public sealed class MemoryEdgeTests : IDisposable
{
    private readonly MemoryUnderTest memory = new();
    private readonly Ledgers ledger = new();

    // It is noon of 2 March 2026. Buckets stand at whole five minutes, whole hours and midnights UTC; the one that runs counts as one.
    [Theory]
    [InlineData("5m", "2026-03-02T12:00:00Z", true)]
    [InlineData("5m", "2026-03-02T11:59:59Z", false)]
    [InlineData("1h", "2026-03-02T11:05:00Z", true)]         // eleven whole buckets of five minutes, and the one that runs
    [InlineData("1h", "2026-03-02T11:04:59Z", false)]
    [InlineData("24h", "2026-03-01T13:00:00Z", true)]        // 23 whole hours, and the one that runs
    [InlineData("24h", "2026-03-01T12:59:59Z", false)]
    [InlineData("7d", "2026-02-24T00:00:00Z", true)]         // six whole days, and today
    [InlineData("7d", "2026-02-23T23:59:59Z", false)]
    [InlineData("30d", "2026-02-01T00:00:00Z", true)]
    [InlineData("30d", "2026-01-31T23:59:59Z", false)]
    public void A_window_holds_the_bucket_that_runs_and_the_whole_ones_before_it(string window, string at, bool isIn)
    {
        var moment = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
        memory.Take(ledger.Transfer(moment, 1, 2, 100));
        var first = memory.Measure(ledger.Transfer(Ledgers.Noon, 1, 3, 50));
        Assert.Equal(isIn ? 150m : 50m, first[$"originator.SentUsd{window}"]);
        Assert.Equal(isIn ? 2 : 1, first[$"originator.DistinctRecipients{window}"]);

        // The same for an address of so many transfers that buckets alone remember them.
        for (var n = 0; n < 100; n++)
        {
            memory.Take(ledger.Transfer(Ledgers.Noon, 1, 10 + n, 1));
        }

        var busy = memory.Measure(ledger.Transfer(Ledgers.Noon, 1, 3, 50));
        Assert.Equal(isIn ? 300m : 200m, busy[$"originator.SentUsd{window}"]);
        Assert.Equal(isIn ? 103 : 102, busy[$"originator.SentCount{window}"]);
        Assert.Equal(isIn ? 102 : 101, busy[$"originator.DistinctRecipients{window}"]);
        Assert.Equal(isIn ? 100m : 50m, busy[$"originator.LargestSentUsd{window}"]);
        Assert.Equal(1m, busy[$"originator.SmallestSentUsd{window}"]);
    }

    [Theory]
    [InlineData("RedeemedUsd24h", "2026-03-01T12:00:01Z", true)]
    [InlineData("RedeemedUsd24h", "2026-03-01T12:00:00Z", false)]       // exactly a day before is a day before
    public void What_the_last_64_transfers_tell_is_told_to_the_second(string fact, string at, bool isIn)
    {
        memory.Take(ledger.Burn(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), 1, 100));
        Assert.Equal(isIn ? 150m : 50m, memory.Measure(ledger.Burn(Ledgers.Noon, 1, 50))[$"originator.{fact}"]);
    }

    [Fact]
    public void A_late_transfer_is_counted_into_the_windows_that_still_reach_it()
    {
        memory.Take(ledger.Transfer(Ledgers.Noon, 1, 2, 9_000));
        var late = memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(-7), 1, 2, 8_500));
        Assert.Equal(17_500m, late["originator.SentUsd24h"]);
        Assert.Equal(9_000m, late["originator.SentUsd1h"]);
        Assert.Equal(0m, late["originator.IdleDays"]);
        memory.Take(ledger.Transfer(Ledgers.Noon.AddDays(-400), 1, 2, 8_600));
        var next = memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(1), 1, 2, 9_100));
        Assert.Equal(3, next["originator.SentBelow10000Count24h"]);
        Assert.Equal(26_600m, next["originator.SentBelow10000Usd24h"]);
        Assert.Equal((400m * 24) + 1, next["originator.AgeHours"]);
        Assert.Equal(3, next["pair.EarlierCount"]);
    }

    [Theory]
    [InlineData("0", 0)]              // nothing at all
    [InlineData("0.10", 0)]           // dust, to the cent
    [InlineData("0.100001", 1)]       // the least amount that is none
    public void Dust_is_seen_and_not_counted(string usd, int counted)
    {
        var facts = memory.Measure(ledger.Transfer(Ledgers.Noon, 1, 2, decimal.Parse(usd, CultureInfo.InvariantCulture)));
        Assert.Equal(counted, facts["beneficiary.ReceivedCount24h"]);
        Assert.Equal(counted, facts["beneficiary.DistinctSenders24h"]);
        Assert.Equal(counted, facts["originator.DistinctRecipients6h"]);
        Assert.Equal(3m, memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(3), 2, 1, 5))["originator.AgeHours"]);
    }

    [Fact]
    public void A_transfer_to_oneself_moves_nothing()
    {
        memory.Take(ledger.Mint(Ledgers.Noon, 1, 1_000));
        var facts = memory.Measure(ledger.Transfer(Ledgers.Noon.AddMinutes(1), 1, 1, 600));
        Assert.Equal(0, facts["originator.SentCount24h"]);
        Assert.Equal(1_000m, facts["beneficiary.ReceivedUsd24h"]);
        Assert.Equal(1_000m, facts["beneficiary.BalanceUsdAfter"]);
    }

    [Fact]
    public void An_amount_of_unknown_worth_leaves_the_sums_unknown_for_its_own_transfer_only()
    {
        memory.Take(ledger.Transfer(Ledgers.Noon, 1, 2, 9_000));
        var ether = memory.Measure(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddHours(1), Ledgers.Address(1), Ledgers.Address(2), BigInteger.Pow(10, 20), Ledgers.Ether));
        Assert.Null(ether["transfer.AmountUsd"]);
        Assert.Null(ether["transfer.IsPastMoney"]);
        Assert.Null(ether["originator.SentUsd24h"]);
        Assert.Null(ether["beneficiary.ReceivedBelow10000Count24h"]);
        Assert.Equal(2, ether["originator.SentCount24h"]);
        Assert.Equal(0m, ether["originator.ReceivedUsd24h"]);
        Assert.Equal(9_500m, memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(2), 1, 2, 500))["originator.SentUsd24h"]);
    }

    [Fact]
    public void A_worthless_token_in_between_does_not_end_a_row_of_rising_amounts()
    {
        memory.Take(ledger.Transfer(Ledgers.Noon, 1, 2, 100));
        memory.Take(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddHours(1), Ledgers.Address(1), Ledgers.Address(2), 1, Ledgers.Ether));
        var facts = memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(2), 1, 2, 250));
        Assert.Equal(2, facts["pair.RisingCount60d"]);
        Assert.Equal(2.5m, facts["pair.RiseRatio60d"]);
    }

    [Fact]
    public void A_balance_below_zero_shows_that_history_is_missing_and_is_unknown_from_then_on()
    {
        memory.Take(ledger.Mint(Ledgers.Noon, 1, 100));
        var whole = memory.Measure(ledger.Transfer(Ledgers.Noon.AddMinutes(1), 1, 2, 60));
        Assert.Equal((100m, 40m), (whole["originator.BalanceUsdBefore"], whole["originator.BalanceUsdAfter"]));
        var lacking = memory.Measure(ledger.Transfer(Ledgers.Noon.AddMinutes(2), 1, 2, 60));
        Assert.Equal(40m, lacking["originator.BalanceUsdBefore"]);
        Assert.Null(lacking["originator.BalanceUsdAfter"]);
        Assert.Null(memory.Measure(ledger.Mint(Ledgers.Noon.AddMinutes(3), 1, 1_000))["beneficiary.BalanceUsdAfter"]);
    }

    [Fact]
    public void Freezing_does_not_make_an_address_take_part_and_seizing_lowers_its_balance()
    {
        Transfer Act(TransferKind kind, int hours, BigInteger units) => ledger.Next(kind, Ledgers.Noon.AddHours(hours), Ledgers.Address(1), null, units, Ledgers.Usdx);
        var unseen = memory.Measure(Act(TransferKind.Freeze, 0, 0));
        Assert.Null(unseen["originator.AgeHours"]);
        Assert.Equal((false, "none"), (unseen["originator.IsFrozen"], unseen["originator.Category"]));
        memory.Take(ledger.Mint(Ledgers.Noon.AddHours(1), 1, 500));
        var again = memory.Measure(Act(TransferKind.Freeze, 3, 0));
        Assert.Equal((2m, true), (again["originator.AgeHours"], again["originator.IsFrozen"]));
        var seized = memory.Measure(Act(TransferKind.Seize, 4, Ledgers.Units(500)));
        Assert.Equal((500m, 0m), (seized["originator.BalanceUsdBefore"], seized["originator.BalanceUsdAfter"]));
        Assert.Equal(0m, seized["originator.SentUsd24h"]);
        Assert.Equal(0.166666m, memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(5), 2, 1, 1))["beneficiary.IdleDays"]);
    }

    [Fact]
    public void Dust_from_a_look_alike_of_a_true_counterparty_imitates_it()
    {
        FactRow Poison(DateTimeOffset at) => memory.Measure(ledger.Next(TransferKind.Transfer, at, Ledgers.LookAlike(2), Ledgers.Address(1), 0, Ledgers.Usdx));
        memory.Take(ledger.Transfer(Ledgers.Noon, 1, 2, 5_000));
        var poison = Poison(Ledgers.Noon.AddHours(1));
        Assert.Equal((true, false), (poison["originator.ImitatesCounterparty"], poison["beneficiary.ImitatesCounterparty"]));
        Assert.Equal(false, memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(2), 2, 1, 10))["originator.ImitatesCounterparty"]);
        Assert.Equal(false, Poison(Ledgers.Noon.AddDays(40))["originator.ImitatesCounterparty"]);
    }

    [Theory]
    [InlineData("100000000000", false)]                      // a hundred billion dollars are money still
    [InlineData("100000000000.000001", true)]
    [InlineData("79228162514264337593543", true)]
    public void More_than_a_hundred_billion_dollars_at_once_are_no_money(string usd, bool isPast)
    {
        for (var n = 1; n <= 100; n++)
        {
            var units = new BigInteger(decimal.Parse(usd, CultureInfo.InvariantCulture) * 1_000_000m);
            var facts = memory.Measure(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddDays(n), Ledgers.Address(1), Ledgers.Address(2), units, Ledgers.Usdx));
            Assert.Equal(isPast, facts["transfer.IsPastMoney"]);
            Assert.Equal(isPast, facts["originator.SentUsd24h"] is null);
            Assert.Equal(isPast, facts["transfer.AmountUsd"] is null);
            Assert.Equal(Math.Min(30, n), facts["originator.SentCount30d"]);

            // With nine trillion dollars in all even the sum of known amounts is none any more.
            Assert.Equal(!isPast && n >= 90, facts["pair.EarlierUsd"] is null);
        }
    }

    [Theory]
    [InlineData("79228162514264337593543950335")]           // all that a decimal holds
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935")]     // all that 256 bits hold
    public void An_amount_that_is_no_money_breaks_nothing(string units)
    {
        var asset = Ledgers.Usdx with { Decimals = 0 };
        for (var n = 0; n < 3; n++)
        {
            var facts = memory.Measure(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddMinutes(n), Ledgers.Address(1), Ledgers.Address(2), BigInteger.Parse(units, CultureInfo.InvariantCulture), asset));
            Assert.Equal(n + 1, facts["originator.SentCount24h"]);
            Assert.Null(facts["originator.SentUsd24h"]);
            Assert.Null(facts["beneficiary.BalanceUsdAfter"]);
        }
    }

    [Fact]
    public void More_than_three_hundred_billion_dollars_on_a_day_leave_the_sums_of_a_busy_address_unknown()
    {
        for (var n = 0; n < 70; n++)
        {
            memory.Take(ledger.Transfer(Ledgers.Noon.AddSeconds(n), 1, 2, 1));
        }

        for (var n = 1; n <= 4; n++)
        {
            var facts = memory.Measure(ledger.Transfer(Ledgers.Noon.AddMinutes(10 + n), 1, 2, 100_000_000_000m));
            Assert.Equal(n >= 3, facts["originator.SentUsd24h"] is null);
            Assert.Equal(70 + n, facts["originator.SentCount24h"]);
        }
    }

    [Theory]
    [InlineData(0, 1_000)]       // who holds nothing else passes all of it on
    [InlineData(3_000, 250)]     // a quarter of what he holds is tainted, and a quarter of what he pays
    public void A_label_that_comes_late_is_followed_forward(int clean, int passed)
    {
        memory.Take(ledger.Mint(Ledgers.Noon, 1, 1_000));
        memory.Take(ledger.Mint(Ledgers.Noon, 2, clean));
        memory.Take(ledger.Transfer(Ledgers.Noon.AddHours(1), 1, 2, 1_000));
        memory.Take(ledger.Transfer(Ledgers.Noon.AddHours(2), 2, 3, 1_000));
        memory.Memory.Know(Labelled((1, "theft")));
        var facts = memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(3), 3, 4, 0.01m));
        Assert.Equal((decimal)passed, facts["originator.TaintTheftUsd"]);
        Assert.Equal(2, facts["originator.HopsFromTheft"]);
    }

    [Fact]
    public void A_label_that_goes_and_comes_again_taints_no_payment_twice()
    {
        memory.Take(ledger.Mint(Ledgers.Noon, 1, 5_000));
        memory.Take(ledger.Transfer(Ledgers.Noon.AddHours(1), 1, 2, 1_000));
        memory.Memory.Know(Labelled((1, "theft")));
        memory.Take(ledger.Transfer(Ledgers.Noon.AddHours(2), 1, 2, 1_000));
        memory.Memory.Know(Labelled());
        memory.Take(ledger.Transfer(Ledgers.Noon.AddHours(3), 1, 2, 500));
        memory.Memory.Know(Labelled((1, "theft")));
        Assert.Equal(2_500m, memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(4), 2, 3, 0.01m))["originator.TaintTheftUsd"]);
        Assert.Equal(2_500_000_000, memory.Memory.AccountOf(TaintCategory.Theft).Made);
    }

    [Fact]
    public void Whoever_becomes_a_service_with_the_same_change_passes_nothing_on()
    {
        memory.Take(ledger.Mint(Ledgers.Noon, 1, 1_000));
        memory.Take(ledger.Transfer(Ledgers.Noon.AddHours(1), 1, 2, 1_000));
        memory.Take(ledger.Transfer(Ledgers.Noon.AddHours(2), 2, 3, 1_000));
        memory.Memory.Know(Labelled((1, "theft"), (2, "exchange")));
        var facts = memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(3), 3, 4, 0.01m));
        Assert.Equal((0m, 5), (facts["originator.TaintTheftUsd"], facts["originator.HopsFromTheft"]));
    }

    [Fact]
    public void A_dollar_does_not_carry_away_the_taint_of_a_million()
    {
        // Address 2 pays more than it is known to have received: what it holds is not known from then on.
        memory.Memory.Know(Labelled((1, "theft")));
        memory.Take(ledger.Transfer(Ledgers.Noon, 2, 9, 5));
        memory.Take(ledger.Transfer(Ledgers.Noon.AddHours(1), 1, 2, 1_000_000));
        var facts = memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(2), 2, 3, 1));
        Assert.Equal((999_999m, 1m), (facts["originator.TaintTheftUsd"], facts["beneficiary.TaintTheftUsd"]));
    }

    [Theory]
    [InlineData(1, 0.8)]
    [InlineData(3, 0.8)]           // minted, and passed on by four transfers
    [InlineData(4, 0)]             // by five: too many hands, and of his own mint alone it is known
    public void What_is_redeemed_is_followed_back_to_whom_it_was_minted(int hands, double share)
    {
        memory.Take(ledger.Mint(Ledgers.Noon, 10, 800));
        for (var hand = 0; hand < hands; hand++)
        {
            memory.Take(ledger.Transfer(Ledgers.Noon.AddHours(hand + 1), 10 + hand, 11 + hand, 800));
        }

        memory.Take(ledger.Transfer(Ledgers.Noon.AddHours(10), 10 + hands, 1, 800));
        memory.Take(ledger.Mint(Ledgers.Noon.AddHours(11), 1, 500));
        Assert.Equal((decimal)share, memory.Measure(ledger.Burn(Ledgers.Noon.AddHours(12), 1, 1_000))["originator.MintedToOtherShare7d"]);
    }

    public void Dispose() => memory.Dispose();

    private static AddressKnowledge Labelled(params (int Address, string Category)[] labels) =>
        AddressKnowledge.Nothing with { Labels = new AddressLabels(labels.Select(label => new AddressLabel(Ledgers.Address(label.Address), label.Category, "", "test", Ledgers.Noon))) };

    [Fact]
    public void A_search_whose_budget_is_used_up_is_given_up_counted_and_told()
    {
        // Forty that all pay each other, and one outside who paid somebody once: a cycle through him would have to be looked for among all of them.
        for (var n = 0; n < 40 * 39; n++)
        {
            memory.Take(ledger.Transfer(Ledgers.Noon.AddSeconds(n), 100 + (n % 40), 100 + ((n + 1 + (n / 40)) % 40), 1_000));
        }

        memory.Take(ledger.Transfer(Ledgers.Noon.AddHours(-1), 1, 2, 1_000));
        var before = memory.Memory.BudgetCuts;
        var facts = memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(1), 100, 1, 1_000));
        Assert.Equal(true, facts["graph.SearchWasCut"]);
        Assert.Equal(0, facts["graph.CycleLength"]);
        Assert.Equal(before + 1, memory.Memory.BudgetCuts);
        Assert.Equal(false, memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(1), 1, 3, 1_000))["graph.SearchWasCut"]);
    }
}
