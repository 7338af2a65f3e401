using System.Collections.Frozen;
using System.Xml;

namespace Usd1Compliance.Lists;

/// <summary>Reads one DistinctParty of an SDN_ADVANCED file after another: a list entry for each of its profiles.</summary>
internal sealed class SdnPartyReader(XmlReader xml, SdnReferences references, IReadOnlyDictionary<string, ListedPlace> places, IReadOnlyDictionary<string, List<ListedIdentifier>> documents, UnfamiliarWords unfamiliar)
{
    private const string CurrencyAddress = "Digital Currency Address - ";

    // Features that number or name the party itself; the rest describe it.
    private static readonly FrozenSet<string> identifying = FrozenSet.Create(StringComparer.Ordinal,
        "Vessel Call Sign", "Other Vessel Call Sign", "Aircraft Tail Number", "Previous Aircraft Tail Number", "Aircraft Manufacturer's Serial Number (MSN)",
        "Aircraft Construction Number (also called L/N or S/N or F/N)", "Aircraft Mode S Transponder Code", "SWIFT/BIC", "BIK (RU)", "D-U-N-S Number", "ISIN",
        "MICEX Code", "Equity Ticker", "Email Address", "Website", "Phone Number");

    /// <summary>The party that the reader stands on. OFAC gives each one profile, under the party's own number.</summary>
    public List<ListEntry> Read()
    {
        var remarks = "";
        List<ListEntry> profiles = [];
        xml.EachChild(name =>
        {
            switch (name)
            {
                case "Comment":
                    remarks = xml.Text();
                    break;
                case "Profile":
                    profiles.Add(ReadProfile());
                    break;
            }
        });
        return remarks.Length == 0 ? profiles : profiles.ConvertAll(profile => profile with { Remarks = remarks });
    }

    private ListEntry ReadProfile()
    {
        var key = xml.Attribute("ID");
        var kind = references.Kind(xml);
        if (kind == ListEntryKind.Unknown)
        {
            unfamiliar.Add("party type that is no individual, entity, vessel or aircraft", ((IXmlLineInfo)xml).LineNumber);
        }

        List<ListedName> names = [];
        var said = new Said();
        xml.EachChild(name =>
        {
            switch (name)
            {
                case "Identity":
                    if (documents.TryGetValue(xml.Attribute("ID"), out var owned))
                    {
                        said.Identifiers.AddRange(owned);
                    }

                    names.AddRange(new SdnNameReader(xml, references, unfamiliar).Read());
                    break;
                case "Feature":
                    var type = references.Name(xml, "FeatureType", "FeatureTypeID");
                    xml.EachChild(part =>
                    {
                        if (part == "FeatureVersion")
                        {
                            ReadFeature(type, said);
                        }
                    });
                    break;
            }
        });
        return names.Count == 0
            ? throw xml.Wrong($"party {key} has no name")
            : said.Complete(new ListEntry(key, kind, [.. names.OrderByDescending(name => name.Primary).ThenBy(name => name.Script != "Latin").ThenBy(name => name.AliasType, StringComparer.Ordinal).ThenBy(name => name.Text, StringComparer.Ordinal)]));
    }

    private void ReadFeature(string type, Said said)
    {
        string? text = null;
        ListedPlace? place = null;
        DateInterval? period = null;
        xml.EachChild(name =>
        {
            switch (name)
            {
                case "VersionDetail":
                    var looked = references.NameOrNull(xml, "DetailReference", "DetailReferenceID");
                    text = looked ?? (xml.Text() is { Length: > 0 } written ? written : text);
                    break;
                case "VersionLocation":
                    var id = xml.Attribute("LocationID");
                    place = places.TryGetValue(id, out var known) ? known : throw xml.Wrong($"VersionLocation names location {id}, which the file does not hold");
                    break;
                case "DatePeriod":
                    period = ReadPeriod();
                    break;
            }
        });
        // An address that is passed over is a wallet that nobody is stopped from paying: rather no new version than that.
        if (type.StartsWith("Digital", StringComparison.OrdinalIgnoreCase) && (text is null || !type.StartsWith(CurrencyAddress, StringComparison.Ordinal)))
        {
            throw xml.Wrong($"a feature of type '{type}' is no address of the form that is known here ('{CurrencyAddress}TAG' with a text), and may be one in a new form");
        }

        said.Add(type, text, place, period);
    }

