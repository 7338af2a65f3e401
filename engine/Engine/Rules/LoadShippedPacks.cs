using System.Reflection;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Rules;

/// <summary>
/// At first start, puts the packs that came with the product in force, so that monitoring never runs without rules. It is the one pack that no second
/// person approved, and it is recorded as such: docs/decisions/0013. Every later pack, also a newer one that is shipped, is proposed and approved.
/// </summary>
public sealed class LoadShippedPacks(RulePackStore packs, RulePackReader reader)
{
    private static readonly Actor starting = Actor.Job("first-start", Right.ManageRules);

    /// <summary>The version of this build, with the commit that it was built from where that is known.</summary>
    public static string ProductVersion { get; } = typeof(LoadShippedPacks).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Puts the packs of a folder in force where none ever was; a pack that stands in force is left alone, whatever the folder holds.</summary>
    /// <param name="folder">The folder with the packs: <see cref="RulesFolder.Packs"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pack in force.</returns>
    /// <exception cref="RulePackRefusedException">None is in force and the folder's do not read, or there is no layer with them.</exception>
    public async Task<PackInForce> RunAsync(string folder, CancellationToken cancellationToken) =>
        await packs.InForceAsync(cancellationToken) ?? await packs.PutFirstAsync(starting, WholePackOf(folder), ProductVersion, cancellationToken);

    private RulePack WholePackOf(string folder) => reader.ReadDirectory(folder).Demand() is { HasLayer: true } pack ? pack
        : throw new RulePackRefusedException([new RuleProblem(folder, null, 0, 0, $"There is no {GlobalLayer.FileName} in the folder or beside it.", "Put back the one that was shipped: it is part of the pack.")]);
}
