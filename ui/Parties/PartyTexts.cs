namespace Usd1Compliance.Ui.Parties;

/// <summary>Words of the engine as people read them.</summary>
internal static class PartyTexts
{
    /// <summary>beneficial_owner as beneficial owner, vasp as VASP.</summary>
    public static string InWords(string word) => word == "vasp" ? "VASP" : word.Replace('_', ' ');
}
