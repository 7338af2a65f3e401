using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Postgres;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Sources;

/// <summary>Where transfers come from, how far each source has come, and what could not be read.</summary>
public sealed partial class SourcesPage : LivePage
{
    private const int size = 50;
    private const int shown = 20;

    private IReadOnlyList<SourceStatus> sources = [];
    private Page<RefusedRow>? refused;
    private IReadOnlyList<Retraction> retractions = [];

    /// <summary>Of the engine.</summary>
    [Inject]
    public required SourceStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required RetractionStore RetractionRows { get; init; }

    /// <summary>The source whose refused rows are shown.</summary>
    [SupplyParameterFromQuery(Name = "refused")]
    public int? Refused { get; set; }

    /// <summary>Which page of them, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? At { get; set; }

    private int PageNumber => Math.Max(1, At ?? 1);

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        sources = await Store.AllAsync(Actor, Leaving);
        retractions = Actor.May(Right.ReadCases) ? await RetractionRows.NewestAsync(Actor, shown, Leaving) : [];
        refused = Refused is { } sourceId ? await Store.RefusedRowsAsync(Actor, sourceId, (PageNumber - 1) * size, size, Leaving) : null;
    }

    private static string Hex(byte[] hash) => $"0x{Convert.ToHexStringLower(hash)}";
}
