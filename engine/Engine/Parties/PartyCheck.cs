using System.Text;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Parties;

/// <summary>
/// Makes a party of a draft, or says the first thing that is wrong with it. Nothing that cannot be read is dropped: a birth date that is left out would
/// be one that screening does not compare. Messages name the place and not the text: they go to logs of other systems, and the text is personal data.
/// </summary>
internal static class PartyCheck
{
    /// <summary>The party, its lists sorted. Whether its owners are known is asked where the database is at hand.</summary>
    /// <param name="draft">As it came.</param>
    /// <param name="standing">The status that it has now; active for a new one.</param>
    public static Outcome<Party> Read(PartyDraft draft, PartyStatus standing)
    {
        if (!PartyDraft.IsId(draft.Id))
        {
            return new Refusal("party_id_invalid", "A party's id is 1 to 64 letters, digits, dots, low lines and dashes of ASCII, and begins with a letter or a digit. It is your own opaque number of the customer: no name and no social security number, because ids go into logs.");
        }

        var names = draft.Names.Select(name => name.Trim()).ToArray();
        if (WrongNames(names) is { } wrong)
        {
            return wrong;
        }

        if (TooMany(draft) is { } tooMany)
        {
            return tooMany;
        }

        Refusal? refusal = null;
        var party = new Party(draft.Id, draft.Role, draft.Kind, [names[0], .. names.Skip(1).Where(name => name != names[0]).Distinct().Order(StringComparer.Ordinal)])
        {
            Status = draft.Status ?? standing,
            Gender = draft.Gender,
            BirthDates = [.. Read(draft.BirthDates, BirthDate, ref refusal).Distinct().OrderBy(days => days.From).ThenBy(days => days.To)],
            Countries = [.. Read(draft.Countries, Country, ref refusal).Distinct().Order(StringComparer.Ordinal)],
            Identifiers = [.. Read(draft.Identifiers, Identifier, ref refusal).Distinct().OrderBy(one => one.Type, StringComparer.Ordinal).ThenBy(one => one.Number, StringComparer.Ordinal)],
            Wallets = [.. Read(draft.Wallets, Wallet, ref refusal).OrderBy(one => one.Address).ThenBy(one => one.Text, StringComparer.Ordinal).DistinctBy(one => one.Address)],
            Owners = [.. Read(draft.Owners, (owner, at) => Owner(draft, owner, at), ref refusal).OrderBy(one => one.PartyId, StringComparer.Ordinal)],
        };
        return refusal is not null ? refusal : party;
    }

    private static List<TOut> Read<TIn, TOut>(IReadOnlyList<TIn> values, Func<TIn, int, Outcome<TOut>> read, ref Refusal? refusal)
    {
        List<TOut> done = new(values.Count);
        for (var at = 0; at < values.Count && refusal is null; at++)
        {
            switch (read(values[at], at))
            {
                case Outcome<TOut>.Done(var value):
                    done.Add(value);
                    break;
                case Outcome<TOut>.Refused(var why):
                    refusal = why;
                    break;
            }
        }

        return done;
    }

    private static Refusal? WrongNames(string[] names)
    {
        if (names.Length == 0 || names[0].Length == 0)
        {
            return new Refusal("party_name_missing", "A party has a name: give 1 to 32, the primary one first.");
        }

        if (names.Length > PartyDraft.MostNames)
        {
            return new Refusal("party_too_many", $"A party has up to {PartyDraft.MostNames} names; this one has {names.Length}.");
        }

        for (var at = 0; at < names.Length; at++)
        {
            if (WrongText(names[at], PartyDraft.LongestName) is { } wrong)
            {
                return new Refusal("party_text_wrong", $"names[{at}] {wrong}.");
            }

            if (!HasLetter(names[at]))
            {
                return new Refusal("party_name_without_letter", $"names[{at}] has no letter of any script, so that nothing can be compared with it. Give the name as a document has it.");
            }
        }

        return null;
    }

    private static Refusal? TooMany(PartyDraft draft)
    {
        foreach (var (member, count) in ((string, int)[])[("birthDates", draft.BirthDates.Count), ("countries", draft.Countries.Count), ("identifiers", draft.Identifiers.Count), ("wallets", draft.Wallets.Count), ("owners", draft.Owners.Count)])
        {
            if (count > PartyDraft.MostValues)
            {
                return new Refusal("party_too_many", $"A party has up to {PartyDraft.MostValues} {member}; this one has {count}.");
            }
        }

        return null;
    }

    private static Outcome<DateInterval> BirthDate(string text, int at) => PartyDates.Read(text.Trim()) is { } days ? days
        : new Refusal("party_date_unreadable", $"birthDates[{at}] is no date of the form 1970, 1970-03 or 1970-03-01. Leave out what is not known rather than guess it.");

    private static Outcome<string> Country(string text, int at) => CountryCodes.Find(text.Trim()) is { } code ? code
        : new Refusal("party_country_unknown", $"countries[{at}] is no country that is known here. Give its ISO 3166 code of two capitals, such as US.");

    private static Outcome<PartyIdentifier> Identifier(PartyIdentifier given, int at)
    {
        var (type, number) = (given.Type.Trim(), given.Number.Trim());
        return (WrongText(type, PartyDraft.LongestIdentifier) ?? WrongText(number, PartyDraft.LongestIdentifier)) is { } wrong
            ? new Refusal("party_text_wrong", $"identifiers[{at}] {wrong}.")
            : new PartyIdentifier(type, number);
    }

    private static Outcome<PartyWallet> Wallet(string given, int at)
    {
        var text = given.Trim();
        return AddressText.TryRead(text, out var address)
            ? new PartyWallet(text, address)
            : new Refusal("party_wallet_unreadable", $"wallets[{at}] is no address of a family that is known here, or its checksum does not hold. Copy it once more from where it came.");
    }

    private static Outcome<PartyOwner> Owner(PartyDraft draft, PartyOwner owner, int at)
    {
        if (!PartyDraft.IsId(owner.PartyId) || owner.PartyId == draft.Id || draft.Owners.Take(at).Any(before => before.PartyId == owner.PartyId))
        {
            return new Refusal("party_owner_wrong", $"owners[{at}] is no id of a party, is the party itself, or stands there twice. An owner is the id of another party, once.");
        }

        return owner.SharePercent is { } share && (share <= 0 || share > 100 || share.Scale > 6 && PartyContent.Plain(share) != share)
            ? new Refusal("party_owner_wrong", $"owners[{at}] has a share that is not above 0 and up to 100 percent with six decimals at the most. Leave it out where it is not known.")
            : owner with { SharePercent = PartyContent.Plain(owner.SharePercent) };
    }

    // PostgreSQL keeps no zero, and half of a surrogate pair is no text at all; a line end in a name is a field that was read wrong.
    private static string? WrongText(string text, int longest) => text.Length == 0 ? "is empty: leave it out"
        : text.Length > longest ? $"has {text.Length:N0} characters; up to {longest} are kept"
        : text.Any(char.IsControl) ? "has a control character, such as a line end or a tab"
        : HasHalfPair(text) ? "has half of a surrogate pair, which no text has"
        : null;

    private static bool HasLetter(string text) => text.EnumerateRunes().Any(Rune.IsLetter);

    private static bool HasHalfPair(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]))
            {
                return true;
            }
        }

        return false;
    }
}
