namespace Usd1Compliance.Monitoring;

/// <summary>The evidence of an alert as sentences for an analyst.</summary>
public static class EvidenceInWords
{
    /// <summary>What was found, the most telling first: hits, then facts, then what was not known.</summary>
    public static IReadOnlyList<string> Sentences(this AlertEvidence evidence) => [.. evidence.Facts.Select(fact => $"{fact.Name}: {fact.Value ?? "not known"}.")];
}
