namespace Usd1Compliance.Rules;

/// <summary>Measures facts of the transfer at hand when a rule is about to look at them.</summary>
public interface IMeasureFacts
{
    /// <summary>The groups that are measured of this transfer, a bit each.</summary>
    ulong Measured { get; }

    /// <summary>Measures the facts of some groups into the row that is being judged. The same whatever else was measured, and in whatever order.</summary>
    /// <param name="groups">A bit for each.</param>
    void Measure(ulong groups);
}
