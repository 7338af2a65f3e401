using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation;

/// <summary>What is known about a simulated transfer because it was made so.</summary>
public enum TruthLabel
{
    /// <summary>Everyday life.</summary>
    Ordinary,

    /// <summary>Part of a planted instance of a typology: monitoring should raise it.</summary>
    Planted,

    /// <summary>Lawful, and made to look like a typology: an alert on it is a false one.</summary>
    HardNegative,
}

/// <summary>The truth about one transfer.</summary>
/// <param name="Label">Ordinary, planted or hard negative.</param>
/// <param name="Typology">The number of the typology that was planted or imitated (the catalogue in docs/vocabulary.md); 0 when ordinary.</param>
/// <param name="Instance">Which instance: <c>structuring-2</c>, <c>not-structuring-1</c>; empty when ordinary.</param>
/// <param name="Role">What this transfer does in the instance: <c>funding</c>, <c>deposit</c>, <c>below-limit</c>, …; empty when ordinary.</param>
public readonly record struct TransferTruth(TruthLabel Label, int Typology, string Instance, string Role)
{
    /// <summary>Everyday life.</summary>
    public static readonly TransferTruth Ordinary = new(TruthLabel.Ordinary, 0, "", "");
}

/// <summary>One event of the simulated token, in the order of time.</summary>
/// <param name="Sequence">1, 2, 3, … without a gap.</param>
/// <param name="Kind">What kind of event.</param>
/// <param name="OccurredAt">UTC, whole seconds: the time of its block. The simulated chain makes one block a second.</param>
/// <param name="From">As in <see cref="Transfer.From"/>.</param>
/// <param name="To">As in <see cref="Transfer.To"/>.</param>
/// <param name="Amount">Exact, six decimals.</param>
/// <param name="LogIndex">Its place in its block, from 0.</param>
/// <param name="InitiatedBy">Who minted; null otherwise.</param>
/// <param name="OrderId">The issuer's order behind a mint or burn; null where there is none.</param>
/// <param name="ObservedSupply">What totalSupply() answered just after it, where it was asked (once a day); null otherwise.</param>
/// <param name="Truth">What it really is.</param>
public sealed record SimulatedTransfer(
    long Sequence, TransferKind Kind, DateTimeOffset OccurredAt, ChainAddress? From, ChainAddress? To, TokenAmount Amount, int LogIndex,
    ChainAddress? InitiatedBy, string? OrderId, TokenAmount? ObservedSupply, TransferTruth Truth)
{
    /// <summary>The chain's name.</summary>
    public string Chain { get; init; } = Economy.Chain;

    /// <summary>The height of its block: seconds since 1970.</summary>
    public long BlockNumber => OccurredAt.ToUnixTimeSeconds();
}
