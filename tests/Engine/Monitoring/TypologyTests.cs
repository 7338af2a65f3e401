using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>The twelve shipped typologies, each from rows of the ledger to its alert, and beside it the look-alike that must not raise.</summary>
[Suite(Suite.Database)]
public sealed class TypologyTests(TestCluster cluster)
{
    private static readonly DateTimeOffset start = Ledgers.Noon;
    private readonly Ledgers rows = new();

    [Fact]
    public Task A_transfer_to_a_listed_address_and_one_from_it() => RaisesAsync("sanctioned-beneficiary", 2,
        [rows.Transfer(start, 1, 2, 5)], [rows.Transfer(start, 1, 3, 5)],
        ledger => ledger.ListAsync((Ledgers.Address(2), new DateOnly(2026, 1, 1))));

    [Fact]
    public Task A_deposit_into_a_labelled_mixer() => RaisesAsync("mixer-deposit-labelled", 1,
        [rows.Transfer(start, 1, 2, 100)], [rows.Transfer(start, 1, 2, 99.99m)],
        ledger => ledger.LabelAsync(Ledgers.Address(2), "mixer"));

    [Fact]
    public Task Twenty_senders_of_one_denomination_to_one_address() => RaisesAsync("mixer-deposit-denomination", 29,
        [.. Enumerable.Range(0, 20).Select(n => rows.Transfer(start.AddHours(n), 10 + n, 2, 1_000))],
        [.. Enumerable.Range(0, 20).Select(n => rows.Transfer(start.AddHours(n), 10 + n, 2, 1_000 + n))]);

    [Fact]
    public Task Three_redemptions_just_below_a_reporting_limit() => RaisesAsync("structuring-sent-10000", 1,
        [.. Enumerable.Range(0, 3).Select(n => rows.Burn(start.AddHours(n), 1, 9_000))],
        [.. Enumerable.Range(0, 3).Select(n => rows.Burn(start.AddHours(n * 13), 1, 9_000))]);

    [Fact]
    public Task Dollars_that_stay_ten_minutes_and_leave_an_empty_address() => RaisesAsync("rapid-pass-through", 1,
        [rows.Mint(start, 9, 20_000), rows.Transfer(start.AddMinutes(1), 9, 1, 12_000), rows.Transfer(start.AddMinutes(11), 1, 2, 11_900)],
        [rows.Mint(start, 9, 20_000), rows.Transfer(start.AddMinutes(1), 9, 1, 12_000), rows.Transfer(start.AddMinutes(61), 1, 2, 11_900)]);

    [Fact]
    public Task Twenty_senders_on_a_day_at_an_address_that_has_few() => RaisesAsync("fan-in-burst", 2,
        [.. Enumerable.Range(0, 20).Select(n => rows.Transfer(start.AddMinutes(n), 10 + n, 2, 600 + n))],
        [.. Enumerable.Range(0, 19).Select(n => rows.Transfer(start.AddMinutes(n), 10 + n, 2, 600 + n))]);

    [Fact]
    public Task Twenty_recipients_of_like_amounts_from_a_new_address() => RaisesAsync("fan-out-burst", 1,
        [.. Enumerable.Range(0, 20).Select(n => rows.Transfer(start.AddMinutes(n), 1, 10 + n, 500 + n))],
        [.. Enumerable.Range(0, 20).Select(n => rows.Transfer(start.AddMinutes(n), 1, 10 + n, 50 + (n * n * 10)))]);

    [Fact]
    public Task Minted_dollars_that_leave_at_once_for_an_unknown_address() => RaisesAsync("mint-and-run", 1,
        [rows.Mint(start, 1, 60_000), rows.Transfer(start.AddMinutes(5), 1, 2, 58_000)],
        [rows.Mint(start, 1, 60_000), rows.Transfer(start.AddMinutes(16), 1, 2, 58_000)]);

    [Fact]
    public Task An_address_that_wakes_after_half_a_year_and_spends_half_its_balance() => RaisesAsync("dormant-wallet-wakes", 1,
        [rows.Mint(start, 1, 60_000), rows.Transfer(start.AddDays(180), 1, 2, 30_000)],
        [rows.Mint(start, 1, 60_000), rows.Transfer(start.AddDays(179), 1, 2, 30_000)], days: 200);

    [Fact]
    public Task A_new_address_that_receives_fifty_thousand_dollars_on_its_first_day() => RaisesAsync("new-wallet-high-value", 2,
        [rows.Transfer(start, 1, 2, 20_000), rows.Transfer(start.AddHours(23), 1, 2, 30_000)],
        [rows.Transfer(start, 1, 2, 20_000), rows.Transfer(start.AddHours(24), 1, 2, 30_000)]);

