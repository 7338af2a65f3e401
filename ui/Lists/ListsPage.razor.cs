using Microsoft.AspNetCore.Components;
using Usd1Compliance.Lists;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Lists;

/// <summary>The lists that are screened against, what of each is in force, and whether it is fresh enough to judge by.</summary>
public sealed partial class ListsPage : EnginePage
{
    private IReadOnlyList<ListStanding> lists = [];

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ListStore Store { get; init; }

    /// <inheritdoc/>
    protected override async Task ReadAsync() => lists = await Store.AllAsync(Actor, Leaving);
}
