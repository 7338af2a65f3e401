namespace Usd1Compliance.Rules;

/// <summary>What a fact is counted in.</summary>
public enum FactUnit
{
    /// <summary>Yes or no, or a word: nothing is counted.</summary>
    None,

    /// <summary>US dollars.</summary>
    Usd,

    /// <summary>Transfers.</summary>
    Transfers,

    /// <summary>Different addresses.</summary>
    Addresses,

    /// <summary>Minutes.</summary>
    Minutes,

    /// <summary>Hours.</summary>
    Hours,

    /// <summary>Days.</summary>
    Days,

    /// <summary>A part of a whole, 0 to 1.</summary>
    Share,

    /// <summary>One number by another.</summary>
    Ratio,

    /// <summary>Transfers from one address to the next.</summary>
    Hops,

    /// <summary>Chains.</summary>
    Chains,
}

/// <summary>Over which stretch of event time a fact looks back.</summary>
public enum FactWindow
{
    /// <summary>This moment.</summary>
    Moment,

    /// <summary>5 minutes.</summary>
    FiveMinutes,

    /// <summary>10 minutes.</summary>
    TenMinutes,

    /// <summary>15 minutes.</summary>
    QuarterHour,

    /// <summary>1 hour.</summary>
    Hour,

    /// <summary>6 hours.</summary>
    SixHours,

    /// <summary>24 hours.</summary>
    Day,

    /// <summary>48 hours.</summary>
    TwoDays,

    /// <summary>72 hours.</summary>
    ThreeDays,

    /// <summary>7 days.</summary>
    Week,

    /// <summary>30 days.</summary>
    Month,

    /// <summary>60 days.</summary>
    TwoMonths,

    /// <summary>All history in the ledger.</summary>
    Ever,
}

/// <summary>How a fact stands to the truth.</summary>
public enum FactExactness
{
    /// <summary>Exact, to a millionth where it is no whole number.</summary>
    Exact,

    /// <summary>Exact over whole buckets: 5 minutes and an hour of 5 minutes each, a day of hours, a week and 30 days of UTC days; the bucket that runs counts as one.</summary>
    Buckets,

    /// <summary>Exact over the last 64 transfers of more than dust that the address took part in, by the second; none older than 60 days. Of a service with more than 1,000 senders and recipients in 30 days its own last transfers are not looked through: what they would tell of it, and of a pair that it pays, is unknown, but that nothing was ever minted to it.</summary>
    LastEdges,

    /// <summary>A mean that forgets: older weighs less.</summary>
    Fading,

    /// <summary>What a search within the last 64 transfers of each address finds before its budget of steps is used up.</summary>
    Searched,
}

/// <summary>What the catalogue of facts says of one beside its documentation: docs/facts.md is made from both.</summary>
/// <param name="unit">What it is counted in.</param>
/// <param name="window">Over which stretch of event time.</param>
/// <param name="exactness">How it stands to the truth.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MeasuredAttribute(FactUnit unit, FactWindow window, FactExactness exactness) : Attribute
{
    /// <summary>What it is counted in.</summary>
    public FactUnit Unit => unit;

    /// <summary>Over which stretch of event time.</summary>
    public FactWindow Window => window;

    /// <summary>How it stands to the truth.</summary>
    public FactExactness Exactness => exactness;

    /// <summary>When it is not known, in words that follow "unknown"; empty where it always is known.</summary>
    public string Unknown { get; init; } = "";

    /// <summary>Whether it is unknown as of a transfer of unknown worth that would have to be counted into it.</summary>
    public bool WorthUnknown { get; init; }

    /// <summary>What feeds it, where nothing does yet: it is unknown until then.</summary>
    public string FedBy { get; init; } = "";
}
