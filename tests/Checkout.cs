namespace Usd1Compliance.Tests;

/// <summary>The checkout that the tests run from, and the material beside it.</summary>
public static class Checkout
{
    /// <summary>The folder that holds Usd1Compliance.sln.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory, "Usd1Compliance.sln")
        ?? throw new InvalidOperationException("The tests run from within a checkout: Usd1Compliance.sln was not found above them.");

    /// <summary>A path inside the checkout.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>A file of the real data that lies beside the checkout (../shared/data); the test is skipped, and says so, where it is absent.</summary>
    public static string RealData(string relative)
    {
        var file = Path.GetFullPath(Path.Combine(Root, "../shared/data", relative));
        Assert.SkipUnless(File.Exists(file) || Directory.Exists(file), $"../shared/data/{relative} is not beside this checkout.");
        return file;
    }

    private static string? Above(string start, string name)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, name)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
