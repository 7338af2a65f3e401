using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Usd1Compliance.Rules;

/// <summary>What is too little to count.</summary>
/// <param name="LimitUsd">Up to this a transfer is dust: in no count, sum, path or taint.</param>
/// <param name="HopAboveUsd">Only a transfer of more makes a hand of a path.</param>
/// <param name="TaintDroppedBelowUsd">Less taint than this is forgotten.</param>
/// <param name="TaintDroppedBelowShare">A smaller part of a balance than this is forgotten; 0 to less than 1, in millionths.</param>
public sealed record LayerDust(decimal LimitUsd, decimal HopAboveUsd, decimal TaintDroppedBelowUsd, decimal TaintDroppedBelowShare);

/// <summary>How far searches go.</summary>
/// <param name="WindowHours">How far back a search walks.</param>
/// <param name="HubCounterparties">More in 30 days make an address a hub, which is walked through as little as a service.</param>
/// <param name="LongestCycle">In transfers.</param>
/// <param name="Hops">Beyond this, an address counts as not reached.</param>
/// <param name="StepBudget">Steps of one search, after which it is given up and the transfer says so.</param>
public sealed record LayerGraph(int WindowHours, int HubCounterparties, int LongestCycle, int Hops, int StepBudget);

/// <summary>When alerts are one case. By subject always: a subject has at most one case that is not closed, and it takes in whatever is found.</summary>
/// <param name="Hours">Within so many hours by their transfers slight alerts of one subject come together and open a case.</param>
public sealed record LayerAggregation(int Hours);

/// <summary>A kind of customer, with thresholds of its own where they are given.</summary>
/// <param name="Id">Lower case with hyphens: <c>market-maker</c>.</param>
/// <param name="Says">Who belongs to it, for people.</param>
/// <param name="Categories">Labels of its addresses; <c>none</c> for those without a label, and for whoever is in no other segment.</param>
/// <param name="Parameters">Rule id to parameter to value (<c>int</c>, <c>decimal</c> or <c>string</c>), in the order of the file.</param>
public sealed record Segment(string Id, string Says, IReadOnlyList<string> Categories, IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> Parameters);

/// <summary>What is looked at below the line.</summary>
/// <param name="PerRuleAndWeek">How many findings are drawn.</param>
/// <param name="RelaxedBy">By which part of itself each threshold moves towards more findings: more than 0, less than 1.</param>
/// <param name="ExceptNumbers">Typologies that have no threshold to relax.</param>
public sealed record LayerBelowTheLine(int PerRuleAndWeek, decimal RelaxedBy, IReadOnlyList<int> ExceptNumbers);

/// <summary>
/// The global layer of a pack, <c>layer.json</c>: what holds for all of its rules. It is a file of the pack, so that its letters stand in the pack's hash, two people put a change of it in force, and a
/// replay takes it as it was (docs/decisions/0017). <see cref="GlobalLayerReader"/> reads it and <c>rules/schemas/layer.schema.json</c> describes it to editors.
/// </summary>
public sealed record GlobalLayer
{
    /// <summary>The name of its file among those of a pack.</summary>
    public const string FileName = "layer.json";

    private const int MonthHours = 30 * 24;

    /// <summary>The category of an address without a label, in segments.</summary>
    public const string NoLabel = "none";

    /// <summary>What money can be tainted by, as the file and the facts name it. Six slots of memory stand for them: an own category is mapped onto one.</summary>
    public static readonly IReadOnlyList<string> TaintWords = ["sanctions", "theft", "scam", "mixer", "frozen", "ransomware"];

    /// <summary>What packs from before the layer was part of them were judged by, and are replayed by; no segments, and nothing is looked at below the line.</summary>
    public static readonly GlobalLayer BuiltIn = new()
    {
        Version = 0,
        Services = ((string[])["exchange", "bridge", "defi", "merchant", "payment", "payroll", "treasury", "market_maker"]).ToFrozenSet(StringComparer.Ordinal),
        Taints = TaintWords.ToFrozenDictionary(word => word, word => word is "sanctions" or "frozen" ? FrozenSet<string>.Empty : ((string[])[word]).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal),
        Dust = new LayerDust(0.10m, 1.00m, 1.00m, 0.001m),
        Graph = new LayerGraph(WindowHours: 72, HubCounterparties: 1_000, LongestCycle: 6, Hops: 4, StepBudget: 2_000),
        Aggregation = new LayerAggregation(MonthHours),
        Segments = [],
        BelowTheLine = null,
    };

    /// <summary>Raised by whoever changes the file; 0 of <see cref="BuiltIn"/>.</summary>
    public required int Version { get; init; }

    /// <summary>Labels of services: each ends every path.</summary>
    public required FrozenSet<string> Services { get; init; }

    /// <summary>Word of <see cref="TaintWords"/> to the labels that taint as that. Beside them, whoever a blocking list in force holds taints as sanctions, and whom the issuer froze as frozen.</summary>
    public required FrozenDictionary<string, FrozenSet<string>> Taints { get; init; }

    /// <summary>What is too little to count.</summary>
    public required LayerDust Dust { get; init; }

    /// <summary>How far searches go.</summary>
    public required LayerGraph Graph { get; init; }

    /// <summary>When alerts are one case.</summary>
    public required LayerAggregation Aggregation { get; init; }

    /// <summary>Kinds of customers, in the order of the file.</summary>
    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>What is looked at below the line; null where nothing is.</summary>
    public required LayerBelowTheLine? BelowTheLine { get; init; }

    /// <summary>SHA-256 of what the memory of transfers depends on: services, taints, dust and searches. Where it differs, the memory is another.</summary>
    public string MemorySha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', MemoryLines()))));

    /// <summary>The segment of an address by its label, or null where the layer has none.</summary>
    /// <param name="category">Its label; <see cref="NoLabel"/> without one.</param>
    public Segment? SegmentOf(string category) => Segments.FirstOrDefault(segment => segment.Categories.Contains(category)) ?? Segments.FirstOrDefault(segment => segment.Categories.Contains(NoLabel));

    private IEnumerable<string> MemoryLines() =>
    [
        $"services {string.Join(' ', Services.Order(StringComparer.Ordinal))}",
        .. TaintWords.Select(word => $"{word} {string.Join(' ', Taints[word].Order(StringComparer.Ordinal))}"),
        string.Create(CultureInfo.InvariantCulture, $"dust {Dust.LimitUsd:0.######} {Dust.HopAboveUsd:0.######} {Dust.TaintDroppedBelowUsd:0.######} {Dust.TaintDroppedBelowShare:0.######}"),
        string.Create(CultureInfo.InvariantCulture, $"graph {Graph.WindowHours} {Graph.HubCounterparties} {Graph.LongestCycle} {Graph.Hops} {Graph.StepBudget}"),
    ];
}
