using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Snapshots;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring.Snapshots;

/// <summary>All that monitoring keeps, in a form that two processes can be compared by, to the byte.</summary>
internal static class KeptState
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Everything of a state. Its marks are gone afterwards: what they keep is how to go back, and not what is.</summary>
    public static string Of(MonitoringState? state)
    {
        Assert.NotNull(state);
        state.Settle(0, 0);
        using var bytes = new MemoryStream();
        state.WriteFinal(bytes);
        return $"batch {state.LastBatchId}, retraction {state.LastRetractionId}, {string.Join(", ", state.FinalCursors())}, {state.Memory.Taken} transfers, {bytes.Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()))}";
    }

    /// <summary>What a process keeps that begins now: from snapshots where there is a folder, else from the ledger alone.</summary>
    public static async Task<string> OfNewProcessAsync(MonitoredLedger ledger, string? folder)
    {
        var before = ledger.Snapshots;
        ledger.Snapshots = before with { Folder = folder };
        try
        {
            await using var engine = ledger.AnotherEngine();
            using var state = await engine.GetRequiredService<ReplayTransfers>().CatchUpAsync(null, await LayerAsync(engine), Stop);
            return Of(state);
        }
        finally
        {
            ledger.Snapshots = before;
        }
    }

    /// <summary>The layer of the pack in force.</summary>
    public static async Task<GlobalLayer> LayerAsync(IServiceProvider engine) => (await engine.GetRequiredService<RulePackStore>().InForceAsync(Stop))!.Pack.Layer;

    /// <summary>The snapshots of a folder, the newest first.</summary>
    public static IReadOnlyList<string> Files(string folder) => new SnapshotFolder(folder).Files();
}

/// <summary>A folder that is gone with its test.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo made = Directory.CreateTempSubdirectory("usd1-snapshots");

    /// <summary>Below it: made by whoever writes the first snapshot.</summary>
    public string Path => System.IO.Path.Combine(made.FullName, "snapshots");

    public void Dispose() => made.Delete(recursive: true);
}
