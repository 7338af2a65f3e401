using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening.Names;

/// <summary>The policy of this checkout, as it is shipped.</summary>
internal static class ShippedPolicy
{
    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Checkout.PathOf("rules/screening");

    /// <summary>The policy, read once: nothing changes it.</summary>
    public static NamePolicy Policy { get; } = NamePolicy.Read(Folder);

    /// <summary>A copy of its folder that a test may spoil.</summary>
    public static DirectoryInfo Copy()
    {
        var copy = Directory.CreateTempSubdirectory("usd1-policy-");
        copy.CreateSubdirectory("lexicon");
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(copy.FullName, Path.GetRelativePath(Folder, file)));
        }

        return copy;
    }
}
