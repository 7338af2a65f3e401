namespace Usd1Compliance.Ui.Cases;

/// <summary>The keys of the case page, as the help dialog lists them. Each control carries its own by aria-keyshortcuts.</summary>
public static class CaseShortcuts
{
    /// <summary>Key and what it does. A key that belongs to an action which the person may not take does nothing.</summary>
    public static readonly IReadOnlyList<(string Key, string Does)> All =
    [
        ("a", "assign the case to me"),
        ("o", "write a note"),
        ("e", "escalate"),
        ("d", "propose a disposition"),
        ("y", "approve the proposed disposition"),
        ("r", "refuse the proposed disposition"),
        ("/", "search for an address, a case or a transfer"),
        ("?", "show these shortcuts"),
        ("Esc", "close a dialog"),
    ];
}
