using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ui.Shell;

/// <summary>Which page the words in the search box mean, by their shape alone.</summary>
public static class SearchTarget
{
    /// <summary>The page of a case ("12", "case 12", "#12"), a transfer ("3-1042") or an address in any spelling; null where the words are none of these.</summary>
    public static string? Of(string? words)
    {
        var text = (words ?? "").Trim();
        var number = text.StartsWith("case", StringComparison.OrdinalIgnoreCase) ? text[4..].Trim() : text;
        if (long.TryParse(number.TrimStart('#'), out var caseId) && caseId > 0)
        {
            return $"/cases/{caseId}";
        }

        if (TransferId.TryParse(text, out var transfer))
        {
            return $"/transfers/{transfer}";
        }

        return AddressText.TryRead(text, out _) ? $"/addresses/{Uri.EscapeDataString(text)}" : null;
    }
}
