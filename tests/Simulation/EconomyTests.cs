using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Simulation;

/// <summary>The simulated economy keeps the laws of money and time, and is the same one each time.</summary>
[Suite(Suite.Unit)]
public sealed class EconomyTests
{
    private static readonly DateTimeOffset until = new(2026, 6, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly Lazy<IReadOnlyList<SimulatedTransfer>> demo = new(() => [.. new Economy(new SimulationSettings { Until = until }).Transfers()]);

    [Fact]
    public async Task The_same_seed_writes_the_same_file_to_the_byte_and_another_seed_another_one()
    {
        Assert.Equal("0cb7a22b8be2318d8d3affbdbb6800f2255cc5872d82ca8bfc0fdeb4dbd57098", await HashAsync(new SimulationSettings { Seed = 1, Until = until }));
        Assert.Equal(await HashAsync(new SimulationSettings { Seed = 7, Until = until, Days = 14 }), await HashAsync(new SimulationSettings { Seed = 7, Until = until, Days = 14 }));
        Assert.NotEqual(await HashAsync(new SimulationSettings { Seed = 7, Until = until, Days = 14 }), await HashAsync(new SimulationSettings { Seed = 8, Until = until, Days = 14 }));
    }

    [Fact]
    public void Nobody_spends_what_he_does_not_hold_and_the_supply_is_what_was_minted_less_what_was_redeemed_and_seized()
    {
        Dictionary<ChainAddress, BigInteger> balances = [];
        var supply = BigInteger.Zero;
        foreach (var transfer in demo.Value)
        {
            supply += transfer.Kind switch { TransferKind.Mint => transfer.Amount.BaseUnits, TransferKind.Burn or TransferKind.Seize => -transfer.Amount.BaseUnits, _ => 0 };
            if (transfer.From is { } from)
            {
                balances[from] = balances.GetValueOrDefault(from) - transfer.Amount.BaseUnits;
                Assert.True(balances[from] >= 0, $"{from} overdraws at transfer {transfer.Sequence}");
            }

            if (transfer.To is { } to)
            {
                balances[to] = balances.GetValueOrDefault(to) + transfer.Amount.BaseUnits;
            }

            if (transfer.ObservedSupply is { } observed && transfer.Truth.Typology != 45)
            {
                Assert.Equal(supply, observed.BaseUnits);
            }
        }

        Assert.Equal(supply, balances.Values.Aggregate(BigInteger.Zero, (sum, balance) => sum + balance));
    }

    [Fact]
    public void Time_never_runs_back_sequences_have_no_gap_and_no_two_events_share_a_place()
    {
        var (before, places) = (DateTimeOffset.MinValue, new HashSet<(long, int)>());
        foreach (var (transfer, sequence) in demo.Value.Select((transfer, i) => (transfer, i + 1)))
        {
            Assert.Equal(sequence, transfer.Sequence);
            Assert.True(transfer.OccurredAt >= before && transfer.OccurredAt < until, $"transfer {sequence} at {transfer.OccurredAt:u}");
            Assert.True(places.Add((transfer.BlockNumber, transfer.LogIndex)));
            before = transfer.OccurredAt;
        }
    }

    [Fact]
    public void A_frozen_address_sends_nothing_until_it_is_released()
    {
        HashSet<ChainAddress> frozen = [];
        foreach (var transfer in demo.Value.Where(transfer => transfer.From is not null))
        {
            Assert.False(transfer.Kind is TransferKind.Transfer or TransferKind.Burn && frozen.Contains(transfer.From!.Value), $"{transfer.From} sends while frozen at {transfer.Sequence}");
            _ = transfer.Kind switch { TransferKind.Freeze => frozen.Add(transfer.From!.Value), TransferKind.Unfreeze => frozen.Remove(transfer.From!.Value), _ => false };
        }

        Assert.InRange(demo.Value.Count(transfer => transfer.Kind == TransferKind.Freeze), 5, 18);
    }

    [Fact]
    public void The_demo_has_about_the_stated_addresses_and_transfers()
    {
        Assert.InRange(demo.Value.Count, 36_000, 44_000);
        Assert.InRange(demo.Value.SelectMany(transfer => new[] { transfer.From, transfer.To }).OfType<ChainAddress>().Distinct().Count(), 2_700, 4_000);
    }

    [Theory]
    [InlineData(0.25, 26, 120)]            // section 6.1 has $26: the stated mixture itself lies above it, and a small economy above that
    [InlineData(0.50, 247, 550)]           // $247
    [InlineData(0.75, 1_500, 3_500)]       // $2,059
    [InlineData(0.90, 9_000, 25_000)]      // $13.6k
    [InlineData(0.95, 30_000, 150_000)]    // $50k
    [InlineData(0.99, 300_000, 3_000_000)] // $549k: sweeps of deposit addresses and the issuer's customers weigh more among 3,000 addresses than among millions
    public void Amounts_are_spread_as_those_of_a_real_stablecoin(double share, int least, int most)
    {
        var sums = demo.Value.Where(transfer => transfer.Kind == TransferKind.Transfer && transfer.Truth.Label == TruthLabel.Ordinary).Select(transfer => transfer.Amount.ToDecimal()!.Value).Order().ToList();
        Assert.InRange(sums[(int)(share * sums.Count)], least, most);
    }

    [Fact]
    public void Nights_and_weekends_are_quieter_and_the_issuers_desk_keeps_office_hours()
    {
        var everyday = demo.Value.Where(transfer => transfer.OccurredAt >= until.AddDays(-28)).ToList();
        int At(Func<SimulatedTransfer, bool> which) => everyday.Count(which);
        Assert.True(At(transfer => transfer.OccurredAt.Hour is 13 or 14) > 1.4 * At(transfer => transfer.OccurredAt.Hour is 3 or 4));
        Assert.True(At(IsWeekend) / 8.0 < At(transfer => !IsWeekend(transfer)) / 20.0);
        Assert.InRange(everyday.Count(transfer => transfer.Kind == TransferKind.Mint && transfer.OccurredAt.Hour is >= 13 and < 22) / (double)everyday.Count(transfer => transfer.Kind == TransferKind.Mint), 0.5, 0.95);

        static bool IsWeekend(SimulatedTransfer transfer) => transfer.OccurredAt.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
    }

    [Fact]
    public void Six_in_ten_private_wallets_send_three_times_or_less()
    {
        var labelled = new Economy(new SimulationSettings { Until = until }).Labels.Select(label => label.Address).ToHashSet();
        var sent = demo.Value.Where(transfer => transfer.Kind == TransferKind.Transfer).GroupBy(transfer => transfer.From!.Value).ToDictionary(group => group.Key, group => group.Count());
        var wallets = demo.Value.Select(transfer => transfer.To).OfType<ChainAddress>().Where(address => !labelled.Contains(address)).Distinct().ToList();
        Assert.InRange(wallets.Count(wallet => sent.GetValueOrDefault(wallet) <= 3) / (double)wallets.Count, 0.5, 0.75);
    }

    [Fact]
    public void After_the_history_transfers_go_on_at_the_asked_pace_and_the_history_stays_the_same()
    {
        var live = new Economy(new SimulationSettings { Until = until, LivePerSecond = 2 }).Transfers().TakeWhile(transfer => transfer.OccurredAt < until.AddHours(1)).ToList();
        Assert.Equal(demo.Value.Count, live.Count(transfer => transfer.OccurredAt < until));
        Assert.All(demo.Value.Zip(live), pair => Assert.Equal(pair.First, pair.Second));
        Assert.InRange(live.Count - demo.Value.Count, 5_000, 9_500);
    }

    [Fact]
    public async Task The_labels_of_the_demo_are_those_that_are_shipped_whatever_day_it_ends_on()
    {
        await using var written = new StringWriter();
        await WriteEconomy.LabelsAsync(new Economy(new SimulationSettings { Until = until.AddDays(11) }).Labels, written, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Root(), "rules/demo/labels.csv"), TestContext.Current.CancellationToken), written.ToString());
    }

    [Fact]
    public async Task The_sanctioned_addresses_of_the_demo_stand_on_its_fictional_list()
    {
        var list = await File.ReadAllTextAsync(Path.Combine(Root(), "rules/demo/fictional-sdn.xml"), TestContext.Current.CancellationToken);
        Assert.All(DemoList.Addresses, address => Assert.Contains($">{address}<", list, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(13, 3_000, "14 days")]              // a day short
    [InlineData(30, 999, "1,000 to 2,000,000")]     // an address short
    [InlineData(367, 3_000, "366")]                 // a day long
    public void Impossible_settings_are_refused_with_their_bounds(int days, int addresses, string says)
    {
        var refused = Assert.Throws<ArgumentException>(() => new Economy(new SimulationSettings { Until = until, Days = days, Addresses = addresses }));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sanctioned_address_that_is_no_address_is_named() =>
        Assert.Contains("'0xbad'", Assert.Throws<ArgumentException>(() => new Economy(new SimulationSettings { Until = until, ListedAddresses = ["0xbad"] })).Message, StringComparison.Ordinal);

    private static async Task<string> HashAsync(SimulationSettings settings)
    {
        var folder = Directory.CreateTempSubdirectory("usd1-simulation-");
        try
        {
            return (await WriteEconomy.IntoAsync(new Economy(settings), settings, folder.FullName, null, TestContext.Current.CancellationToken)).Sha256;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Usd1Compliance.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
