using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Snapshots;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Monitoring.Snapshots;

/// <summary>When snapshots are written, where, and for whose eyes; and what a snapshot that cannot be written holds up: nothing.</summary>
[Suite(Suite.Database)]
public sealed class KeepSnapshotsTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_is_written_after_so_many_transfers_and_the_last_two_stay()
    {
        using var folder = new TestFolder();
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, snapshots: new SnapshotSettings(folder.Path, 100));
        var (source, days) = (await ledger.AddSourceAsync("file"), new Ledgers());
        List<int> files = [];
        for (var part = 0; part < 8; part++)
        {
            await ledger.WriteAsync(source, Sixty(days));
            await ledger.MonitorAsync();
            files.Add(KeptState.Files(folder.Path).Count);
        }

        Assert.Equal([0, 1, 1, 2, 2, 2, 2, 2], files);
        Assert.Equal(4, await ledger.Database.Postgres.Command("SELECT count(*) FROM monitoring_snapshot").ScalarAsync<long>(Stop));
        Assert.Equal(["0000000000000000000-0000000000000000008.snapshot", "0000000000000000000-0000000000000000006.snapshot"], KeptState.Files(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task One_is_written_when_nothing_came_for_an_hour_and_not_again_until_something_did()
    {
        using var folder = new TestFolder();
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, snapshots: new SnapshotSettings(folder.Path, SnapshotSettings.DefaultEvery));
        var (source, days) = (await ledger.AddSourceAsync("file"), new Ledgers());
        await ledger.WriteAsync(source, Sixty(days));
        await ledger.MonitorAsync();
        ledger.Clock.Advance(TimeSpan.FromMinutes(59));
        await ledger.MonitorAsync();
        Assert.Empty(KeptState.Files(folder.Path));
        ledger.Clock.Advance(TimeSpan.FromMinutes(1));
        await ledger.MonitorAsync();
        Assert.Single(KeptState.Files(folder.Path));
        ledger.Clock.Advance(TimeSpan.FromHours(3));
        await ledger.MonitorAsync();
        await ledger.Of<MonitorTransfers>().KeepAsync(Stop);
        Assert.Equal(1, ledger.Log.Count("is written: "));
    }

    [Fact]
    public async Task A_process_that_began_from_a_snapshot_and_judged_nothing_does_not_write_it_again()
    {
        using var folder = new TestFolder();
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, snapshots: new SnapshotSettings(folder.Path, SnapshotSettings.DefaultEvery));
        var (source, days) = (await ledger.AddSourceAsync("file"), new Ledgers());
        await ledger.WriteAsync(source, Sixty(days));
        await ledger.MonitorAsync();
        await ledger.Of<MonitorTransfers>().KeepAsync(Stop);
        ledger.Restart();
        await ledger.MonitorAsync();
        await ledger.Of<MonitorTransfers>().KeepAsync(Stop);
        Assert.Equal((1, 1), (ledger.Log.Count("is read: "), ledger.Log.Count("is written: ")));
    }

    [Fact]
    public async Task Folder_and_files_are_for_the_services_own_user_alone_and_halves_that_a_killed_process_left_are_removed()
    {
        using var folder = new TestFolder();
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, snapshots: new SnapshotSettings(folder.Path, 1));
        var (source, days) = (await ledger.AddSourceAsync("file"), new Ledgers());
        await ledger.WriteAsync(source, Sixty(days));
        await ledger.MonitorAsync();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(KeptState.Files(folder.Path))));
        }

        // One that another process is just writing stays: it holds it locked.
        var (left, held) = (Path.Combine(folder.Path, "left.unfinished"), Path.Combine(folder.Path, "held.unfinished"));
        await File.WriteAllTextAsync(left, "half", Stop);
        await using var writing = new FileStream(held, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await ledger.WriteAsync(source, Sixty(days));
        await ledger.MonitorAsync();
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(held));
        Assert.Equal(2, KeptState.Files(folder.Path).Count);
    }

    [Fact]
    public async Task What_does_not_come_from_this_database_is_left_alone()
    {
        using var folder = new TestFolder();
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, snapshots: new SnapshotSettings(folder.Path, 1));
        Directory.CreateDirectory(folder.Path);
        var strange = Path.Combine(folder.Path, "0000000000000000000-0000000000000000000.snapshot");
        await File.WriteAllTextAsync(strange, "whatever it is, it was not written for this database", Stop);
        var (source, days) = (await ledger.AddSourceAsync("file"), new Ledgers());
        for (var part = 0; part < 4; part++)
        {
            await ledger.WriteAsync(source, Sixty(days));
            await ledger.MonitorAsync();
        }

        Assert.Equal(3, KeptState.Files(folder.Path).Count);
        Assert.True(File.Exists(strange));
    }

    [Fact]
    public async Task Where_a_snapshot_cannot_be_written_it_is_told_and_judging_goes_on()
    {
        var noFolder = Path.GetTempFileName();
        await using var ledger = await MonitoredLedger.OpenAsync(cluster, snapshots: new SnapshotSettings(noFolder, 100));
        var (source, days) = (await ledger.AddSourceAsync("file"), new Ledgers());
        for (var part = 0; part < 4; part++)
        {
            await ledger.WriteAsync(source, Sixty(days));
            Assert.Equal(60, await ledger.MonitorAsync());
        }

        Assert.Equal(2, ledger.Log.Count("Error: No snapshot was written in "));       // with each hundred, and not with each batch
        File.Delete(noFolder);
    }

    [Fact]
    public async Task Without_a_folder_there_are_none_and_that_is_said_once()
    {
        await using var ledger = await MonitoredLedger.OpenAsync(cluster);
        var (source, days) = (await ledger.AddSourceAsync("file"), new Ledgers());
        await ledger.WriteAsync(source, Sixty(days));
        await ledger.MonitorAsync();
        await ledger.Of<MonitorTransfers>().KeepAsync(Stop);
        Assert.Equal(1, ledger.Log.Count("Information: No snapshots of what monitoring keeps are written"));
    }

    [Theory]
    [InlineData(null, null, null, 1_000_000L)]
    [InlineData("/srv/usd1", null, "/srv/usd1/snapshots", 1_000_000L)]
    [InlineData("/srv/usd1", "250000", "/srv/usd1/snapshots", 250_000L)]
    [InlineData("/srv/usd1", "off", null, 1_000_000L)]
    public void The_environment_says_where_and_how_often(string? data, string? every, string? folder, long transfers) =>
        Assert.Equal(new SnapshotSettings(folder, transfers), SnapshotSettings.Of(data, every));

    [Theory]
    [InlineData("0")]       // never would be off
    [InlineData("-1")]
    [InlineData("1e6")]
    [InlineData("often")]
    public void A_setting_that_is_no_number_of_transfers_stops_the_service(string every) =>
        Assert.Contains(SnapshotSettings.EveryVariable, Assert.Throws<InvalidOperationException>(() => SnapshotSettings.Of("/srv/usd1", every)).Message, StringComparison.Ordinal);

    private static List<Transfer> Sixty(Ledgers days) => [.. Enumerable.Range(0, 60).Select(n => days.Transfer(Ledgers.Noon.AddMinutes(n), 1 + (n % 7), 10 + (n % 5), 100 + n))];
}
