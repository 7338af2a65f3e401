using System.Xml;

namespace Usd1Compliance.Lists;

/// <summary>
/// Reads OFAC's SDN_ADVANCED.XML (and CONS_ADVANCED.XML), the UN's advanced sanctions data model, as one stream. What stands before
/// the parties and belongs to them (places, documents) is kept in tables of short texts; what stands behind them (relations, listing
/// dates, programmes) is added to the parties, which are given out at the end of the file and not before.
/// </summary>
internal sealed class SdnAdvancedReader(Stream bytes)
{
    private readonly SdnReferences references = new();
    private readonly Dictionary<string, ListedPlace> places = [];
    private readonly Dictionary<string, List<ListedIdentifier>> documents = [];      // by identity
    private readonly List<ListEntry> parties = [];
    private readonly Dictionary<string, SdnListing> listings = [];                   // by profile
    private readonly UnfamiliarWords unfamiliar = new();
    private DateOnly? publishedOn;

    /// <summary>Reads to the closing tag of the root.</summary>
    /// <exception cref="ListUnreadableException">The file is not well formed, cut off, of another format, or names what it does not hold.</exception>
    public ParsedList Read()
    {
        ListXml.Read(bytes, "Sanctions", "So it is not in the SDN_ADVANCED format: load the file that OFAC calls SDN_ADVANCED.XML", xml => xml.EachChild(section => ReadSection(xml, section)));
        return new ParsedList(publishedOn ?? throw new ListUnreadableException("list_format_wrong", "it has no DateOfIssue, without which its age is not known. Fetch it again"),
            parties.Count > 0 ? Complete() : throw new ListUnreadableException("list_without_parties", "it holds no parties. The version in force stays; look at the publisher's page before you load another"))
        {
            Unfamiliar = unfamiliar.All,
        };
    }

    private void ReadSection(XmlReader xml, string section)
    {
        switch (section)
        {
            case "DateOfIssue":
                publishedOn = xml.Date();
                break;
            case "ReferenceValueSets":
                references.Read(xml);
                break;
            case "Locations":
                xml.EachChild(_ => places[xml.Attribute("ID")] = ReadPlace(xml));
                break;
            case "IDRegDocuments":
                xml.EachChild(_ => ReadDocument(xml));
                break;
            case "DistinctParties":
                var reader = new SdnPartyReader(xml, references, places, documents, unfamiliar);
                xml.EachChild(_ => parties.AddRange(reader.Read()));
                break;
            case "ProfileRelationships":
                xml.EachChild(_ => ReadRelation(xml));
                break;
            case "SanctionsEntries":
                xml.EachChild(_ => ListingOf(xml.Attribute("ProfileID")).Read(xml, references));
                break;
            case "SanctionsEntryLinks":
                break;
            default:
                unfamiliar.Add($"element {section}", ((IXmlLineInfo)xml).LineNumber);
                break;
        }
    }

    // The country is a number for postal addresses, and free text for nationalities.
    private ListedPlace ReadPlace(XmlReader xml)
    {
        string? country = null, area = null;
        List<string> parts = [];
        xml.EachChild(name =>
        {
            switch (name)
            {
                case "LocationCountry":
                    country = references.Name(xml, "Country", "CountryID");
                    break;
                case "LocationAreaCode":
                    area = references.Name(xml, "AreaCode", "AreaCodeID");
                    break;
                case "LocationPart":
                    xml.EachChild(_ => xml.EachChild(value =>
                    {
                        if (value == "Value" && xml.Text() is { Length: > 0 } text)
                        {
                            parts.Add(text);
                        }
                    }));
                    break;
            }
        });
        return new ListedPlace(string.Join(", ", parts), country ?? area);
    }

    private void ReadDocument(XmlReader xml)
    {
        var identity = xml.Attribute("IdentityID");
        var type = references.Name(xml, "IDRegDocType", "IDRegDocTypeID");
        var issuedBy = references.NameOrNull(xml, "Country", "IssuedBy-CountryID");
        xml.EachChild(name =>
        {
            if (name == "IDRegistrationNo" && xml.Text() is { Length: > 0 } number)
            {
                if (!documents.TryGetValue(identity, out var known))
                {
                    documents.Add(identity, known = []);
                }

                known.Add(new ListedIdentifier(type, number, issuedBy));
            }
        });
    }

    private void ReadRelation(XmlReader xml) => ListingOf(xml.Attribute("From-ProfileID")).Relations.Add(
        new ListedRelation(references.Name(xml, "RelationType", "RelationTypeID"), xml.Attribute("To-ProfileID"), xml.Flag("Former")));

    private SdnListing ListingOf(string profile)
    {
        if (!listings.TryGetValue(profile, out var listing))
        {
            listings.Add(profile, listing = new SdnListing());
        }

        return listing;
    }

    private List<ListEntry> Complete()
    {
        for (var i = 0; i < parties.Count; i++)
        {
            if (listings.TryGetValue(parties[i].Key, out var listing))
            {
                parties[i] = listing.Complete(parties[i]);
            }
        }

        return parties;
    }
}
