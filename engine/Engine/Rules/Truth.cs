namespace Usd1Compliance.Rules;

/// <summary>
/// Kleene's three values. A fact that is not known leaves a rule undecided unless another part settles it; nobody may take it for no.
/// The numbers are kept in compiled packs.
/// </summary>
public enum Truth : byte
{
    /// <summary>Known to be false.</summary>
    No = 0,

    /// <summary>Known to be true.</summary>
    Yes = 1,

    /// <summary>Not known: a data gap.</summary>
    Unknown = 2,
}
