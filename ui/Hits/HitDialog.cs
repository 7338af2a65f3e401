using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Ui.Hits;

/// <summary>A dialog of the hit page.</summary>
public enum HitDialog
{
    /// <summary>The shortcuts.</summary>
    Help,

    /// <summary>Asks for a note.</summary>
    Note,

    /// <summary>Asks what the hit is, and why.</summary>
    Decide,

    /// <summary>Asks for confirmation of what somebody else proposed.</summary>
    Approve,

    /// <summary>Asks why the proposal is refused.</summary>
    Refuse,

    /// <summary>Asks why the decision is taken back.</summary>
    Reopen,

    /// <summary>Asks what else holds a subject whose entry is gone.</summary>
    Keep,
}

/// <summary>What a person decided in a dialog.</summary>
/// <param name="Dialog">Which.</param>
/// <param name="Words">Note or reason; empty on an approval.</param>
/// <param name="State">On a decision.</param>
public sealed record HitAnswer(HitDialog Dialog, string Words, HitState? State);
