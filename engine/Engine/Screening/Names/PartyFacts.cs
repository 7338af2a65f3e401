using Usd1Compliance.Lists;

namespace Usd1Compliance.Screening.Names;

/// <summary>What is known of a party beside its names.</summary>
/// <param name="BirthDates">When it may have been born.</param>
/// <param name="Countries">Of nationality, residence or registration: ISO 3166 alpha-2, upper case.</param>
/// <param name="Gender">Of a person.</param>
/// <param name="Identifiers">Numbers of its own: letters and digits, upper case, without a kind.</param>
public sealed record PartyFacts(IReadOnlyList<DateInterval> BirthDates, IReadOnlyList<string> Countries, ListedGender Gender, IReadOnlyList<string> Identifiers)
{
    /// <summary>Nothing.</summary>
    public static PartyFacts None { get; } = new([], [], ListedGender.Unknown, []);

    /// <summary>A number as it is compared: letters and digits alone.</summary>
    public static string Number(string written) => string.Concat(written.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}

/// <summary>Weighs what is known of two parties beside their names.</summary>
internal static class CompareFacts
{
    private const int Generation = 10;

    /// <summary>The evidence; a thing that one of them does not have says nothing.</summary>
    public static List<Qualifier> Of(PartyFacts query, PartyFacts candidate, NameOf ofQuery, NameOf ofCandidate)
    {
        List<Qualifier> evidence = [];
        if (ofQuery != ofCandidate)
        {
            evidence.Add(Qualifier.OtherKind);
        }

        if (query.Identifiers.Count > 0 && candidate.Identifiers.Count > 0 && query.Identifiers.Any(candidate.Identifiers.Contains))
        {
            evidence.Add(Qualifier.SameIdentifier);
        }

        if (query.BirthDates.Count > 0 && candidate.BirthDates.Count > 0)
        {
            evidence.Add(query.BirthDates.SelectMany(one => candidate.BirthDates.Select(other => Births(one, other))).Min());
        }

        if (query.Countries.Count > 0 && candidate.Countries.Count > 0)
        {
            evidence.Add(query.Countries.Any(candidate.Countries.Contains) ? Qualifier.SameCountry : Qualifier.OtherCountry);
        }

        if (query.Gender != ListedGender.Unknown && candidate.Gender != ListedGender.Unknown && query.Gender != candidate.Gender)
        {
            evidence.Add(Qualifier.OtherGender);
        }

        return evidence;
    }

    // In order of Qualifier: the best of several dates is the least.
    private static Qualifier Births(DateInterval one, DateInterval other)
    {
        if (one.From == one.To && one == other)
        {
            return Qualifier.SameBirthDate;
        }

        var years = one.From > other.To ? one.From.Year - other.To.Year : other.From > one.To ? other.From.Year - one.To.Year : 0;
        return years <= 1 || OnePartDiffers(one, other) ? Qualifier.NearBirthDate : years <= Generation ? Qualifier.OtherBirthYear : Qualifier.FarBirthYear;
    }

    // 1951-07-19 for 1951-06-19, 12 March for 3 December: what a clerk gets wrong.
    private static bool OnePartDiffers(DateInterval one, DateInterval other)
    {
        if (one.From != one.To || other.From != other.To)
        {
            return false;
        }

        var (first, second) = (one.From, other.From);
        return (first.Day == second.Day && first.Month == second.Month && Math.Abs(first.Year - second.Year) <= Generation) ||
            (first.Year == second.Year && (first.Month == second.Month || first.Day == second.Day || (first.Day == second.Month && first.Month == second.Day)));
    }
}
