using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Simulation;
using Usd1Compliance.Simulation.Files;
using Usd1Compliance.Simulation.Market;

namespace Usd1Compliance.Tests.Simulation;

/// <summary>The market economy keeps the laws of money and time, is the same one each time, and looks like what was measured of real stablecoins.</summary>
[Suite(Suite.Unit)]
public sealed class MarketEconomyTests
{
    private static readonly DateTimeOffset until = new(2026, 6, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly MarketSettings small = new() { Until = until, Days = 30, Addresses = 3_000, Transfers = 30_000 };

    // Large enough that what is planted does not weigh: 0.1 % of half a million.
    private static readonly MarketSettings middling = new() { Until = until, Days = 60, Addresses = 50_000, Transfers = 500_000 };
    private static readonly Lazy<MarketStory> story = new(() => new MarketStory(middling));

    [Theory]
    [InlineData(MarketSet.Standard, "1ef17b68e5902c71bdc1e26ddd5783bd342a2a9443d85355fddc2139d8b3d297")]
    [InlineData(MarketSet.Adversarial, "ea017d6c0a6e74b3bcfe8e78d9791eb5ddb37dd186500182c9c77591988aed21")]
    [InlineData(MarketSet.Drift, "1c07ff241028c91dd8cbf17de3b6a0e34a55610eeb344898ef7e814d3e0ceaae")]
    public async Task The_same_settings_write_the_same_file_to_the_byte(MarketSet set, string sha256) => Assert.Equal(sha256, (await WriteAsync(small with { Set = set })).Sha256);

    [Fact]
    public async Task Another_seed_writes_another_file() => Assert.NotEqual((await WriteAsync(small)).Sha256, (await WriteAsync(small with { Seed = 2 })).Sha256);

    [Fact]
    public void One_more_instance_moves_no_other_one_and_nobody_elses_life()
    {
        var (before, after) = (Told(small), Told(small with { MoreInstances = new Dictionary<int, int> { [8] = 1, [33] = 1, [42] = 1, [21] = 1 } }));
        var more = after.Instances.Except(before.Instances).ToList();
        Assert.Equal(4 + 20, more.Count);
        Assert.All(more, name => Assert.Matches("structuring|chain-hopping|freeze-run|redeemed", name));
        Assert.All(before.Planted, each => Assert.Equal(each.Value, after.Planted[each.Key]));

        // Everyday life: who pays whom and when is the same but where a hot wallet that paid for the new scenes sends another one forward.
        Assert.InRange(before.Everyday.Except(after.Everyday).Count(), 0, 20);
        Assert.InRange(after.Everyday.Count - before.Everyday.Count, 20, 400);
    }

    [Fact]
    public void Nobody_spends_what_he_does_not_hold_and_the_supply_is_what_was_minted_less_what_was_redeemed_and_seized()
    {
        Dictionary<int, long> balances = [];
        var supply = BigInteger.Zero;
        foreach (var row in story.Value.Rows)
        {
            supply += row.Kind switch { TransferKind.Mint => row.Sum, TransferKind.Burn or TransferKind.Seize => -row.Sum, _ => 0 };
            if (row.From >= 0)
            {
                balances[row.From] = balances.GetValueOrDefault(row.From) - row.Sum;
                Assert.True(balances[row.From] >= 0, $"account {row.From} overdraws at transfer {row.Id}");
            }

            if (row.To >= 0)
            {
                balances[row.To] = balances.GetValueOrDefault(row.To) + row.Sum;
            }
        }

        Assert.Equal(supply, balances.Values.Aggregate(BigInteger.Zero, (sum, balance) => sum + balance));
        Assert.Equal(supply, story.Value.World.Book.Supply);
    }

    [Fact]
    public void Time_never_runs_back_and_numbers_have_no_gap()
    {
        var before = 0;
        foreach (var (row, id) in story.Value.Rows.Select((row, i) => (row, i + 1)))
        {
            Assert.Equal(id, row.Id);
            Assert.True(row.Second >= before && row.Second < story.Value.World.End, $"transfer {id} at second {row.Second}");
            before = row.Second;
        }
    }

    [Fact]
    public void What_a_bridge_mints_on_one_chain_it_burned_on_another_under_the_same_nonce_minutes_before()
    {
        var burns = story.Value.Rows.Where(row => row.Kind == TransferKind.Burn && row.Order.Kind == OrderKind.Bridge).ToDictionary(row => row.Order);
        var mints = story.Value.Rows.Where(row => row.Kind == TransferKind.Mint && row.Order.Kind == OrderKind.Bridge).ToList();
        Assert.InRange(mints.Count, 2_000, 20_000);
        Assert.All(mints, mint =>
        {
            var burn = burns[mint.Order];
            Assert.Equal(burn.Sum, mint.Sum);
            Assert.NotEqual(burn.Chain, mint.Chain);
            Assert.InRange(mint.Second - burn.Second, 60, 900);
        });
        Assert.InRange(burns.Count - mints.Count, 0, 20);       // the last ones are still under way when the economy ends
    }

    [Theory]
    [InlineData(0.10, 0.12)]
    [InlineData(0.25, 26)]
    [InlineData(0.50, 247)]
    [InlineData(0.75, 2_059)]
    [InlineData(0.90, 13_600)]
    [InlineData(0.95, 50_000)]
    [InlineData(0.99, 549_000)]
    public void Amounts_have_the_quantiles_of_a_real_stablecoin_to_a_fifth(double share, double dollars)
    {
        var sums = story.Value.Rows.Where(row => row.Kind == TransferKind.Transfer).Select(row => row.Sum).Order().ToList();
        Assert.InRange(sums[(int)(share * sums.Count)] / 1e6, 0.8 * dollars, 1.2 * dollars);
        Assert.InRange(sums.Count(sum => sum == 0) / (double)sums.Count, 0.05, 0.075);      // 6.2 % were measured
    }

    [Fact]
    public void Six_in_ten_addresses_take_part_three_times_or_less_and_the_top_hundredth_moves_most_of_the_value()
    {
        var times = story.Value.Rows.SelectMany(row => new[] { row.From, row.To }).Where(account => account >= 0).CountBy(account => account).Select(each => each.Value).ToList();
        Assert.InRange(times.Count(count => count <= 3) / (double)times.Count, 0.54, 0.66);
        var sums = story.Value.Rows.Where(row => row.Kind == TransferKind.Transfer).Select(row => row.Sum).OrderDescending().ToList();
        Assert.InRange(sums.Take(sums.Count / 100).Sum(sum => (decimal)sum) / sums.Sum(sum => (decimal)sum), 0.6m, 0.95m);
    }

    [Fact]
    public void It_has_about_the_asked_addresses_and_transfers_on_five_chains_and_poisoning_is_a_twentieth()
    {
        var rows = story.Value.Rows;
        Assert.InRange(rows.Count, 480_000, 530_000);
        Assert.InRange(rows.SelectMany(row => new[] { row.From, row.To }).Distinct().Count(), 45_000, 56_000);
        Assert.Equal(5, rows.Select(row => row.Chain).Distinct().Count());
        var poisoned = rows.Count(row => row.Truth != 0 && story.Value.World.Truths.InstanceOf(row.Truth) is { Typology: 36, Label: TruthLabel.Planted });
        Assert.InRange(poisoned / (double)rows.Count, 0.04, 0.06);
    }

    [Fact]
    public void Nights_and_weekends_are_quieter_and_the_population_grows_by_a_hundredth_a_day()
    {
        var world = story.Value.World;
        var everyday = story.Value.Rows.Where(row => row.Second >= MarketWorld.Begin && row.Truth == 0).ToList();
        int At(int hour) => everyday.Count(row => row.Second / 3_600 % 24 == hour);
        Assert.True(At(13) + At(14) > 1.3 * (At(3) + At(4)));
        var byDay = everyday.CountBy(row => row.Second / Calendar.Day).ToDictionary();
        var last = world.Days - 1;
        Assert.True(Enumerable.Range(last - 27, 28).Where(world.IsWeekend).Average(day => byDay[day]) < Enumerable.Range(last - 27, 28).Where(day => !world.IsWeekend(day)).Average(day => byDay[day]));
        Assert.InRange(byDay[last] / (double)byDay[last - 56], 1.3, 3.0);       // 1.01 to the 56th is 1.75
    }

    [Fact]
    public void Of_what_frozen_addresses_received_nearly_nine_tenths_are_gone_before_the_freeze()
    {
        var plenty = new MarketStory(middling with { Illicit = 0.01m });
        var (received, left, gaps) = (0m, 0m, new List<double>());
        foreach (var freeze in plenty.Rows.Where(row => row.Kind == TransferKind.Freeze && row.Truth == 0))
        {
            var came = plenty.Rows.Where(row => row.To == freeze.From && row.Id < freeze.Id).Sum(row => (decimal)row.Sum);
            received += came;
            left += came - plenty.Rows.Where(row => row.From == freeze.From && row.Id < freeze.Id).Sum(row => (decimal)row.Sum);
            gaps.Add((freeze.Second - plenty.World.Known.Labels.First(label => label.Account == freeze.From && label.Category == "freeze-proposed").Since!.Value) / 3_600.0);
        }

        Assert.InRange(gaps.Count, 50, 1_000);
        Assert.InRange(1 - (left / received), 0.82m, 0.96m);
        gaps.Sort();
        Assert.InRange(gaps[gaps.Count / 2], 2.0, 8.0);     // five hours on EVM chains, 2.6 on Tron
    }

    [Fact]
    public void Of_the_bad_a_fifth_is_ever_known_and_weeks_later_while_services_are_known_from_the_start()
    {
        var labels = story.Value.World.Known.Labels;
        Assert.All(labels.Where(label => label.Category is "exchange" or "bridge" or "defi" or "merchant" or "payment" or "payroll" or "treasury" or "market_maker"), label => Assert.Null(label.Since));
        var bad = labels.Where(label => label.Category is "scam" or "theft" or "ransomware").ToList();
        Assert.NotEmpty(bad);
        Assert.All(bad, label => Assert.NotNull(label.Since));
    }

    [Fact]
    public void In_the_drift_set_nine_tenths_of_the_illicit_stay_away_after_two_thirds_of_the_days()
    {
        var drift = new MarketStory(middling with { Set = MarketSet.Drift, Illicit = 0.02m });
        var boundary = MarketWorld.Begin + (40 * Calendar.Day);
        var planted = drift.Rows.Where(row => row.Truth != 0 && drift.World.Truths.InstanceOf(row.Truth) is { Label: TruthLabel.Planted, Typology: not 36 and not 4 }).ToList();
        var (early, late) = (planted.Count(row => row.Second < boundary) / 40.0, planted.Count(row => row.Second >= boundary + (3 * Calendar.Day)) / 17.0);
        Assert.InRange(late / early, 0.03, 0.25);
    }

    [Theory]
    [InlineData(8)]     // structuring keeps further below the limit, and takes weeks
    [InlineData(11)]    // what passes through stays for hours
    [InlineData(17)]    // the round takes weeks
    [InlineData(28)]    // a new wallet gets less than the limit
    public void In_the_adversarial_set_a_rule_with_the_catalogues_thresholds_misses_most(int typology)
    {
        var evading = new MarketStory(small with { Set = MarketSet.Adversarial, Days = 60, Transfers = 60_000, Addresses = 6_000, MoreInstances = new Dictionary<int, int> { [typology] = 9 } });
        var planted = evading.Instances(typology, TruthLabel.Planted).ToList();
        Assert.InRange(planted.Count(instance => evading.Meets(instance, typology)), 0, planted.Count / 2);
    }

    [Theory]
    [InlineData(29, 3_000, 30_000, "30 to 366")]            // a day short
    [InlineData(30, 1_999, 20_000, "2,000 to 10,000,000")]  // an address short
    [InlineData(30, 20_000, 30_000, "4 to 100")]            // too few transfers for so many
    public void Impossible_settings_are_refused_with_their_bounds(int days, int addresses, int transfers, string says)
    {
        var refused = Assert.Throws<ArgumentException>(() => new MarketEconomy(new MarketSettings { Until = until, Days = days, Addresses = addresses, Transfers = transfers }));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private sealed record Telling(HashSet<string> Instances, Dictionary<string, string> Planted, HashSet<(int, string, string, TransferKind)> Everyday);

    // Numbers of transfers and orders shift when something is added; who, when, how much and why must not.
    private static Telling Told(MarketSettings settings)
    {
        var told = new MarketStory(settings);
        string Text(int account) => account < 0 ? "" : told.World.Wallets.ChainOf(account) + told.World.Wallets.TextOf(account);
        return new Telling(
            [.. told.ByInstance.Keys.Select(instance => instance.Name)],
            told.ByInstance.ToDictionary(each => each.Key.Name, each => string.Join('\n', each.Value.Select(row => $"{row.Second} {row.Kind} {Text(row.From)} {Text(row.To)} {row.Sum}"))),
            [.. told.Rows.Where(row => row.Truth == 0).Select(row => (row.Second, Text(row.From), Text(row.To), row.Kind))]);
    }

    private static async Task<WrittenEconomy> WriteAsync(MarketSettings settings)
    {
        var folder = Directory.CreateTempSubdirectory("usd1-market-");
        try
        {
            return await WriteMarket.IntoAsync(settings, folder.FullName, FileFormat.Csv, null, TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
