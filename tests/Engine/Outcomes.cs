using Usd1Compliance.Audit;

namespace Usd1Compliance.Tests.Engine;

internal static class Outcomes
{
    /// <summary>What was done, or the test fails with the refusal's words.</summary>
    public static T Done<T>(this Outcome<T> outcome) => outcome.Match(done => done, refused => throw new Xunit.Sdk.XunitException($"refused {refused.Code}: {refused.Message}"));

    /// <summary>The refusal's code, or "done".</summary>
    public static string Code<T>(this Outcome<T> outcome) => outcome.Match(_ => "done", refused => refused.Code);
}
