namespace Usd1Compliance.Simulation;

/// <summary>The sanctioned addresses of the demo. They are made up, and stand in <c>rules/demo/fictional-sdn.xml</c>; a test holds the two together.</summary>
public static class DemoList
{
    /// <summary>EVM, as text.</summary>
    public static readonly IReadOnlyList<string> Addresses =
    [
        "0xbadbad0000000000000000000000000000000001",
        "0xbadbad0000000000000000000000000000000002",
        "0xbadbad0000000000000000000000000000000003",
        "0xbadbad0000000000000000000000000000000004",
        "0xbadbad0000000000000000000000000000000005",
    ];
}
