using Microsoft.AspNetCore.Components;
using Usd1Compliance.Monitoring.BelowTheLine;
using Usd1Compliance.Postgres;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.BelowTheLine;

/// <summary>The sample below the line, and what looking at it came to; what is looked for stands in the address.</summary>
public sealed partial class BelowLinePage : ListingPage<BelowLineFinding>
{
    private IReadOnlyList<BelowLineFigure> figures = [];
    private IReadOnlyList<DateOnly> weeks = [];

    /// <summary>Of the engine.</summary>
    [Inject]
    public required BelowLineStore Store { get; init; }

    /// <summary>The time.</summary>
    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>Filter: reviewed, shouldhavebeen, rightlyleftout or all; without it, what nobody looked at.</summary>
    [SupplyParameterFromQuery]
    public string? State { get; set; }

    /// <summary>Filter: a rule's id.</summary>
    [SupplyParameterFromQuery]
    public string? Rule { get; set; }

    /// <summary>Filter: the Monday of a week, <c>2026-11-23</c>.</summary>
    [SupplyParameterFromQuery]
    public string? Week { get; set; }

    private DateTimeOffset Now => Clock.GetUtcNow();

    private BelowLineQuery Query => new(State, Rule, Week);

    private string ExportLink => Navigation.GetUriWithQueryParameters("/below-the-line/export", new Dictionary<string, object?> { ["state"] = State, ["rule"] = Rule, ["week"] = Week });

    /// <inheritdoc/>
    protected override bool Follows => false;

    /// <inheritdoc/>
    protected override async Task<Page<BelowLineFinding>> FindAsync(int offset, int limit)
    {
        figures = await Store.FiguresAsync(Actor, Leaving);
        weeks = await Store.WeeksAsync(Actor, Leaving);
        return Query.Read() is { } filter ? await Store.PageAsync(Actor, filter, offset, limit, Leaving) : new Page<BelowLineFinding>([], 0);
    }
}
