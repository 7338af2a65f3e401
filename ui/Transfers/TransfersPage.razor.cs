using Microsoft.AspNetCore.Components;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Transfers;

/// <summary>The ledger, newest first, page by page; what is looked for stands in the address.</summary>
public sealed partial class TransfersPage : ListingPage<Transfer>
{
    private IReadOnlyList<SourceStatus> sources = [];

    /// <summary>Of the engine.</summary>
    [Inject]
    public required TransferStore Ledger { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required SourceStore SourceRows { get; init; }

    /// <summary>Filter: a source's number.</summary>
    [SupplyParameterFromQuery]
    public int? Source { get; set; }

    /// <summary>Filter: transfer, mint, burn, freeze, unfreeze, seize.</summary>
    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    /// <summary>Filter: either side, in any spelling.</summary>
    [SupplyParameterFromQuery]
    public string? Address { get; set; }

    /// <summary>Filter: whole tokens, a plain decimal number.</summary>
    [SupplyParameterFromQuery(Name = "atleast")]
    public string? AtLeast { get; set; }

    /// <summary>Filter: first day, <c>2026-11-22</c>.</summary>
    [SupplyParameterFromQuery]
    public string? From { get; set; }

    /// <summary>Filter: last day.</summary>
    [SupplyParameterFromQuery]
    public string? To { get; set; }

    /// <summary>Filter: yes for those that a reorganisation took back.</summary>
    [SupplyParameterFromQuery]
    public string? Retracted { get; set; }

    private TransferQuery Query => new(Source, Kind, Address, AtLeast, From, To, Retracted);

    private string ExportLink => Navigation.GetUriWithQueryParameters("/transfers/export", new Dictionary<string, object?>
    {
        ["source"] = Source, ["kind"] = Kind, ["address"] = Address, ["atleast"] = AtLeast, ["from"] = From, ["to"] = To, ["retracted"] = Retracted,
    });

    /// <inheritdoc/>
    protected override bool Follows => false;

    /// <inheritdoc/>
    protected override async Task<Page<Transfer>> FindAsync(int offset, int limit)
    {
        sources = await SourceRows.AllAsync(Actor, Leaving);
        return Query.Read() is { } filter ? await Ledger.PageAsync(Actor, filter, offset, limit, Leaving) : new Page<Transfer>([], 0);
    }
}
