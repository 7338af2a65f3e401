using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Ui.Session;

namespace Usd1Compliance.Ui.Shell;

/// <summary>The menu: only what the person may see. (The engine refuses the rest in any case.)</summary>
public sealed partial class NavMenu : ComponentBase
{
    private static readonly MenuGroup[] all =
    [
        new("Work", [new("/", "Overview", Right.ReadCases), new("/cases", "Cases", Right.ReadCases), new("/hits", "Hits", Right.ReadCases), new("/alerts", "Alerts", Right.ReadCases), new("/below-the-line", "Below the line", Right.ReadCases)]),
        new("Facts", [new("/transfers", "Transfers", Right.ReadCases), new("/sources", "Sources", Right.ReadCases), new("/parties", "Parties", Right.ReadCases), new("/lists", "Lists", Right.ReadCases), new("/rules", "Rules", Right.ReadRules)]),
        new("Control", [new("/users", "Users", Right.ManagePeople), new("/keys", "API keys", Right.ManagePeople), new("/audit", "Audit trail", Right.ReadAudit)]),
    ];

    private Actor? actor;

    /// <summary>Who looks.</summary>
    [Inject]
    public required SignedInPerson Person { get; init; }

    private IEnumerable<MenuGroup> Groups => actor is null ? [] : all
        .Select(group => group with { Entries = [.. group.Entries.Where(entry => actor.May(entry.Needs))] })
        .Where(group => group.Entries.Length > 0);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        try
        {
            actor = (await Person.NowAsync(CancellationToken.None)).Actor;
        }
        catch (SessionEndedException)
        {
            actor = null;       // the page itself leads to the sign-in
        }
    }

    private sealed record MenuGroup(string Name, MenuEntry[] Entries);

    private sealed record MenuEntry(string Link, string Name, Right Needs);
}
