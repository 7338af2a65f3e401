using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Ui.Hits;

/// <summary>The filter of the page of hits as its address carries it; the export reads the same.</summary>
/// <param name="State">A state, pending, release or all.</param>
/// <param name="About">party, address or screening.</param>
/// <param name="List">A list's id.</param>
/// <param name="Overdue">Only what should have been decided by now.</param>
public sealed record HitQuery(string? State, string? About, string? List, bool? Overdue)
{
    /// <summary>What it asks for. A word that is not known filters nothing, as on every page.</summary>
    public HitFilter Read() => new(
        State: Enum.TryParse<HitState>(State, ignoreCase: true, out var state) ? state : null,
        Decided: State == "all",
        ListId: string.IsNullOrEmpty(List) ? null : List,
        Kind: Enum.TryParse<HitSubjectKind>(About, ignoreCase: true, out var kind) ? kind : null,
        Overdue: Overdue == true,
        Pending: State == "pending",
        Release: State == "release");
}
