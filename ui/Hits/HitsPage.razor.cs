using Microsoft.AspNetCore.Components;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Hits;

/// <summary>The queue of hits: what waits and is due first stands first; what is looked for stands in the address.</summary>
public sealed partial class HitsPage : ListingPage<Hit>
{
    private IReadOnlyList<string> lists = [];

    /// <summary>Of the engine.</summary>
    [Inject]
    public required HitStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ListStore ListRows { get; init; }

    /// <summary>Filter: a state, pending, release, or all; without it, what waits for somebody.</summary>
    [SupplyParameterFromQuery]
    public string? State { get; set; }

    /// <summary>Filter: party, address, screening.</summary>
    [SupplyParameterFromQuery]
    public string? About { get; set; }

    /// <summary>Filter: a list's id.</summary>
    [SupplyParameterFromQuery]
    public string? List { get; set; }

    /// <summary>Filter: only what should have been decided by now.</summary>
    [SupplyParameterFromQuery]
    public bool Overdue { get; set; }

    private bool IsFiltered => State is not null || About is not null || List is not null || Overdue;

    private string Query => new Uri(Navigation.Uri).Query;

    /// <inheritdoc/>
    protected override async Task<Page<Hit>> FindAsync(int offset, int limit)
    {
        lists = [.. (await ListRows.AllAsync(Actor, Leaving)).Select(list => list.Definition.Id)];
        return await Store.QueueAsync(Actor, new HitQuery(State, About, List, Overdue).Read()!, offset, limit, Leaving);
    }
}
