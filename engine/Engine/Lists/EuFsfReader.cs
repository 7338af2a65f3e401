using System.Collections.Frozen;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Usd1Compliance.Lists;

/// <summary>
/// Reads the EU's Financial Sanctions Files, XML 1.1: everything stands in attributes, the programme on the nested regulation, and a
/// country of 00 is not known. Aliases in the languages of the Union are often translations of an organisation's name. The entry that
/// the EU took over from the UN names it (unitedNationId).
/// </summary>
internal sealed class EuFsfReader(Stream bytes)
{
    private static readonly FrozenSet<string> known = FrozenSet.Create(StringComparer.Ordinal,
        "remark", "regulation", "regulationSummary", "publicationUrl", "subjectType", "nameAlias", "citizenship", "birthdate", "address", "identification", "contactInfo");

    private readonly UnfamiliarWords unfamiliar = new();
    private readonly List<ListEntry> entries = [];
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);

    /// <summary>Reads to the closing tag of the root.</summary>
    /// <exception cref="ListUnreadableException">The file is not well formed, cut off, or of another format.</exception>
    public ParsedList Read()
    {
        DateOnly? madeOn = null;
        ListXml.Read(bytes, "export", "Load the EU's xmlFullSanctionsList_1_1", xml =>
        {
            madeOn = ListedDates.Iso(xml.Attribute("generationDate")) ?? throw xml.Wrong("generationDate is no date");
            xml.EachChild(name =>
            {
                if (name == "sanctionEntity")
                {
                    Add(xml.Element());
                }
                else
                {
                    unfamiliar.Add($"element {name}", ((IXmlLineInfo)xml).LineNumber);
                }
            });
        });
        return new ParsedList(madeOn, entries) { Unfamiliar = unfamiliar.All, DatedWhenMade = true };
    }

    private void Add(XElement party)
    {
        foreach (var strange in party.Descendants().Where(element => !known.Contains(element.Name.LocalName)))
        {
            unfamiliar.Add($"element {strange.Parent!.Name.LocalName}/{strange.Name.LocalName}", strange.Line());
        }

        var key = party.Attr("euReferenceNumber") is { Length: > 0 } reference ? reference : $"logicalId.{party.Attr("logicalId")}";
        if (key == "logicalId." || !keys.Add(key))
        {
            throw party.Wrong(key == "logicalId." ? "a sanctionEntity has neither euReferenceNumber nor logicalId" : $"euReferenceNumber {key} stands in the file twice");
        }

        var draft = new EntryDraft(key, Kind(party), party.Line());
        draft.SameAs("un", party.Attr("unitedNationId"));
        draft.List("EU consolidated list of financial sanctions");
        draft.Listed(ListedDates.Iso(party.Attr("designationDate")));
        draft.Detail("Designation details", party.Attr("designationDetails"));
        foreach (var remark in party.Texts("remark"))
        {
            draft.Remark(remark);
        }

        foreach (var regulation in party.All("regulation"))
        {
            draft.Programme(regulation.Attr("programme"));
            draft.Listed(ListedDates.Iso(regulation.Attr("publicationDate")));
            draft.Detail("Regulation", regulation.Attr("numberTitle"));
        }

        Names(party, draft);
        foreach (var birth in party.All("birthdate"))
        {
            Birth(birth, draft);
        }

        foreach (var citizenship in party.All("citizenship"))
        {
            draft.Citizenship(Country(citizenship) ?? "");
        }

        foreach (var address in party.All("address"))
        {
            draft.Place(Country(address), address.Attr("street"), address.Attr("poBox"), address.Attr("place"), address.Attr("city"), address.Attr("zipCode"), address.Attr("region"));
            Remarks(address, "Address note", draft);
            foreach (var contact in address.All("contactInfo"))
            {
                draft.Identifier($"Contact {contact.Attr("key")}".TrimEnd(), contact.Attr("value"));
            }
        }

        foreach (var paper in party.All("identification"))
        {
            var type = paper.Attr("identificationTypeDescription") is { Length: > 0 } said ? said : paper.Attr("identificationTypeCode");
            draft.Identifier(type.Length == 0 ? "Identification" : type, paper.Attr("latinNumber") is { Length: > 0 } latin ? latin : paper.Attr("number"), Country(paper));
            Remarks(paper, "Identification note", draft);
        }

        entries.Add(draft.Complete());
    }

    private ListEntryKind Kind(XElement party)
    {
        var type = party.All("subjectType").FirstOrDefault();
        switch (type?.Attr("code"))
        {
            case "person":
                return ListEntryKind.Individual;
            case "enterprise":
                return ListEntryKind.Entity;
            default:
                unfamiliar.Add($"subjectType '{type?.Attr("code")}'", (type ?? party).Line());
                return ListEntryKind.Unknown;
        }
    }

    // The EU has no primary name: the first strong one of the file is what it shows.
    private static void Names(XElement party, EntryDraft draft)
    {
        var aliases = party.All("nameAlias").ToList();
        var first = aliases.FirstOrDefault(alias => alias.Attr("strong") != "false") ?? aliases.FirstOrDefault();
        foreach (var alias in aliases)
        {
            var weak = alias.Attr("strong") switch
            {
                "true" => false,
                "false" => true,
                var other => throw alias.Wrong($"nameAlias of {draft.Key} has strong '{other}' and not true or false"),
            };
            var (primary, whole) = (ReferenceEquals(alias, first), alias.Attr("wholeName"));
            var parts = new[] { ("First Name", alias.Attr("firstName")), ("Middle Name", alias.Attr("middleName")), ("Last Name", alias.Attr("lastName")) };
            // The parts count where they are the whole name and no piece of it.
            if (draft.Kind == ListEntryKind.Individual && Same(string.Join(' ', parts.Select(part => part.Item2)), whole))
            {
                draft.Name("Name", primary, weak, parts);
            }
            else
            {
                draft.Name(whole, "Name", primary, weak);
            }

            draft.Gender ??= alias.Attr("gender") switch { "M" => "Male", "F" => "Female", _ => null };
            draft.Detail("Function", alias.Attr("function"));
            draft.Detail("Title", alias.Attr("title"));
            Remarks(alias, "Name note", draft);
        }

        static bool Same(string parts, string whole) => parts.Split(' ', StringSplitOptions.RemoveEmptyEntries).SequenceEqual(whole.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private void Birth(XElement birth, EntryDraft draft)
    {
        draft.BirthPlace(birth.Attr("place"), birth.Attr("city"), birth.Attr("region"), Country(birth) ?? "");
        Remarks(birth, "Birth note", draft);
        var (about, calendar) = (birth.Attr("circa") == "true", birth.Attr("calendarType"));
        if (calendar is not ("" or "GREGORIAN" or "ISLAMIC"))
        {
            unfamiliar.Add($"calendarType '{calendar}'", birth.Line());
            draft.Detail("Birth date", $"{birth.Attr("birthdate")} {calendar}");
            return;
        }

        if (ListedDates.Iso(birth.Attr("birthdate")) is { } day && calendar != "ISLAMIC")
        {
            draft.BirthDate(ListedDates.Day(day, about));
        }
        else if (Part(birth, "year") is > 0 and var year)
        {
            draft.BirthDate((calendar == "ISLAMIC" ? Islamic(year) : ListedDates.Of(year, Part(birth, "monthOfYear"), Part(birth, "monthOfYear") > 0 ? Part(birth, "dayOfMonth") : 0, about))
                ?? throw birth.Wrong($"the birth date {year}-{birth.Attr("monthOfYear")}-{birth.Attr("dayOfMonth")} of {draft.Key} is no date"));
        }
        else if (Part(birth, "yearRangeFrom") is > 0 and var from)
        {
            draft.BirthDate(ListedDates.Years(from, Part(birth, "yearRangeTo") is > 0 and var to ? to : from, about) ?? throw birth.Wrong($"the years of birth {from} to {birth.Attr("yearRangeTo")} of {draft.Key} are none"));
        }
    }

    private static int Part(XElement birth, string name) => birth.Attr(name) is not { Length: > 0 } text ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw birth.Wrong($"birthdate {name} is '{text}' and no number");

    // The day depends on who saw the moon: the year is as much as can be told for sure.
    private static DateInterval? Islamic(int year) => year is < 1200 or > 1500 ? null
        : new DateInterval(DateOnly.FromDateTime(new HijriCalendar().ToDateTime(year, 1, 1, 0, 0, 0, 0)).AddDays(-2), DateOnly.FromDateTime(new HijriCalendar().ToDateTime(year + 1, 1, 1, 0, 0, 0, 0)).AddDays(1), Approximate: true);

    private static string? Country(XElement element) => element.Attr("countryIso2Code") switch
    {
        "" or "00" => null,
        var code => element.Attr("countryDescription") is { Length: > 0 } name ? CountryCodes.Find(name) == code ? name : code : code,
    };

    private static void Remarks(XElement element, string type, EntryDraft draft)
    {
        foreach (var remark in element.Texts("remark"))
        {
            draft.Detail(type, remark);
        }
    }
}
