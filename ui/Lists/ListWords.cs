using Usd1Compliance.Lists;
using Usd1Compliance.Ui.Written;

namespace Usd1Compliance.Ui.Lists;

/// <summary>What the engine says of lists in codes, as a person reads it.</summary>
public static class ListWords
{
    /// <summary>The mark and its colour.</summary>
    public static (string Class, string Text) Mark(ListFreshness freshness) => freshness switch
    {
        ListFreshness.Fresh => ("mark good", "fresh"),
        ListFreshness.Late => ("mark attention", "late"),
        ListFreshness.Stale => ("mark bad", "stale"),
        _ => ("mark bad", "none in force"),
    };

    /// <summary>What follows from it.</summary>
    public static string Meaning(ListStanding list) => list.Freshness switch
    {
        ListFreshness.Late => $"Two checks in a row should have confirmed it by now. Screening goes on; it answers review once the list is older than {Figures.Span(list.Definition.MaxAge)}.",
        ListFreshness.Stale => "Screening does not answer allow while it is so old.",
        ListFreshness.Missing => "Nobody can be screened against it.",
        _ => "",
    };

    /// <summary>What came of a fetch.</summary>
    public static string Outcome(ListFetch fetched) => (fetched.Outcome, fetched.Became) switch
    {
        ("failed", _) => fetched.Error,
        (_, "in_force") => $"A new file: version {fetched.VersionId} was put in force.",
        (_, "interim") => $"Version {fetched.VersionId} waits for a second person, and an interim version judges beside it.",
        (_, "quarantined") => $"Version {fetched.VersionId} stands in quarantine; the version in force stayed.",
        (_, "turned_away") => $"Turned away: it is version {fetched.VersionId}, from which two persons returned to an earlier one.",
        ("not_modified", "confirmed") => $"Unchanged: version {fetched.VersionId} is confirmed as current.",
        (_, "confirmed") => $"It says the same as version {fetched.VersionId}, which is confirmed as current.",
        _ => "It came, and was not taken in: another file that belongs to it did not.",
    };

    /// <summary>How a version stands.</summary>
    /// <param name="version">Which.</param>
    /// <param name="all">All versions of its list.</param>
    public static (string Class, string Text) State(ListVersion version, IReadOnlyList<ListVersion> all) => version switch
    {
        { InForce: true, InterimOf: { } waiting } => ("mark calm", $"in force, interim of {waiting}"),
        { InForce: true } => ("mark good", "in force"),
        { InterimOf: { } waiting } => ("mark", $"was interim of {waiting}"),
        { Status: ListVersionStatus.Accepted } => ("mark", "was in force"),
        { Counts.Parties: 0 } => ("mark bad", "cannot be read"),
        _ when IsOvertaken(version, all) => ("mark", "overtaken"),
        _ => ("mark attention", "waits for a second person"),
    };

    /// <summary>Whether a later version judges than the interim one beside which this one waited: it can no longer be approved.</summary>
    public static bool IsOvertaken(ListVersion version, IReadOnlyList<ListVersion> all) => Interim(version, all) is { InForce: false };

    /// <summary>The interim version that stands in for one that waits, or null.</summary>
    public static ListVersion? Interim(ListVersion version, IReadOnlyList<ListVersion> all) => all.Where(one => one.InterimOf == version.VersionId).MaxBy(one => one.VersionId);
}
