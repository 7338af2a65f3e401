using System.Collections.Frozen;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>What the memory takes from the global layer, as it counts: millionths of a dollar, seconds. Read once; nothing is looked up in the path of a transfer.</summary>
internal readonly struct MemoryLimits
{
    private const decimal Million = 1_000_000m;

    private readonly GlobalLayer layer;

    public MemoryLimits(GlobalLayer layer)
    {
        this.layer = layer;
        (DustUsd, HopAboveUsd, TaintLeastUsd) = ((long)(layer.Dust.LimitUsd * Million), (long)(layer.Dust.HopAboveUsd * Million), (long)(layer.Dust.TaintDroppedBelowUsd * Million));
        TaintLeastShare = (long)(layer.Dust.TaintDroppedBelowShare * Million);
        (GraphReach, HubCounterparties) = ((uint)layer.Graph.WindowHours * 3_600, (uint)layer.Graph.HubCounterparties);
        (LongestCycle, StepBudget) = (layer.Graph.LongestCycle, layer.Graph.StepBudget);
        FarHops = (uint)layer.Graph.Hops + 1;
        NoHops = FarHops * 0x11111111;
        TaintLabels = [.. Enum.GetValues<TaintCategory>().Select(category => layer.Taints[GlobalLayer.TaintWords[(int)category]])];
    }

    /// <summary>Up to this many millionths of a dollar an amount is dust.</summary>
    public long DustUsd { get; }

    /// <summary>Only more than this makes a hand of a path.</summary>
    public long HopAboveUsd { get; }

    /// <summary>Less taint than this is dropped.</summary>
    public long TaintLeastUsd { get; }

    /// <summary>A smaller part of a balance, in millionths, is dropped.</summary>
    public long TaintLeastShare { get; }

    /// <summary>How far back a search walks, in seconds.</summary>
    public uint GraphReach { get; }

    /// <summary>More counterparties in 30 days make an address a hub.</summary>
    public uint HubCounterparties { get; }

    /// <summary>In transfers.</summary>
    public int LongestCycle { get; }

    /// <summary>The most transfers that the searches for one transfer look at.</summary>
    public int StepBudget { get; }

    /// <summary>Hops are counted up to here, which says none near.</summary>
    public uint FarHops { get; }

    /// <summary>Of all categories: none near.</summary>
    public uint NoHops { get; }

    /// <summary>Labels that taint, by the number of the category.</summary>
    public IReadOnlyList<FrozenSet<string>> TaintLabels { get; }

    /// <summary>Labels of services.</summary>
    public FrozenSet<string> Services => layer.Services;

    /// <summary>Names all of this: two memories of one fingerprint make the same of the same transfers.</summary>
    public string Sha256 => layer.MemorySha256;

    /// <summary>The least taint that is kept on a balance, in millionths: rounded down, without leaving 64 bits.</summary>
    public long LeastTaint(long balanceUsd) =>
        Math.Max(TaintLeastUsd, (balanceUsd / 1_000_000 * TaintLeastShare) + (balanceUsd % 1_000_000 * TaintLeastShare / 1_000_000));
}
