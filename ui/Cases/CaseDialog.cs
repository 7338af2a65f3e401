namespace Usd1Compliance.Ui.Cases;

/// <summary>A dialog of the case page.</summary>
public enum CaseDialog
{
    /// <summary>The shortcuts.</summary>
    Help,

    /// <summary>Asks for a note.</summary>
    Note,

    /// <summary>Asks why the case is handed up.</summary>
    Escalate,

    /// <summary>Asks what the case comes to, and why.</summary>
    Propose,

    /// <summary>Asks for confirmation: it closes the case for ever.</summary>
    Approve,

    /// <summary>Asks why the proposal is refused.</summary>
    Refuse,
}
