using System.Globalization;
using System.Text.RegularExpressions;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Lists;

/// <summary>
/// One party of a list of one's own as docs/own-list.md declares it, whether it came as a row of CSV or a line of JSON. Nothing takes a
/// default in place of a value that cannot be read: a denylist that loses a row in silence is worse than one that is refused.
/// </summary>
internal sealed partial class OwnListEntry(int line)
{
    /// <summary>The fields that there are. CSV puts a bar between several values of one field; JSON has an array.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["key", "name", "kind", "measure", "aliases", "weak_aliases", "former_names", "birth_dates", "countries", "gender", "identifiers", "addresses", "owners", "same_as", "programme", "listed_on", "reason"];

    /// <summary>The measure of a party that is on the list for what it owns alone: no hit by itself, and blocked when blocked parties own 50 % of it.</summary>
    public const string OwnershipOnly = "Ownership";

    /// <summary>The entry that these values say.</summary>
    /// <param name="values">By field; a field that is left out has none.</param>
    public ListEntry Read(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        string One(string field) => values.GetValueOrDefault(field) switch
        {
            null or [] => "",
            [var value] => value.Trim(),
            _ => throw Wrong(field, "has several values where one is meant"),
        };
        IEnumerable<string> All(string field) => values.GetValueOrDefault(field) is { } found ? found.Select(value => value.Trim()).Where(value => value.Length > 0) : [];

        var (key, name) = (One("key"), One("name"));
        if (!Key().IsMatch(key))
        {
            throw Wrong("key", $"'{key}' is no key. Use letters, digits, dots, dashes and low lines, at most 100");
        }

        var draft = new EntryDraft(key, Kind(One("kind")), line);
        draft.Name(name.Length > 0 ? name : throw Wrong("name", "is empty"), "Name", primary: true, weak: false);
        Names(draft, All("aliases"), "A.K.A.", weak: false);
        Names(draft, All("weak_aliases"), "A.K.A.", weak: true);
        Names(draft, All("former_names"), "F.K.A.", weak: false);
        draft.Measure(One("measure").ToLowerInvariant() switch
        {
            "" or "block" => "Block",
            "review" => "Review",
            "ownership" => OwnershipOnly,
            var other => throw Wrong("measure", $"'{other}' is none of block, review, ownership"),
        });
        draft.Gender = One("gender").ToLowerInvariant() switch { "" => null, "male" => "Male", "female" => "Female", var other => throw Wrong("gender", $"'{other}' is neither male nor female") };
        draft.Programme(One("programme"));
        draft.Remark(One("reason"));
        draft.Listed(One("listed_on") is { Length: > 0 } listed ? Date(listed) ?? throw Wrong("listed_on", $"'{listed}' is no date of the form 2026-05-04") : null);
        Describe(draft, All);
        return draft.Complete();
    }

    private void Describe(EntryDraft draft, Func<string, IEnumerable<string>> all)
    {
        foreach (var dates in all("birth_dates"))
        {
            draft.BirthDate(Born(dates) ?? throw Wrong("birth_dates", $"'{dates}' is none of 1965-04-09, 1965-04, 1965, 1960/1965"));
        }

        foreach (var country in all("countries"))
        {
            draft.Nationality(CountryCodes.Find(country) is not null ? country : throw Wrong("countries", $"'{country}' is no country that is known here. Use its ISO 3166 code, such as IR"));
        }

        foreach (var identifier in all("identifiers"))
        {
            var parts = identifier.Split(':', 2, StringSplitOptions.TrimEntries);
            draft.Identifier(parts is [{ Length: > 0 } type, { Length: > 0 }] ? type : throw Wrong("identifiers", $"'{identifier}' is not of the form Passport:A1234567"), parts[1]);
        }

        foreach (var address in all("addresses"))
        {
            draft.Address("OWN", AddressText.TryRead(address, out _) ? address : throw Wrong("addresses", $"'{address}' is no address of a family that is known here, or its checksum is wrong"));
        }

        HashSet<(string?, string)> owners = [];
        foreach (var owner in all("owners").Select(Owner))
        {
            draft.Relation(owners.Add((owner.List, owner.Key)) ? owner : throw Wrong("owners", $"{owner.Key} stands there twice. Add its shares up to one"));
        }

        foreach (var other in all("same_as"))
        {
            var parts = other.Split(':', 2);
            draft.SameAs(parts is [{ Length: > 0 } list, { Length: > 0 }] ? list : throw Wrong("same_as", $"'{other}' is not of the form un:QDi.001"), parts[1]);
        }
    }

    // Dots and commas in a share: 33.34 and nothing else, so that nobody reads 50,1 as 501.
    private ListedRelation Owner(string text)
    {
        var match = OwnerForm().Match(text);
        if (!match.Success)
        {
            throw Wrong("owners", $"'{text}' is not of the form KEY=33.34, ofac-sdn:36=50, or KEY=? for a share that is not known");
        }

        decimal? share = match.Groups["share"].Value == "?" ? null : decimal.Parse(match.Groups["share"].Value, CultureInfo.InvariantCulture);
        return share is <= 0 or > 100
            ? throw Wrong("owners", $"'{text}' has a share of {share} %, which is not above 0 and up to 100")
            : new ListedRelation(OwnershipLink.OwnedBy, match.Groups["key"].Value, Former: false) { List = match.Groups["list"].Success ? match.Groups["list"].Value : null, SharePercent = share };
    }

    private ListEntryKind Kind(string word) => word.ToLowerInvariant() switch
    {
        "individual" => ListEntryKind.Individual,
        "entity" => ListEntryKind.Entity,
        "vessel" => ListEntryKind.Vessel,
        "aircraft" => ListEntryKind.Aircraft,
        "" or "unknown" => ListEntryKind.Unknown,
        var other => throw Wrong("kind", $"'{other}' is none of individual, entity, vessel, aircraft, unknown"),
    };

    private static void Names(EntryDraft draft, IEnumerable<string> names, string aliasType, bool weak)
    {
        foreach (var name in names)
        {
            draft.Name(name, aliasType, primary: false, weak);
        }
    }

    private static DateInterval? Born(string text) => text.Split('/') switch
    {
        [var from, var to] when ListedDates.Number(from) is { } first && ListedDates.Number(to) is { } last => ListedDates.Years(first, last),
        [var one] => one.Split('-') switch
        {
            [var year] when ListedDates.Number(year) is { } known => ListedDates.Of(known, null, null),
            [var year, var month] when ListedDates.Number(year) is { } known && ListedDates.Number(month) is > 0 and var inYear => ListedDates.Of(known, inYear, null),
            _ => Date(one) is { } day ? ListedDates.Day(day) : null,
        },
        _ => null,
    };

    private static DateOnly? Date(string text) => text.Length == 10 ? ListedDates.Iso(text) : null;

    private ListUnreadableException Wrong(string field, string what) => new("list_format_wrong", $"line {line:N0}, field {field}: {what}. Nothing of the file was taken; correct it, docs/own-list.md declares the format");

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex Key();

    [GeneratedRegex("^(?:(?<list>[a-z0-9]+(?:-[a-z0-9]+)*):)?(?<key>[A-Za-z0-9][A-Za-z0-9._-]{0,99})=(?<share>\\?|[0-9]{1,3}(?:\\.[0-9]{1,6})?)$")]
    private static partial Regex OwnerForm();
}
