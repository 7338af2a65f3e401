using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>Small files in the form of each publisher, with invented parties, and the real ones where they are at hand.</summary>
public static class PublisherFiles
{
    /// <summary>The path of a small file: <c>un.xml</c>.</summary>
    public static string Of(string name) => Checkout.PathOf($"tests/Engine/Lists/Files/{name}");

    /// <summary>Its text.</summary>
    public static string Text(string name) => File.ReadAllText(Of(name));

    /// <summary>A real file, or the test is skipped.</summary>
    public static string Real(string path) => Checkout.RealData($"sanctions/lists/{path}");

    /// <summary>Reads a file that must be whole.</summary>
    public static ListFile Read(string path, string format) =>
        Assert.IsType<ListReading.Whole>(ListFile.Read(path, null, TestContext.Current.CancellationToken, format: format)).File;

    /// <summary>Reads a file that must not be.</summary>
    public static ListReading.Unreadable ReadBroken(string path, string format) =>
        Assert.IsType<ListReading.Unreadable>(ListFile.Read(path, null, TestContext.Current.CancellationToken, format: format));
}
