using Usd1Compliance.Audit;

namespace Usd1Compliance.Rules;

/// <summary>At first start, puts the packs that came with the product in force, so that monitoring never runs without rules.</summary>
public sealed class LoadShippedPacks(RulePackStore packs, RulePackReader reader)
{
    private static readonly Actor starting = Actor.Job("first-start", Right.ManageRules);

    /// <summary>Puts the packs of a folder in force where none is; a pack that stands in force is left alone, whatever the folder holds.</summary>
    /// <param name="folder">The folder with the packs: <see cref="RulesFolder.Packs"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pack in force.</returns>
    /// <exception cref="RulePackRefusedException">None is in force and the folder's do not read.</exception>
    public async Task<PackInForce> RunAsync(string folder, CancellationToken cancellationToken) =>
        await packs.InForceAsync(cancellationToken) ?? await packs.PutAsync(starting, reader.ReadDirectory(folder).Demand(), cancellationToken);
}
