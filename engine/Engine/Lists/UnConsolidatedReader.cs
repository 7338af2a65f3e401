using System.Collections.Frozen;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Usd1Compliance.Lists;

/// <summary>
/// Reads the UN Security Council's consolidated list. Its key is the permanent reference number (<c>QDi.001</c>), which the EU, the UK
/// and others repeat; an alias of low quality is weak; dateGenerated says when the file was made, at midnight of every day, and not
/// that anything changed.
/// </summary>
internal sealed partial class UnConsolidatedReader(Stream bytes)
{
    private static readonly FrozenSet<string> known = FrozenSet.Create(StringComparer.Ordinal,
        "DATAID", "VERSIONNUM", "FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "UN_LIST_TYPE", "REFERENCE_NUMBER", "LISTED_ON", "DELISTED_ON", "SUBMITTED_ON", "SUBMITTED_BY", "GENDER",
        "NAME_ORIGINAL_SCRIPT", "COMMENTS1", "COMMENTS2", "TITLE", "DESIGNATION", "NATIONALITY", "NATIONALITY2", "LIST_TYPE", "LAST_DAY_UPDATED", "SORT_KEY", "SORT_KEY_LAST_MOD",
        "INDIVIDUAL_ALIAS", "INDIVIDUAL_ADDRESS", "INDIVIDUAL_DATE_OF_BIRTH", "INDIVIDUAL_PLACE_OF_BIRTH", "INDIVIDUAL_DOCUMENT", "ENTITY_ALIAS", "ENTITY_ADDRESS",
        "QUALITY", "ALIAS_NAME", "DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH", "NOTE", "STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "TYPE_OF_DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "DATE",
        "TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE", "CITY_OF_ISSUE", "DATE_OF_ISSUE", "VALUE");

