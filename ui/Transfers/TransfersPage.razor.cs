using System.Globalization;
using Microsoft.AspNetCore.Components;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Transfers;

/// <summary>The ledger, newest first, page by page; what is looked for stands in the address.</summary>
public sealed partial class TransfersPage : EnginePage
{
    private const int size = 50;

    private Page<Transfer>? found;
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

    /// <summary>Which page, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? At { get; set; }

    private int PageNumber => Math.Max(1, At ?? 1);

    private bool AddressIsUnreadable => Address is not null && !AddressText.TryRead(Address.Trim(), out _);

    private bool AmountIsUnreadable => AtLeast is not null && Amount is null;

    private decimal? Amount => decimal.TryParse(AtLeast, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        sources = await SourceRows.AllAsync(Actor, Leaving);
        found = AddressIsUnreadable || AmountIsUnreadable ? new Page<Transfer>([], 0) : await Ledger.PageAsync(Actor, new TransferFilter
        {
            SourceId = Source,
            Kind = Enum.TryParse<TransferKind>(Kind, ignoreCase: true, out var kind) ? kind : null,
            Address = Address is not null && AddressText.TryRead(Address.Trim(), out var address) ? address : null,
            AtLeast = Amount,
            Since = DayOf(From),
            Before = DayOf(To)?.AddDays(1),
        }, (PageNumber - 1) * size, size, Leaving);
    }

    private void Narrow(string name, object? value) => Filter(new(name.ToLowerInvariant(), value), new("page", null));

    private static DateTimeOffset? DayOf(string? day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
