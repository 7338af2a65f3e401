namespace Usd1Compliance.Simulation;

/// <summary>The sanctioned addresses of the demo. They are made up, and stand in <c>rules/demo/fictional-sdn.xml</c>; a test holds the two together.</summary>
public static class DemoList
{
    /// <summary>EVM, as text.</summary>
    public static readonly IReadOnlyList<string> Addresses =
    [
        "0x1000000000000000000000000000000000000001",
    ];
}
