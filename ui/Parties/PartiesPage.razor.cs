using Microsoft.AspNetCore.Components;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Parties;

/// <summary>Every party, by id, page by page. Role, status and id stand in the address; a name that is looked for stays in the circuit.</summary>
public sealed partial class PartiesPage : ListingPage<PartySummary>
{
    private string? name;

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PartyStore Store { get; init; }

    /// <summary>Filter: customer, beneficial_owner, counterparty, vasp.</summary>
    [SupplyParameterFromQuery]
    public string? Role { get; set; }

    /// <summary>Filter: active, closed.</summary>
    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    /// <summary>Filter: what the id begins with.</summary>
    [SupplyParameterFromQuery]
    public string? Id { get; set; }

    private PartyQuery Query => new(Role, Status, Id);

    private string ExportLink => Navigation.GetUriWithQueryParameters("/parties/export", new Dictionary<string, object?> { ["role"] = Role, ["status"] = Status, ["id"] = Id });

    /// <inheritdoc/>
    protected override Task<Page<PartySummary>> FindAsync(int offset, int limit) => Query.Read() is { } filter
        ? Store.ListAsync(Actor, filter with { NameContains = name }, offset, limit, Leaving)
        : Task.FromResult(new Page<PartySummary>([], 0));

    private async Task SearchAsync(ChangeEventArgs change)
    {
        // The database takes no zero in a text, and no name has one.
        name = change.Value is string text && text.Replace("\0", "", StringComparison.Ordinal).Trim() is { Length: > 0 } asked ? asked : null;
        if (At is null)
        {
            await ReadAgainAsync();
        }
        else
        {
            Filter(new KeyValuePair<string, object?>("page", null));        // reads anew from the first rows
        }
    }

    private async Task Forget()
    {
        name = null;
        await ReadAgainAsync();
    }
}
