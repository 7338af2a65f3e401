using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Snapshots;
using Usd1Compliance.Postgres;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Engine.Monitoring.Snapshots;

/// <summary>A process that begins from a snapshot is, to the byte, one that never stopped; and so are its alerts.</summary>
[Suite(Suite.Database)]
public sealed class SnapshotRestartTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_begins_from_a_snapshot_holds_to_the_byte_what_one_holds_that_never_stopped()
    {
        using var folder = new TestFolder();
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, snapshots: new SnapshotSettings(folder.Path, SnapshotSettings.DefaultEvery));
        var source = await ledger.AddSourceAsync("file", SourceKind.Simulated, SourceSettings.Write(new SimulatedSourceSettings(1, Ledgers.Noon)));
        var (never, days) = (ledger.AnotherMonitor(), new Ledgers());
        await ledger.WriteAsync(source, Stream(days, 1, 300), observedSupply: 5_000);
        await JudgeAllAsync(never);
        await never.KeepAsync(Stop);
        await ledger.WriteAsync(source, Stream(days, 2, 200));
        await JudgeAllAsync(never);

        var restarted = ledger.AnotherMonitor();
        await ledger.WriteAsync(source, Stream(days, 3, 100));
        await JudgeAllAsync(restarted);
        await JudgeAllAsync(never);         // nothing waits for it: it takes up what the other judged
        Assert.Equal(1, ledger.Log.Count("is read: "));
        Assert.Equal(600, restarted.State!.Memory.Taken);
        var held = KeptState.Of(never.State);
        Assert.Equal(held, KeptState.Of(restarted.State));
        Assert.Equal(held, await KeptState.OfNewProcessAsync(ledger, folder: null));
    }

    [Fact]
    public async Task A_reorganisation_just_after_a_restart_is_gone_back_from_as_though_the_process_had_never_stopped()
    {
        using var folder = new TestFolder();
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, snapshots: new SnapshotSettings(folder.Path, SnapshotSettings.DefaultEvery));
        await using var chain = await BlockChain.OpenAsync(ledger);
        await chain.WriteAsync([.. Enumerable.Range(1, 20)]);
        await ledger.MonitorAsync();
        ledger.Clock.Advance(TimeSpan.FromHours(7));        // no chain takes these back any more
        ledger.Restart();
        for (var block = 0; block < 6; block++)
        {
            await chain.WriteAsync(100 + block);
            await ledger.MonitorAsync();
        }

        await ledger.Of<MonitorTransfers>().KeepAsync(Stop);
        var never = ledger.Of<MonitorTransfers>();
        ledger.Restart();
        await chain.RetractAsync(fork: chain.Height - 4);
        await chain.WriteAsync(500, 501);
        await ledger.MonitorAsync();
        Assert.Equal(1, ledger.Log.Count("is read: "));
        Assert.Equal(0, ledger.Log.Count("reaches deeper"));
        await JudgeAllAsync(never);
        var held = KeptState.Of(never.State);
        Assert.Equal(held, KeptState.Of(ledger.Of<MonitorTransfers>().State));
        Assert.Equal(held, await KeptState.OfNewProcessAsync(ledger, folder: null));
    }

    [Fact]
    public async Task A_snapshot_of_rows_that_were_retracted_since_is_refused_and_the_one_before_them_is_read()
    {
        using var folder = new TestFolder();
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, snapshots: new SnapshotSettings(folder.Path, SnapshotSettings.DefaultEvery));
        await using var chain = await BlockChain.OpenAsync(ledger);
        foreach (var _ in (int[])[1, 2])
        {
            await chain.WriteAsync([.. Enumerable.Range(1, 5)]);
            ledger.Clock.Advance(TimeSpan.FromHours(7));
            await ledger.MonitorAsync();                            // old when it is judged: no mark, all of it is final
            await ledger.Of<MonitorTransfers>().KeepAsync(Stop);
        }

        Assert.Equal(2, KeptState.Files(folder.Path).Count);
        await chain.RetractAsync(fork: 7);                          // rows 8, 9 and 10, which the newer of the two counts
        await chain.WriteAsync(66);
        await ledger.MonitorAsync();                                // goes back deeper than it has marks
        Assert.Equal(1, ledger.Log.Count("snapshot_retracted"));
        Assert.Equal(1, ledger.Log.Count("is read: "));
        await chain.WriteAsync(77);
        await ledger.MonitorAsync();
        var held = KeptState.Of(ledger.Of<MonitorTransfers>().State);
        Assert.Equal(held, await KeptState.OfNewProcessAsync(ledger, folder.Path));
        Assert.Equal(held, await KeptState.OfNewProcessAsync(ledger, folder: null));
        Assert.Equal(2, ledger.Log.Count("snapshot_retracted"));

        // The next snapshot is tried before the one that counts the rows, though that one is of a later batch.
        await ledger.Of<MonitorTransfers>().KeepAsync(Stop);
        ledger.Log.Clear();
        Assert.Equal(held, await KeptState.OfNewProcessAsync(ledger, folder.Path));
        Assert.Equal(0, ledger.Log.Count("snapshot_retracted"));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [InlineData(4UL)]
    public async Task Whatever_happens_alerts_and_memory_come_out_as_without_snapshots_and_restarts(ulong seed)
    {
        using var folder = new TestFolder();
        await using var plain = await MonitoredLedger.OpenAsync(cluster);
        await using var broken = await MonitoredLedger.OpenAsync(cluster, snapshots: new SnapshotSettings(folder.Path, 25) { Kept = 2 });
        var happened = await HappenAsync(plain, seed, isBroken: false);
        Assert.Equal(happened, await HappenAsync(broken, seed, isBroken: true));
        var (alerts, withRestarts) = (await AlertsAsync(plain), await AlertsAsync(broken));
        Assert.NotEmpty(alerts);
        Assert.Equal(alerts, withRestarts);
        Assert.True(broken.Log.Count("is read: ") > 2, $"Snapshots were read {broken.Log.Count("is read: ")} times: the test says little.");
        var held = KeptState.Of(plain.Of<MonitorTransfers>().State);
        Assert.Equal(held, KeptState.Of(broken.Of<MonitorTransfers>().State));
        Assert.Equal(held, await KeptState.OfNewProcessAsync(broken, folder.Path));
        Assert.Equal(held, await KeptState.OfNewProcessAsync(broken, folder: null));
    }

    // The same on both ledgers; only that one of them is restarted, judged by two processes in turns, and keeps snapshots.
    private static async Task<string> HappenAsync(MonitoredLedger ledger, ulong seed, bool isBroken)
    {
        await ledger.JudgeByAsync(("paid", "critical", "transfer.Kind == \"transfer\" && originator.SentUsd24h > 500m"), ("tainted", "high", "originator.TaintMixerUsd > 0m"));
        await using var chain = await BlockChain.OpenAsync(ledger);
        var file = await ledger.AddSourceAsync("file");
        var (random, days, told) = (new SplitMix64(seed), new Ledgers(), new List<string>());
        MonitorTransfers? other = null;
        int Below(int limit) => (int)(random.Next() % (ulong)limit);
        for (var step = 0; step < 90; step++)
        {
            var what = Below(10);
            told.Add($"{what}");
            switch (what)
            {
                case 0:
                    await LabelAsync(ledger, Below(8) + 1, Below(2) == 0 ? "mixer" : "exchange");
                    break;
                case 1:
                    await ledger.ListAsync((Ledgers.Address(60 + Below(5)), new DateOnly(2020, 1, 1)));
                    break;
                case 2 when chain.Height > 6:
                    await chain.RetractAsync(fork: chain.Height - 1 - Below(4));
                    break;
                case 3:
                    await ledger.WriteAsync(file, Stream(days, seed + (ulong)step, 5));
                    break;
                case 4 or 5:
                    ledger.Clock.Advance(TimeSpan.FromHours(Below(12)));
                    break;
                default:
                    await chain.WriteAsync([.. Enumerable.Range(0, 1 + Below(6)).Select(_ => (1 + Below(8), 10 + Below(8), 1 + Below(400)))]);
                    break;
            }

            var breaks = Below(5);
            if (isBroken && breaks == 0)
            {
                ledger.Restart();
            }
            else if (isBroken && breaks == 1)
            {
                other ??= ledger.AnotherMonitor();
                await JudgeAllAsync(other);
            }

            await ledger.MonitorAsync();
        }

        await chain.WriteAsync([(1, 2, 600)]);
        await ledger.MonitorAsync();
        return string.Join(' ', told);
    }

    private static async Task LabelAsync(MonitoredLedger ledger, int address, string category) =>
        Assert.IsType<Outcome<LabelImport>.Done>(await ledger.Of<AddressLabelStore>().ImportAsync(Actor.Job("test", Right.ManageLists), "test",
            new StringReader($"address,category,name\n{AddressText.Write(Ledgers.Address(address))},{category},\n"), Stop));

    private static async Task JudgeAllAsync(MonitorTransfers monitor)
    {
        while (await monitor.RunOnceAsync(Stop) > 0)
        {
        }
    }

    private static Task<IReadOnlyList<string>> AlertsAsync(MonitoredLedger ledger) => ledger.Database.Postgres.Command("""
        SELECT concat_ws(' ', rule_id, severity, source_id, sequence, occurred_at, subject_address, repeats, list_versions, says, evidence) FROM alert
        UNION ALL SELECT concat_ws(' ', 'repeat', r.source_id, r.sequence, r.evidence) FROM alert_repeat r
        ORDER BY 1
        """).RowsAsync(row => row.GetString(0), Stop);

    private static IEnumerable<Transfer> Stream(Ledgers days, ulong seed, int count)
    {
        var random = new SplitMix64(seed);
        int Below(int limit) => (int)(random.Next() % (ulong)limit);
        for (var n = 0; n < count; n++)
        {
            var at = Ledgers.Noon.AddMinutes(((int)seed * 600) + n);
            yield return Below(10) switch
            {
                0 => days.Mint(at, 1 + Below(20), 1 + Below(5_000)),
                1 => days.Burn(at, 1 + Below(20), 1 + Below(5_000)),
                _ => days.Transfer(at, 1 + Below(20), 21 + Below(20), 1 + Below(5_000)),
            };
        }
    }
}
