using Usd1Compliance.Audit;

namespace Usd1Compliance.Lists;

/// <summary>Whether a file that could be read whole may judge without a person looking at it first.</summary>
internal static class PlausibleFile
{
    // A list of a few entries may halve lawfully; thousands do not go in a day, and do not come fivefold.
    private const int FewParties = 20;
    private const int ManyParties = 1000;

    /// <summary>What a person must look at, or null.</summary>
    /// <param name="name">Of the file.</param>
    /// <param name="file">Read whole.</param>
    /// <param name="standing">What the version in force holds; null where there is none.</param>
    public static Refusal? Doubt(string name, ListFile file, ListCounts? standing)
    {
        if (file.Unfamiliar.Where(word => standing is null || !standing.Unfamiliar.Contains(word.What)).ToList() is { Count: > 0 } strange)
        {
            return new Refusal("list_words_unfamiliar", $"{name} holds what its reader does not know: {string.Join("; ", strange.Take(5).Select(word => $"{word.What} (line {word.Line:N0})"))}{(strange.Count > 5 ? $" and {strange.Count - 5} more" : "")}. "
                + "The rest of it was read, and the version in force stays. Look whether what is new matters for screening; a second person may then approve this version, after which these words are known.");
        }

        if (standing is null)
        {
            return null;
        }

        var (before, now) = (standing.Parties, file.Entries.Count);
        return now * 2 < before && before - now > FewParties || now > before * 5 && now - before > ManyParties
            ? new Refusal("list_size_implausible", $"{name} holds {now:N0} parties where the version in force holds {before:N0}. That version stays. If the publisher has really changed so much, a second person approves this one; otherwise fetch it again.")
            : null;
    }
}
