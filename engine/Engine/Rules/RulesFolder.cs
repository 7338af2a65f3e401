namespace Usd1Compliance.Rules;

/// <summary>
/// The folder <c>rules/</c>: what a compliance officer may change. <c>USD1_RULES</c> names it; without it, it is the first folder
/// <c>rules/packs</c> found beside the executable or above it, which is the checkout's own. There is no third place.
/// </summary>
public static class RulesFolder
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "USD1_RULES";

    /// <summary>The folder with the packs, <c>packs</c> in the folder of rules.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string Packs => Find(Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

    /// <summary>The folder with the policy by which names are compared, <c>screening</c> in the folder of rules.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no folder of rules.</exception>
    public static string Screening => Path.Combine(Directory.GetParent(Packs)!.FullName, "screening");

    /// <summary>The environment variable that names another file of lists than <c>lists.json</c> in the folder of rules: the demo has a set of its own.</summary>
    public const string ListsVariable = "USD1_LISTS";

    /// <summary>The file that says which lists are screened against.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no folder of rules, and no file is named.</exception>
    public static string Lists => Environment.GetEnvironmentVariable(ListsVariable) is { Length: > 0 } named ? named : Path.Combine(Directory.GetParent(Packs)!.FullName, "lists.json");

    internal static string Find(string? named, string from)
    {
        if (!string.IsNullOrEmpty(named))
        {
            var packs = Path.Combine(named, "packs");
            return Directory.Exists(packs) ? packs
                : throw new DirectoryNotFoundException($"{Variable} is {named}, and there is no folder packs in it. Set it to the folder that holds packs/, or unset it to use the checkout's.");
        }

        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            var packs = Path.Combine(folder.FullName, "rules", "packs");
            if (Directory.Exists(packs))
            {
                return packs;
            }
        }

        throw new DirectoryNotFoundException($"There is no folder rules/packs beside {from} or above it. Set {Variable} to the folder that holds packs/.");
    }
}
