namespace Usd1Compliance.Rules;

/// <summary>A stored pack is not what was put in force: its files or its approval were changed behind the product's back. It is not judged by.</summary>
public sealed class RulePackChangedException : InvalidOperationException
{
    /// <summary>Names the pack, what does not hold, and the mend.</summary>
    public RulePackChangedException(long packId, string fault)
        : base($"Rule pack {packId} is not what was put in force: {fault}. Treat it as an incident; usd1 rules propose, and a second person's approval, put a sound pack in force.") => PackId = packId;

    /// <summary>Which.</summary>
    public long PackId { get; }
}
