using System.Diagnostics;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Cases;

/// <summary>
/// By when a case must be closed, counted from when it was opened or when an alert raised its severity. These are the issuer's own
/// targets, and well inside what the law leaves: 10 business days to report blocked property (31 CFR 501.603(b)(1)), 30 calendar days
/// to file on suspicious activity (31 CFR 1022.320(b)(3)).
/// </summary>
public static class Deadlines
{
    /// <summary>4 hours, 24 hours, 5 days or 10 days: around the clock, weekends too, as transfers do.</summary>
    public static TimeSpan For(Severity severity) => severity switch
    {
        Severity.Critical => TimeSpan.FromHours(4),
        Severity.High => TimeSpan.FromHours(24),
        Severity.Medium => TimeSpan.FromDays(5),
        Severity.Low => TimeSpan.FromDays(10),
        _ => throw new UnreachableException($"no deadline for severity {severity}"),
    };
}
