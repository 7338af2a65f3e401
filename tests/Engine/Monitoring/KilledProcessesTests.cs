namespace Usd1Compliance.Tests.Engine.Monitoring;

[Suite(Suite.Database)]
public sealed class KilledProcessesTests(TestCluster cluster)
{
    [Fact]
    public Task Ingest_and_service_killed_a_few_times_end_where_an_uninterrupted_run_ends() => KilledRuns.CompareAsync(cluster, rows: 16_000, kills: 6, seed: 11);
}

[Suite(Suite.Soak)]
public sealed class KilledProcessesSoakTests(TestCluster cluster)
{
    [Fact]
    public Task Ingest_and_service_killed_at_fifty_moments_end_where_an_uninterrupted_run_ends() => KilledRuns.CompareAsync(cluster, rows: 100_000, kills: 50, seed: 50);
}

internal static class KilledRuns
{
    public static async Task CompareAsync(TestCluster cluster, int rows, int kills, ulong seed)
    {
        var straight = await KilledProcesses.RunAsync(cluster, rows, kills: 0, seed);
        var killed = await KilledProcesses.RunAsync(cluster, rows, kills, seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"{straight.Alerts.Count} alerts; judged at each kill: {string.Join(", ", killed.Reached)}; {killed.Snapshots}; {killed.Kept}");
        Assert.Equal(rows, straight.Transfers.Count);
        Assert.NotEmpty(straight.Alerts);
        Assert.Equal([$"ingested {rows}", $"judged {rows}", "apart 0"], killed.Cursors);
        Assert.Equal(straight.Cursors, killed.Cursors);
        Assert.Equal(straight.Transfers, killed.Transfers);
        Assert.Equal(straight.Alerts, killed.Alerts);
        Assert.Equal(straight.Gaps, killed.Gaps);

        // What one kept that never stopped is what one keeps that was killed again and again, to the byte; and no snapshot of either was ever half a one.
        Assert.Equal(straight.Kept, killed.Kept);
        Assert.Equal((1, 1, 0), (straight.Snapshots.AtEnd, straight.Snapshots.AtEndTold, straight.Snapshots.Read));
        Assert.Equal((1, 1), (killed.Snapshots.AtEnd, killed.Snapshots.AtEndTold));
        Assert.True(killed.Snapshots is { Read: > 0, KilledWhileWriting: > 0 }, $"{killed.Snapshots}: the test says nothing of snapshots.");

        // Kills that all came before the beginning or after the end would show nothing.
        Assert.Contains(killed.Reached, judged => judged > 0 && judged < rows);
    }
}
