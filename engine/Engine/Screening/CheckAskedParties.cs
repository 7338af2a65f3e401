using System.Text;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Screening;

/// <summary>
/// Makes of each party that is asked about what is looked for, or says the first thing that is wrong. A name that cannot be read is refused:
/// nothing would be compared, and nothing found would read like an answer. Messages name the place and not the text, which is personal data.
/// </summary>
internal static class CheckAskedParties
{
    /// <summary>What is wrong with a party that is given by its id; null where nothing is.</summary>
    public static Refusal? FaultOfRegistered(AskedParty asked, int place) =>
        asked with { PartyId = null } is not { Name: null, Names.Count: 0, Kind: null, BirthDate: null, Countries.Count: 0, Gender: null, Identifiers.Count: 0 }
            ? new Refusal("party_wrong", $"parties[{place}] has a partyId and more. Give the id of a registered party alone: what is known of it stands there.") : null;

    /// <summary>What is looked for, of a party that is given by its names.</summary>
    public static Outcome<PartyQuery> Read(NamePolicy policy, AskedParty asked, int place)
    {
        if (PartyWords.Kind(asked.Kind) is not { } kind)
        {
            return new Refusal("party_wrong", $"parties[{place}] needs a kind, person or organisation: names of the two are read by different rules.");
        }

        var gender = ListedGender.Unknown;
        if (asked.Gender is { } word)
        {
            if (PartyWords.Gender(word) is not (ListedGender.Female or ListedGender.Male))
            {
                return new Refusal("party_wrong", $"parties[{place}].gender is female or male. Leave it out where it is not known.");
            }

            gender = PartyWords.Gender(word)!.Value;
        }

        DateInterval? born = null;
        if (asked.BirthDate is { } date && (born = PartyDates.Read(date)) is null)
        {
            return new Refusal("party_date_unreadable", $"parties[{place}].birthDate is no date of the form 1965, 1965-03 or 1965-03-04. Leave out what is not known rather than guess it.");
        }

        string[] names = [.. asked.Name is { } name ? [name] : Array.Empty<string>(), .. asked.Names];
        var of = kind == PartyKind.Person ? NameOf.Person : NameOf.Organisation;
        return FaultOf(policy, asked, names, of, place) is { } fault ? fault : new PartyQuery([.. names.Distinct()], of, new PartyFacts(born is null ? [] : [born],
            [.. asked.Countries.Select(CountryCodes.Find).OfType<string>().Distinct()], gender,
            [.. asked.Identifiers.Select(identifier => PartyFacts.Number(identifier.Number)).Where(number => number.Length > 0).Distinct()]));
    }

    /// <summary>What is looked for, of a registered party.</summary>
    public static PartyQuery Of(Party party) => new(party.Names, party.Kind == PartyKind.Person ? NameOf.Person : NameOf.Organisation, new PartyFacts(
        party.BirthDates, party.Countries, party.Gender, [.. party.Identifiers.Select(identifier => PartyFacts.Number(identifier.Number)).Where(number => number.Length > 0).Distinct()]));

    /// <summary>Whether a name has something by which it can be looked for: a word, and of a person one that is no initial. THE COMPANY LTD is nobody's name.</summary>
    public static bool IsReadable(NamePolicy policy, string name, NameOf of)
    {
        var tokens = policy.Fold(name, of).Tokens;
        return of == NameOf.Person
            ? tokens.Any(token => token.Kind != TokenKind.Initial)
            : tokens.Any(token => token.Kind is not (TokenKind.Form or TokenKind.Title or TokenKind.Particle) && !stopWords.Contains(token.Text));
    }

    private static readonly HashSet<string> stopWords = new(["the", "of", "and", "for", "a", "an"], StringComparer.Ordinal);

    private static Refusal? FaultOf(NamePolicy policy, AskedParty asked, string[] names, NameOf of, int place)
    {
        if (names.Length is 0 or > AskedParty.MaxNames)
        {
            return new Refusal("name_count", $"parties[{place}] has {names.Length} names. Give 1 to {AskedParty.MaxNames}, or a partyId.");
        }

        for (var at = 0; at < names.Length; at++)
        {
            var where = asked.Name is null ? $"names[{at}]" : at == 0 ? "name" : $"names[{at - 1}]";
            if (names[at].Length > AskedParty.MaxNameText)
            {
                return new Refusal("name_too_long", $"parties[{place}].{where} has {names[at].Length} characters; a name has at most {AskedParty.MaxNameText}. Give each name by itself.");
            }

            if (!IsWellFormed(names[at]) || !IsReadable(policy, names[at], of))
            {
                return new Refusal("name_unreadable", $"parties[{place}].{where} has no word that could be looked for: signs, marks, single letters or words that stand in any name. Nothing was screened. Give the name as a document has it.");
            }
        }

        if (asked.Countries.Count > AskedParty.MaxValues || asked.Identifiers.Count > AskedParty.MaxValues)
        {
            return new Refusal("party_wrong", $"parties[{place}] has more than {AskedParty.MaxValues} countries or identifiers.");
        }

        var unknown = asked.Countries.ToList().FindIndex(country => CountryCodes.Find(country) is null);
        return unknown >= 0 ? new Refusal("party_country_unknown", $"parties[{place}].countries[{unknown}] is no country that is known here. Give its ISO 3166 code of two capitals, such as IR.")
            : asked.Identifiers.Any(identifier => identifier.Number.Length > PartyDraft.LongestIdentifier || identifier.Type.Length > PartyDraft.LongestIdentifier)
                ? new Refusal("party_wrong", $"parties[{place}] has an identifier of more than {PartyDraft.LongestIdentifier} characters.") : null;
    }

    // Half of a surrogate pair is no character; what stood there is lost.
    private static bool IsWellFormed(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var read) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[read..];
        }

        return true;
    }
}
