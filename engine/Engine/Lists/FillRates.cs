using System.Globalization;

namespace Usd1Compliance.Lists;

/// <summary>
/// How much of a field a list fills, against the version in force. A file can be whole, well-formed and of the right size, and have lost a
/// column: a publisher renamed an element, or a reader did not follow. Screening would then go on without birth dates, and nobody would know.
/// </summary>
internal static class FillRates
{
    /// <summary>
    /// By how much of itself a rate may fall. Between the four real files of OFAC's SDN list of 2025-03-04 to 2025-11-19 no rate of the table fell by more than
    /// 1 % (names to a party: 2.66 to 2.64) while 1,200 parties came and went; the other publishers' lists turn over more slowly.
    /// </summary>
    public const decimal LargestFall = 0.10m;

    /// <summary>Fewer entries than this say nothing: in a list of a few, one party is ten per cent.</summary>
    public const int FewestEntries = 20;

    // One line for each field that screening rests on; addresses have the drop guard, which is stricter.
    private static readonly IReadOnlyList<Rate> all =
    [
        new("individuals with a birth date", counts => counts.IndividualsWithBirthDate, Individuals),                   // tells namesakes apart
        new("entries with a nationality, to the individuals", counts => counts.WithNationality, Individuals),           // likewise
        new("parties with a programme", counts => counts.WithProgramme, Parties),                                       // decides whether a hit blocks
        new("parties with an identifier", counts => counts.WithIdentifier, Parties),                                    // passports, registrations, IMO numbers
        new("parties with a listing date", counts => counts.WithListingDate, Parties),                                  // before or after a transfer
        new("names to a party", counts => counts.Names, Parties),                                                       // aliases
        new("names in other scripts than Latin, to a party", counts => counts.Names - counts.Scripts.GetValueOrDefault("Latin"), Parties),
        new("links to others, to a party", counts => counts.Links, Parties),                                            // the 50 % rule
    ];

    /// <summary>The rates that fell by more than they may, in words with both figures.</summary>
    /// <param name="before">What the version in force holds.</param>
    /// <param name="now">What the file holds.</param>
    public static IReadOnlyList<string> Fallen(ListCounts before, ListCounts now) => [.. all.Where(rate => rate.Fell(before, now)).Select(rate => rate.InWords(before, now))];

    private static int Individuals(ListCounts counts) => counts.Of(ListEntryKind.Individual);

    private static int Parties(ListCounts counts) => counts.Parties;

    private sealed record Rate(string Field, Func<ListCounts, int> Has, Func<ListCounts, int> Of)
    {
        public bool Fell(ListCounts before, ListCounts now)
        {
            // Of nobody, no share can be told: counts of a kind are looked at elsewhere.
            if (Of(before) == 0 || Of(now) == 0)
            {
                return false;
            }

            var expected = (decimal)Has(before) / Of(before) * Of(now);
            return Has(now) < expected * (1 - LargestFall) && expected - Has(now) > FewestEntries;
        }

        public string InWords(ListCounts before, ListCounts now) => $"{Field}: {Figure(now)} where the version in force has {Figure(before)}";

        private string Figure(ListCounts counts)
        {
            var rate = (decimal)Has(counts) / Of(counts);
            return string.Create(CultureInfo.InvariantCulture, $"{(Field.Contains("to a party", StringComparison.Ordinal) ? $"{rate:0.00}" : $"{rate * 100:0.0} %")} ({Has(counts):N0} of {Of(counts):N0})");
        }
    }
}