    private readonly UnfamiliarWords unfamiliar = new();
    private readonly List<ListEntry> entries = [];
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);

    /// <summary>Reads to the closing tag of the root.</summary>
    /// <exception cref="ListUnreadableException">The file is not well formed, cut off, of another format, or lacks one of its two halves.</exception>
    public ParsedList Read()
    {
        DateOnly? madeOn = null;
        HashSet<string> sections = [];
        ListXml.Read(bytes, "CONSOLIDATED_LIST", "Load the UN's consolidated.xml", xml =>
        {
            madeOn = ListedDates.Iso(xml.Attribute("dateGenerated")) ?? throw xml.Wrong("dateGenerated is no date");
            xml.EachChild(section =>
            {
                sections.Add(section);
                switch (section)
                {
                    case "INDIVIDUALS":
                        xml.EachChild(_ => Add(xml.Element(), ListEntryKind.Individual));
                        break;
                    case "ENTITIES":
                        xml.EachChild(_ => Add(xml.Element(), ListEntryKind.Entity));
                        break;
                    default:
                        unfamiliar.Add($"element {section}", ((System.Xml.IXmlLineInfo)xml).LineNumber);
                        break;
                }
            });
        });
        return sections.IsSupersetOf(["INDIVIDUALS", "ENTITIES"])
            ? new ParsedList(madeOn, entries) { Unfamiliar = unfamiliar.All, DatedWhenMade = true }
            : throw new ListUnreadableException("list_format_wrong", $"it has {(sections.Count == 0 ? "neither INDIVIDUALS nor ENTITIES" : "only " + string.Join(", ", sections))} where the UN gives both INDIVIDUALS and ENTITIES: half of the list is missing. The version in force stays; fetch it again");
    }

    private void Add(XElement party, ListEntryKind kind)
    {
        foreach (var strange in party.Descendants().Where(element => !known.Contains(element.Name.LocalName)))
        {
            unfamiliar.Add($"element {strange.Parent!.Name.LocalName}/{strange.Name.LocalName}", strange.Line());
        }

        var key = party.Text("REFERENCE_NUMBER");
        if (key.Length == 0 || !keys.Add(key))
        {
            throw party.Wrong(key.Length == 0 ? $"{party.Text("FIRST_NAME")} has no REFERENCE_NUMBER" : $"REFERENCE_NUMBER {key} stands in the file twice");
        }

        var draft = new EntryDraft(key, kind, party.Line());
        Names(party, draft);
        draft.SameAs("un", key);
        draft.List("UN Security Council Consolidated List");
        draft.Programme(party.Text("UN_LIST_TYPE"));
        draft.Listed(ListedDates.Iso(party.Text("LISTED_ON")) ?? throw party.Wrong($"LISTED_ON of {key} is '{party.Text("LISTED_ON")}' and no date"));
        draft.Gender = party.Text("GENDER") is { Length: > 0 } gender ? gender : null;
        foreach (var country in party.All("NATIONALITY").Concat(party.All("NATIONALITY2")).SelectMany(nationality => nationality.Texts("VALUE")).Where(country => country != "na"))
        {
            draft.Nationality(country);
        }

        foreach (var birth in party.All("INDIVIDUAL_DATE_OF_BIRTH"))
        {
            Birth(birth, draft);
        }

        foreach (var place in party.All("INDIVIDUAL_PLACE_OF_BIRTH"))
        {
            draft.BirthPlace(place.Text("CITY"), place.Text("STATE_PROVINCE"), place.Text("COUNTRY"));
        }

        foreach (var place in party.All("INDIVIDUAL_ADDRESS").Concat(party.All("ENTITY_ADDRESS")))
        {
            draft.Place(place.Text("COUNTRY"), place.Text("STREET"), place.Text("CITY"), place.Text("STATE_PROVINCE"), place.Text("ZIP_CODE"));
            draft.Detail("Address note", place.Text("NOTE"));
        }

        foreach (var paper in party.All("INDIVIDUAL_DOCUMENT"))
        {
            var type = paper.Text("TYPE_OF_DOCUMENT") is { Length: > 0 } said ? said : paper.Text("TYPE_OF_DOCUMENT2");
            draft.Identifier(type.Length == 0 ? "Document" : type, paper.Text("NUMBER"), paper.Text("ISSUING_COUNTRY") is { Length: > 0 } issuer ? issuer : paper.Text("COUNTRY_OF_ISSUE"));
            draft.Detail("Document note", paper.Text("NOTE"));
        }

        foreach (var title in party.All("TITLE").Concat(party.All("DESIGNATION")))
        {
            foreach (var text in title.Texts("VALUE"))
            {
                draft.Detail(title.Name.LocalName == "TITLE" ? "Title" : "Designation", text);
            }
        }

        draft.Remark(party.Text("COMMENTS1"));
        draft.Remark(party.Text("COMMENTS2"));
        entries.Add(draft.Complete());
    }

    // The UN does not say which part is the family name, and orders Korean and Arabic names as their people do.
    private void Names(XElement party, EntryDraft draft)
    {
        string[] parts = [party.Text("FIRST_NAME"), party.Text("SECOND_NAME"), party.Text("THIRD_NAME"), party.Text("FOURTH_NAME")];
        draft.Name("Name", true, false, draft.Kind == ListEntryKind.Entity ? [("Entity Name", string.Join(' ', parts))] : parts.Select((part, place) => ($"Name {place + 1}", part)));
        draft.Name(party.Text("NAME_ORIGINAL_SCRIPT"), "Name", primary: true, weak: false);
        foreach (var alias in party.All("INDIVIDUAL_ALIAS").Concat(party.All("ENTITY_ALIAS")))
        {
            var quality = alias.Text("QUALITY");
            if (quality is not ("Good" or "Low" or "a.k.a." or "f.k.a." or ""))
            {
                unfamiliar.Add($"alias quality '{quality}'", alias.Line());
            }

            foreach (var name in Split(alias.Text("ALIAS_NAME")))
            {
                draft.Name(name, quality == "f.k.a." ? "F.K.A." : "A.K.A.", primary: false, weak: quality == "Low");
            }

            draft.Detail("Alias note", alias.Text("NOTE"));
        }
    }

    /// <summary>
    /// The names in one ALIAS_NAME: several stand there with semicolons or counted a) b) between them, and one in another script behind
    /// it in brackets. Brackets that hold something else (an acronym, a rank) belong to the name.
    /// </summary>
    internal static IEnumerable<string> Split(string alias)
    {
        foreach (var piece in Between().Split(Counted().Replace(alias, ";")).Select(piece => piece.Trim(' ', ',', ')')))
        {
            // The closing bracket went with the trim where it was the last letter.
            var whole = piece.Count(letter => letter == '(') > piece.Count(letter => letter == ')') ? piece + ")" : piece;
            if (Bracketed().Match(whole) is { Success: true } match && (match.Groups["said"].Success || WritingScript.Of(match.Groups["inner"].Value) != WritingScript.Of(match.Groups["outer"].Value)))
            {
                yield return match.Groups["outer"].Value.Trim();
                foreach (var inner in match.Groups["inner"].Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    yield return inner;
                }
            }
            else if (whole.Length > 0)
            {
                yield return whole;
            }
        }
    }

    private void Birth(XElement birth, EntryDraft draft)
    {
        draft.Detail("Birth note", birth.Text("NOTE"));
        var type = birth.Text("TYPE_OF_DATE");
        var about = type == "APPROXIMATELY";
        if (type is not ("EXACT" or "APPROXIMATELY" or "BETWEEN" or ""))
        {
            unfamiliar.Add($"type of date '{type}'", birth.Line());
        }

        var (date, year, from, to) = (birth.Text("DATE"), birth.Text("YEAR"), birth.Text("FROM_YEAR"), birth.Text("TO_YEAR"));
        if (date.Length + year.Length + from.Length + to.Length == 0)
        {
            return;
        }

        var known = date.Length > 0 ? ListedDates.Iso(date) is { } day ? ListedDates.Day(day, about) : null
            : year.Length > 0 ? ListedDates.Number(year) is { } one ? ListedDates.Of(one, null, null, about) : null
            : ListedDates.Number(from) is { } first && ListedDates.Number(to) is { } last ? ListedDates.Years(first, last, about)
            : null;
        draft.BirthDate(known ?? throw birth.Wrong($"the birth date '{date}{year}{from}-{to}' of {draft.Key} is no date"));
    }

    [GeneratedRegex(";(?![^(]*\\))")]
    private static partial Regex Between();

    [GeneratedRegex("(^|\\s)[a-z]\\)\\s")]
    private static partial Regex Counted();

    [GeneratedRegex("^(?<outer>[^()]+)\\((?<said>original script: *)?(?<inner>[^()]+)\\)$")]
    private static partial Regex Bracketed();
}
