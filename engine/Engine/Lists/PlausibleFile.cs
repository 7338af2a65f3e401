using Usd1Compliance.Audit;

namespace Usd1Compliance.Lists;

/// <summary>Whether a file that could be read whole may judge without a person looking at it first.</summary>
internal static class PlausibleFile
{
    // A list of a few entries may halve lawfully; thousands do not go in a day, and do not come fivefold.
    private const int FewParties = 20;
    private const int ManyParties = 1000;

    /// <summary>All that a person must look at, or null: whoever approves the file approves all of it. The code is that of the first, in this order: words that nobody knows, canaries, minimums, size, fields.</summary>
    /// <param name="name">Of the file.</param>
    /// <param name="list">With what every good copy of it holds. That is asked of the first file, too.</param>
    /// <param name="file">Read whole.</param>
    /// <param name="standing">What the version in force holds; null where there is none.</param>
    public static Refusal? Doubt(string name, ListDefinition list, ListFile file, ListCounts? standing)
    {
        var now = ListCounts.Of(file);
        Refusal[] doubts = [.. new[]
        {
            Unfamiliar(name, file, standing), Canaries(name, list, file), Minimums(name, list, now),
            standing is null ? null : Size(name, standing, now), standing is null ? null : Fields(name, file, standing, now),
        }.OfType<Refusal>()];
        return doubts.Length == 0 ? null : new Refusal(doubts[0].Code, string.Join(" Further: ", doubts.Select(doubt => doubt.Message)));
    }

    private static Refusal? Unfamiliar(string name, ListFile file, ListCounts? standing)
    {
        var strange = file.Unfamiliar.Where(word => standing is null || !standing.Unfamiliar.Contains(word.What)).ToList();
        return strange.Count == 0 ? null : new Refusal("list_words_unfamiliar", $"{name} holds what its reader does not know: {string.Join("; ", strange.Take(5).Select(word => $"{word.What} (line {word.Line:N0})"))}{(strange.Count > 5 ? $" and {strange.Count - 5} more" : "")}. "
            + "The rest of it was read, and the version in force stays. Look whether what is new matters for screening; a second person may then approve this version, after which these words are known.");
    }

    private static Refusal? Canaries(string name, ListDefinition list, ListFile file) => list.Canaries.IsNone || list.Canaries.MissingIn(file.Entries) is not { Count: > 0 } missing ? null
        : new Refusal("list_canary_missing", $"{name} does not hold {string.Join(", ", missing)}, which every good copy of {list.Id} holds. The version in force stays. Fetch the file again and compare it with the publisher's page; "
            + "if the party was really delisted, take it out of the canaries in the file of lists, and a second person approves this version.");

    private static Refusal? Minimums(string name, ListDefinition list, ListCounts now)
    {
        var below = list.AtLeast.Against(now).Where(asked => asked.Has < asked.AtLeast).Select(asked => $"{asked.Has:N0} {asked.What} where {asked.AtLeast:N0} are the least").ToList();
        return below.Count == 0 ? null : new Refusal("list_below_minimum", $"{name} holds {string.Join(", ", below)} that a good copy of {list.Id} holds. The version in force stays. Fetch the file again; "
            + "if the publisher has really shortened the list so far, lower atLeast in the file of lists, and a second person approves this version.");
    }

    // Of all parties, and of each kind for itself: firms may all be there and every ship be lost.
    private static Refusal? Size(string name, ListCounts standing, ListCounts now)
    {
        var implausible = new[] { (What: "parties", Before: standing.Parties, Now: now.Parties) }
            .Concat(Enum.GetValues<ListEntryKind>().Select(kind => (What: Plural(kind), Before: standing.Of(kind), Now: now.Of(kind))))
            .Where(count => IsImplausible(count.Before, count.Now)).Select(count => $"{count.Now:N0} {count.What} where the version in force holds {count.Before:N0}").ToList();
        return implausible.Count == 0 ? null
            : new Refusal("list_size_implausible", $"{name} holds {string.Join(", ", implausible)}. That version stays. If the publisher has really changed so much, a second person approves this one; otherwise fetch it again.");
    }

    // A fallback file is another format with fewer fields by its nature: what it holds is taken beside the version in force, never in its place.
    private static Refusal? Fields(string name, ListFile file, ListCounts standing, ListCounts now) => file.IsFallback || FillRates.Fallen(standing, now) is not { Count: > 0 } fallen ? null
        : new Refusal("list_field_emptied", $"{name} fills less of its fields than before: {string.Join("; ", fallen)}. The version in force stays. Compare a few parties with the publisher's page: if the field has moved, a newer reader is needed; "
            + "if the publisher has really given it up, a second person approves this version.");

    private static bool IsImplausible(int before, int now) => (now * 2 < before && before - now > FewParties) || (now > before * 5 && now - before > ManyParties);

    private static string Plural(ListEntryKind kind) => kind switch
    {
        ListEntryKind.Individual => "individuals",
        ListEntryKind.Entity => "entities",
        ListEntryKind.Vessel => "vessels",
        ListEntryKind.Aircraft => "aircraft",
        _ => "parties of no known kind",
    };
}
