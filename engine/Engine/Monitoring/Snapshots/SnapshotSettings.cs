using System.Globalization;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Monitoring.Snapshots;

/// <summary>Where snapshots of what monitoring keeps lie, and how often one is written.</summary>
/// <param name="Folder">It is made where it is missing, for the process's own user. Null: none are written or read, and each start rebuilds the memory from the ledger.</param>
/// <param name="Every">After how many judged transfers the next is written.</param>
public sealed record SnapshotSettings(string? Folder, long Every)
{
    /// <summary>The environment variable that sets <see cref="Every"/>; <c>off</c>: none are written or read.</summary>
    public const string EveryVariable = "USD1_SNAPSHOT_EVERY";

    /// <summary>After so many transfers unless it is set otherwise: they are judged again in less than a minute.</summary>
    public const long DefaultEvery = 1_000_000;

    /// <summary>One is written also when nothing was judged for so long and something was before.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many stay: should the newest be damaged, there is the one before.</summary>
    public int Kept { get; init; } = 2;

    /// <summary>As the environment says: in <c>snapshots</c> below the folder of data (<see cref="FetchSettings.DataVariable"/>), where one is set.</summary>
    /// <exception cref="InvalidOperationException"><see cref="EveryVariable"/> is neither a number of transfers nor <c>off</c>.</exception>
    public static SnapshotSettings FromEnvironment() => Of(Environment.GetEnvironmentVariable(FetchSettings.DataVariable), Environment.GetEnvironmentVariable(EveryVariable));

    internal static SnapshotSettings Of(string? data, string? every)
    {
        var transfers = string.IsNullOrEmpty(every) || every == "off" ? DefaultEvery
            : long.TryParse(every, NumberStyles.None, CultureInfo.InvariantCulture, out var told) && told > 0 ? told
            : throw new InvalidOperationException($"{EveryVariable} is '{every}'. Set it to a number of transfers, 1 or more, or to off, or unset it for {DefaultEvery}.");
        return new SnapshotSettings(string.IsNullOrEmpty(data) || every == "off" ? null : Path.GetFullPath(Path.Combine(data, "snapshots")), transfers);
    }
}
