using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Monitoring.Snapshots;
using Usd1Compliance.Postgres;
using Usd1Compliance.Simulation;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring.Snapshots;

/// <summary>Whatever is wrong with a snapshot, it is refused with its word, and what is kept comes out right all the same: from the one before it, or from the ledger.</summary>
[Suite(Suite.Database)]
public sealed class RefusedSnapshotTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_that_was_changed_or_cut_off_anywhere_is_refused_as_damaged_and_the_one_before_it_is_read()
    {
        using var folder = new TestFolder();
        await using var ledger = await TwoSnapshotsAsync(folder);
        var held = await KeptState.OfNewProcessAsync(ledger, folder: null);
        var (newest, random) = (KeptState.Files(folder.Path)[0], new SplitMix64(4));
        var whole = await File.ReadAllBytesAsync(newest, Stop);

        // The line that says what it is, the length of the head, its text and its sum, some of what was kept, the sum at the end. The layout is another test's.
        foreach (var place in (int[])[0, 24, 29, 30, 31, 32, 40, 200, 700, 900, .. Enumerable.Range(0, 12).Select(_ => 1_000 + (int)(random.Next() % (ulong)(whole.Length - 1_000))), whole.Length - 32, whole.Length - 1])
        {
            var changed = whole.ToArray();
            changed[place] ^= (byte)(1 << (int)(random.Next() % 8));
            await RefusesAsync(ledger, folder, newest, changed, SnapshotRefusedException.Damaged, held, $"byte {place} changed");
        }

        foreach (var length in (int[])[0, 1, 25, 29, 33, 100, 1_000, whole.Length / 2, whole.Length - 33, whole.Length - 32, whole.Length - 1])
        {
            await RefusesAsync(ledger, folder, newest, whole[..length], SnapshotRefusedException.Damaged, held, $"cut off at {length}");
        }

        await RefusesAsync(ledger, folder, newest, [.. whole, 0], SnapshotRefusedException.Damaged, held, "a byte too many");
    }

    [Fact]
    public async Task With_both_snapshots_damaged_the_memory_is_rebuilt_from_the_ledger()
    {
        using var folder = new TestFolder();
        await using var ledger = await TwoSnapshotsAsync(folder);
        foreach (var file in KeptState.Files(folder.Path))
        {
            await File.WriteAllTextAsync(file, "USD1 monitoring snapshot\n", Stop);
        }

        ledger.Log.Clear();
        Assert.Equal(await KeptState.OfNewProcessAsync(ledger, folder: null), await KeptState.OfNewProcessAsync(ledger, folder.Path));
        Assert.Equal(2, ledger.Log.Count("Warning: Snapshot "));
        Assert.Equal(2, ledger.Log.Count("(snapshot_damaged)"));
    }

    [Fact]
    public async Task A_snapshot_of_another_layout_of_the_file_of_the_memory_or_of_its_records_is_refused()
    {
        using var folder = new TestFolder();
        await using var ledger = await TwoSnapshotsAsync(folder);
        var held = await KeptState.OfNewProcessAsync(ledger, folder: null);
        var newest = KeptState.Files(folder.Path)[0];
        var whole = await File.ReadAllBytesAsync(newest, Stop);
        var layout = whole.ToArray();
        layout[25]++;
        await RefusesAsync(ledger, folder, newest, layout, SnapshotRefusedException.OtherLayout, held, "another layout of the file");

        await using var engine = ledger.AnotherEngine();
        using var state = await engine.GetRequiredService<ReplayTransfers>().CatchUpAsync(null, await KeptState.LayerAsync(engine), Stop);
        var head = SnapshotHead.Of((await engine.GetRequiredService<MonitoredBatchStore>().FindAsync(state.LastBatchId, Stop))!, state);
        foreach (var other in (SnapshotHead[])[head with { MemoryLayout = head.MemoryLayout - 1 }, head with { RecordSizes = "1 2 3" }])
        {
            // As another build would have written it for this very database: whole, and known.
            var made = Path.Combine(folder.Path, "made");
            await using var file = SnapshotFile.Create(made);
            var (sha256, bytes) = SnapshotFile.Write(file, other, state);
            await file.DisposeAsync();
            await engine.GetRequiredService<SnapshotStore>().AddAsync(sha256, other.Batch.BatchId, bytes, Stop);
            await RefusesAsync(ledger, folder, newest, await File.ReadAllBytesAsync(made, Stop), SnapshotRefusedException.OtherLayout, held, other.ToString());
            File.Delete(made);
        }
    }

    [Fact]
    public async Task A_snapshot_that_was_kept_by_another_layer_of_the_rules_is_refused()
    {
        using var folder = new TestFolder();
        await using var ledger = await TwoSnapshotsAsync(folder);
        ledger.Log.Clear();
        await using var engine = ledger.AnotherEngine();
        var layer = await KeptState.LayerAsync(engine);
        Assert.Null(await engine.GetRequiredService<RecallSnapshot>().NewestAsync(GlobalLayer.BuiltIn, 0, Stop));
        Assert.Equal(2, ledger.Log.Count("(snapshot_other_layer)"));
        using var kept = await engine.GetRequiredService<RecallSnapshot>().NewestAsync(layer, 0, Stop);
        Assert.NotNull(kept);
    }

    [Fact]
    public async Task A_snapshot_of_another_database_is_refused_and_so_is_one_that_is_ahead_of_a_database_restored_from_a_backup()
    {
        using var folder = new TestFolder();
        using var others = new TestFolder();
        await using var ledger = await TwoSnapshotsAsync(folder);
        await using var other = await TwoSnapshotsAsync(others, parts: 4);
        var held = await KeptState.OfNewProcessAsync(ledger, folder: null);
        var newest = KeptState.Files(folder.Path)[0];
        var ahead = await File.ReadAllBytesAsync(KeptState.Files(others.Path)[0], Stop);        // of a batch that this database has not judged
        await RefusesAsync(ledger, folder, newest, ahead, SnapshotRefusedException.Ahead, held, "ahead of the database");

        // The same number of batches; whole; and of another history.
        await using var third = await TwoSnapshotsAsync(others, rows: 40);
        var foreign = KeptState.Files(others.Path).Select(File.ReadAllBytes).Single(bytes => SnapshotOf(bytes).Contains("\"toSequence\":80", StringComparison.Ordinal));
        await RefusesAsync(ledger, folder, newest, foreign, SnapshotRefusedException.Foreign, held, "of another database");
    }

    [Fact]
    public async Task A_database_that_was_restored_and_has_gone_on_does_not_take_up_what_was_written_after_its_backup()
    {
        using var folder = new TestFolder();
        await using var ledger = await TwoSnapshotsAsync(folder);
        var held = await KeptState.OfNewProcessAsync(ledger, folder: null);
        await ledger.Database.Postgres.Command("ALTER TABLE monitoring_snapshot DISABLE TRIGGER ALL").RunAsync(Stop);
        await ledger.Database.Postgres.Command("DELETE FROM monitoring_snapshot WHERE batch_id = (SELECT max(batch_id) FROM monitoring_snapshot)").RunAsync(Stop);      // written after the backup was taken
        ledger.Log.Clear();
        Assert.Equal(held, await KeptState.OfNewProcessAsync(ledger, folder.Path));
        Assert.Equal((1, 1), (ledger.Log.Count("(snapshot_foreign)"), ledger.Log.Count("is read: ")));
    }

    private static string SnapshotOf(byte[] file) => Encoding.UTF8.GetString(file, 33, 600);

    private static async Task RefusesAsync(MonitoredLedger ledger, TestFolder folder, string file, byte[] content, string word, string held, string why)
    {
        var before = await File.ReadAllBytesAsync(file, Stop);
        await File.WriteAllBytesAsync(file, content, Stop);
        ledger.Log.Clear();
        Assert.Equal(held, await KeptState.OfNewProcessAsync(ledger, folder.Path));
        await File.WriteAllBytesAsync(file, before, Stop);
        Assert.True(ledger.Log.Count($"({word})") == 1 && ledger.Log.Count("is read: ") == 1, $"{why}: {string.Join('\n', ledger.Log.Lines)}");
    }

    // Two snapshots and some transfers behind the second.
    private async Task<MonitoredLedger> TwoSnapshotsAsync(TestFolder folder, int rows = 50, int parts = 2)
    {
        var ledger = await MonitoredLedger.OpenAsync(cluster, snapshots: new SnapshotSettings(folder.Path, SnapshotSettings.DefaultEvery));
        var (source, days) = (await ledger.AddSourceAsync("file"), new Ledgers());
        for (var part = 0; part <= parts; part++)
        {
            await ledger.WriteAsync(source, Enumerable.Range(0, rows).Select(n => days.Transfer(Ledgers.Noon.AddHours(part).AddMinutes(n), 1 + (n % 7), 10 + (n % 5), 100 + n)).ToList());
            await ledger.MonitorAsync();
            if (part < parts)
            {
                await ledger.Of<MonitorTransfers>().KeepAsync(Stop);
            }
        }

        return ledger;
    }
}