    [Fact]
    public Task Eight_of_ten_amounts_that_are_whole_thousands() => RaisesAsync("round-amounts", 1,
        [.. Enumerable.Range(0, 10).Select(n => rows.Transfer(start.AddDays(n), 1, 2, n < 8 ? 4_000 : 4_321))],
        [.. Enumerable.Range(0, 10).Select(n => rows.Transfer(start.AddDays(n), 1, 2, n < 7 ? 4_000 : 4_321))]);

    [Fact]
    public async Task A_zero_transfer_of_a_look_alike_of_a_true_counterparty()
    {
        Transfer[] poisoned = [rows.Transfer(start, 1, 2, 700), rows.Next(TransferKind.Transfer, start.AddHours(1), Ledgers.LookAlike(2), Ledgers.Address(1), 0, Ledgers.Usdx)];
        Transfer[] honest = [rows.Transfer(start, 1, 2, 700), rows.Next(TransferKind.Transfer, start.AddHours(1), Ledgers.LookAlike(3), Ledgers.Address(1), 0, Ledgers.Usdx)];
        Assert.Equal([Ledgers.LookAlike(2)], await SubjectsAsync("address-poisoning-dust", poisoned));
        Assert.Empty(await SubjectsAsync("address-poisoning-dust", honest));
    }

    [Theory]
    [InlineData(1_000, 0)]           // what the chain says is what the ledger says
    [InlineData(1_001, 0)]           // a dollar apart: no more than is allowed
    [InlineData(1_001.01, 1)]        // a cent more
    public async Task A_supply_that_the_ledger_does_not_explain(double onChain, int alerts)
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var source = await ledger.AddSourceAsync("chain", SourceKind.Evm, SourceSettings.Write(
            new EvmSourceSettings("http://127.0.0.1:1", 1, "0x" + new string('1', 40), "USDX", 6, "usd1", 0, FromCreation: true)));
        await ledger.WriteAsync(source, [rows.Mint(start, 1, 1_200), rows.Burn(start.AddMinutes(1), 1, 200), rows.Mint(start.AddMinutes(2), 1, 0)], (decimal)onChain);
        await ledger.MonitorAsync();
        Assert.Equal(alerts, (await ledger.AllAsync()).Count(alert => alert.RuleId == "supply-drift-on-mint"));
    }

    [Fact]
    public async Task A_mint_by_somebody_who_is_no_known_minter()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var source = await ledger.AddSourceAsync("chain", SourceKind.Evm, SourceSettings.Write(
            new EvmSourceSettings("http://127.0.0.1:1", 1, "0x" + new string('1', 40), "USDX", 6, "usd1", 0, Minters: [AddressText.Write(Ledgers.Address(7))])));
        await ledger.WriteAsync(source, [rows.Mint(start, 1, 10) with { InitiatedBy = Ledgers.Address(7) }, rows.Mint(start, 2, 10) with { InitiatedBy = Ledgers.Address(8) }, rows.Mint(start, 3, 10)]);
        await ledger.MonitorAsync();
        Assert.Equal([Ledgers.Address(2)], (await ledger.AllAsync()).Where(alert => alert.RuleId == "mint-by-unknown-minter").Select(alert => alert.Subject));
        Assert.Contains(await ledger.Alerts.DataGapsAsync(MonitoredLedger.Analyst, TestContext.Current.CancellationToken), gap => gap is { RuleId: "mint-by-unknown-minter", Fact: "transfer.MinterIsKnown", Transfers: 1 });
    }

    private async Task RaisesAsync(string rule, int subject, Transfer[] conduct, Transfer[] lookAlike, Func<MonitoredLedger, Task>? prepare = null, int days = 0)
    {
        // Conduct of half a year must not end in days to come: the ledger keeps none.
        Transfer[] Earlier(Transfer[] transfers) => [.. transfers.Select(transfer => transfer with { OccurredAt = transfer.OccurredAt.AddDays(-days) })];
        var subjects = await SubjectsAsync(rule, Earlier(conduct), prepare);
        Assert.Equal([Ledgers.Address(subject)], subjects.Distinct());
        Assert.Empty(await SubjectsAsync(rule, Earlier(lookAlike), prepare));
    }

    private async Task<IReadOnlyList<ChainAddress>> SubjectsAsync(string rule, Transfer[] transfers, Func<MonitoredLedger, Task>? prepare = null)
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        await (prepare?.Invoke(ledger) ?? Task.CompletedTask);
        await ledger.WriteAsync(await ledger.AddSourceAsync("chain"), transfers);
        await ledger.MonitorAsync();
        return [.. (await ledger.AllAsync()).Where(alert => alert.RuleId == rule).Select(alert => alert.Subject)];
    }
}
