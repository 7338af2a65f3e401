using Xunit.v3;

namespace Usd1Compliance.Tests;

/// <summary>What a test needs to run; <c>./test SUITE</c> runs one. Every class of tests carries one (HouseTests sees to it).</summary>
public enum Suite
{
    /// <summary>Nothing but the process.</summary>
    Unit,

    /// <summary>PostgreSQL.</summary>
    Database,

    /// <summary>PostgreSQL and a local chain (anvil).</summary>
    Chain,

    /// <summary>PostgreSQL and the service's HTTP API.</summary>
    Api,

    /// <summary>PostgreSQL and a browser.</summary>
    Ui,

    /// <summary>Long runs that ./test alone leaves out.</summary>
    Soak,
}

/// <summary>Says which suite a class of tests belongs to.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SuiteAttribute(Suite suite) : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("suite", suite.ToString().ToLowerInvariant())];
}
