namespace Usd1Compliance.Benchmarks;

/// <summary>The real files that figures are about. They are no part of the checkout; what needs one says so and is skipped where it is not there.</summary>
internal static class SharedData
{
    /// <summary>A file below <c>shared/data</c> beside one of the folders above; null where it is not there.</summary>
    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data", path);
            if (File.Exists(data))
            {
                return data;
            }
        }

        return null;
    }
}