    // A period has a Start and an End, each with From and To: what is known lies between the first and the last of the four.
    private DateInterval ReadPeriod()
    {
        DateOnly? first = null, last = null;
        var approximate = false;
        xml.EachChild(_ =>
        {
            approximate |= xml.GetAttribute("Approximate") is not null && xml.Flag("Approximate");
            xml.EachChild(_ =>
            {
                var date = xml.Date();
                first = first < date ? first : date;
                last = last > date ? last : date;
            });
        });
        return first is { } from && last is { } to ? new DateInterval(from, to, approximate) : throw xml.Wrong("DatePeriod has no date");
    }

    /// <summary>What the features of a profile come to.</summary>
    private sealed class Said
    {
        private readonly SortedSet<string> birthPlaces = new(StringComparer.Ordinal);
        private readonly SortedSet<string> nationalities = new(StringComparer.Ordinal);
        private readonly SortedSet<string> citizenships = new(StringComparer.Ordinal);
        private readonly List<DateInterval> birthDates = [];
        private readonly List<ListedPlace> standing = [];
        private readonly List<ListedCurrencyAddress> addresses = [];
        private readonly List<ListedDetail> details = [];
        private string? gender;

        public List<ListedIdentifier> Identifiers { get; } = [];

        public void Add(string type, string? text, ListedPlace? place, DateInterval? period)
        {
            switch (type)
            {
                case var _ when type.StartsWith(CurrencyAddress, StringComparison.Ordinal) && text is not null:
                    addresses.Add(new ListedCurrencyAddress(type[CurrencyAddress.Length..].Trim(), text));
                    break;
                case "Birthdate" when period is not null:
                    birthDates.Add(period);
                    break;
                case "Place of Birth" when text is not null:
                    birthPlaces.Add(text);
                    break;
                case "Nationality Country" when place is not null:
                    nationalities.Add(CountryOf(place));
                    break;
                case "Citizenship Country" when place is not null:
                    citizenships.Add(CountryOf(place));
                    break;
                case "Location" when place is not null:
                    standing.Add(place);
                    break;
                case "Gender" when text is not null:
                    gender = text;
                    break;
                case var _ when identifying.Contains(type) && text is not null:
                    Identifiers.Add(new ListedIdentifier(type, text, null));
                    break;
                default:
                    details.Add(new ListedDetail(type.TrimEnd(' ', ':', '-'), text ?? (place is not null ? Written(place) : period is not null ? $"{period.From:yyyy-MM-dd} to {period.To:yyyy-MM-dd}" : "")));
                    break;
            }
        }

        public ListEntry Complete(ListEntry entry) => entry with
        {
            Identifiers = [.. Identifiers.Distinct().OrderBy(id => id.Type, StringComparer.Ordinal).ThenBy(id => id.Number, StringComparer.Ordinal).ThenBy(id => id.IssuedBy, StringComparer.Ordinal)],
            BirthDates = [.. birthDates.Distinct().OrderBy(dates => dates.From).ThenBy(dates => dates.To).ThenBy(dates => dates.Approximate)],
            BirthPlaces = [.. birthPlaces],
            Nationalities = [.. nationalities],
            Citizenships = [.. citizenships],
            Gender = gender,
            Places = [.. standing.Distinct().OrderBy(place => place.Country, StringComparer.Ordinal).ThenBy(place => place.Text, StringComparer.Ordinal)],
            Addresses = [.. addresses.DistinctBy(address => (address.Tag, address.Text)).OrderBy(address => address.Tag, StringComparer.Ordinal).ThenBy(address => address.Text, StringComparer.Ordinal)],
            Details = [.. details.Distinct().OrderBy(detail => detail.Type, StringComparer.Ordinal).ThenBy(detail => detail.Text, StringComparer.Ordinal)],
        };

        private static string CountryOf(ListedPlace place) => place.Country ?? place.Text;

        private static string Written(ListedPlace place) => place.Country is null ? place.Text : place.Text.Length == 0 ? place.Country : $"{place.Text}, {place.Country}";
    }
}
