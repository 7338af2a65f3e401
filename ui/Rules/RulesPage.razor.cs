using Microsoft.AspNetCore.Components;
using Usd1Compliance.Rules;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Rules;

/// <summary>What is looked for: each rule in force with its sentence, thresholds, expression and source. To be read, not changed.</summary>
public sealed partial class RulesPage : EnginePage
{
    private PackInForce? pack;
    private IReadOnlyList<PackRecord> packs = [];

    /// <summary>Of the engine.</summary>
    [Inject]
    public required RulePackStore Store { get; init; }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        pack = await Store.FindAsync(Actor, null, Leaving);
        packs = await Store.AllAsync(Actor, Leaving);
    }
}
