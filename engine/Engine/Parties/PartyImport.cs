using Usd1Compliance.Audit;

namespace Usd1Compliance.Parties;

/// <summary>A row of a file of parties.</summary>
/// <param name="Line">On which line of the file it begins, from 1.</param>
/// <param name="Text">As it stands there.</param>
/// <param name="Draft">What it says, or why it cannot be read.</param>
public sealed record PartyFileRow(int Line, string Text, Outcome<PartyDraft> Draft)
{
    /// <summary>The line alone, as for <see cref="Party"/>.</summary>
    public override string ToString() => $"line {Line}";
}

/// <summary>A row that was not taken in.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Text">As it stood: personal data.</param>
/// <param name="Refusal">Why.</param>
public sealed record RefusedPartyRow(int Line, string Text, Refusal Refusal)
{
    /// <summary>The line and why, as for <see cref="Party"/>.</summary>
    public override string ToString() => $"line {Line}: {Refusal.Code}";
}

/// <summary>What an import came to: every row is in one of the four.</summary>
/// <param name="Created">Parties that are new.</param>
/// <param name="Changed">Parties that have a new version.</param>
/// <param name="Unchanged">Parties that stood exactly so.</param>
/// <param name="Refused">Rows that were not taken in, by line.</param>
public sealed record PartyImport(int Created, int Changed, int Unchanged, IReadOnlyList<RefusedPartyRow> Refused);
