using System.Collections.Frozen;
using System.Xml;
using System.Xml.Linq;

namespace Usd1Compliance.Lists;

/// <summary>Reads UK-Sanctions-List.xml of the Foreign, Commonwealth and Development Office, the only source since OFSI's consolidated list closed on 2026-01-28.</summary>
internal sealed class UkXmlReader(Stream bytes)
{
    private static readonly FrozenSet<string> known = FrozenSet.Create(StringComparer.Ordinal,
        "LastUpdated", "DateDesignated", "UniqueID", "OFSIGroupID", "UNReferenceNumber", "Names", "Name", "Name1", "Name2", "Name3", "Name4", "Name5", "Name6", "NameType", "AliasStrength",
        "NonLatinNames", "NonLatinName", "NameNonLatinScript", "NonLatinScriptType", "NonLatinScriptLanguage", "RegimeName", "IndividualEntityShip", "DesignationSource",
        "SanctionsImposed", "SanctionsImposedIndicators", "OtherInformation", "UKStatementofReasons", "Titles", "Title",
        "Addresses", "Address", "AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4", "AddressLine5", "AddressLine6", "AddressPostalCode", "AddressCountry",
        "PhoneNumbers", "PhoneNumber", "EmailAddresses", "EmailAddress", "Websites", "Website",
        "IndividualDetails", "Individual", "DOBs", "DOB", "Nationalities", "Nationality", "NationalIdentifierDetails", "NationalIdentifier", "NationalIdentifierNumber", "NationalIdentifierAdditionalInformation",
        "PassportDetails", "Passport", "PassportNumber", "PassportAdditionalInformation", "Positions", "Position", "BirthDetails", "Location", "TownOfBirth", "CountryOfBirth", "Genders", "Gender",
        "EntityDetails", "Entity", "TypeOfEntities", "TypeOfEntity", "Subsidiaries", "Subsidiary", "ParentCompanies", "ParentCompany", "BusinessRegistrationNumbers", "BusinessRegistrationNumber",
        "ShipDetails", "Ship", "IMONumbers", "IMONumber", "CurrentOwnerOperators", "CurrentOwnerOperator", "PreviousOwnerOperators", "PreviousOwnerOperator",
        "CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip", "PreviousFlags", "PreviousFlag", "TypeOfShipDetails", "TypeOfShip", "TonnageOfShipDetails", "TonnageOfShip",
        "LengthOfShipDetails", "LengthOfShip", "YearsBuilt", "YearBuilt", "HullIdentificationNumbers", "HullIdentificationNumber");

    private readonly UnfamiliarWords unfamiliar = new();
    private readonly Dictionary<string, UkDesignation> designations = new(StringComparer.Ordinal);

    /// <summary>Reads to the closing tag of the root.</summary>
    /// <exception cref="ListUnreadableException">The file is not well formed, cut off, or of another format.</exception>
    public ParsedList Read()
    {
        DateOnly? madeOn = null;
        ListXml.Read(bytes, "Designations", "Load UK-Sanctions-List.xml", xml => xml.EachChild(name =>
        {
            switch (name)
            {
                case "DateGenerated":
                    madeOn = Day(xml.Text()) ?? throw xml.Wrong("DateGenerated is not dd/mm/yyyy");
                    break;
                case "Designation":
                    Add(xml.Element());
                    break;
                default:
                    unfamiliar.Add($"element {name}", ((IXmlLineInfo)xml).LineNumber);
                    break;
            }
        }));
        return new ParsedList(madeOn ?? throw new ListUnreadableException("list_format_wrong", "it has no DateGenerated, without which its age is not known. Fetch it again"), UkDesignation.Complete(designations.Values))
        {
            Unfamiliar = unfamiliar.All,
            DatedWhenMade = true,
        };
    }

    private static DateOnly? Day(string text) => ListedDates.British(text.Length > 10 ? text[..10] : text) is { } day && day.From == day.To ? day.From : ListedDates.Iso(text);

    private void Add(XElement party)
    {
        foreach (var strange in party.Descendants().Where(element => !known.Contains(element.Name.LocalName) && element.Parent!.Name.LocalName != "SanctionsImposedIndicators"))
        {
            unfamiliar.Add($"element {strange.Parent!.Name.LocalName}/{strange.Name.LocalName}", strange.Line());
        }

        var key = party.Text("UniqueID");
        var designation = new UkDesignation(key, party.Text("IndividualEntityShip"), party.Line(), unfamiliar);
        if (key.Length == 0 || !designations.TryAdd(key, designation))
        {
            throw party.Wrong(key.Length == 0 ? "a Designation has no UniqueID" : $"UniqueID {key} stands in the file twice");
        }

        foreach (var name in Below(party, "Names", "Name"))
        {
            designation.Name([.. Enumerable.Range(1, 6).Select(number => name.Text($"Name{number}"))], name.Text("NameType"), name.Text("AliasStrength"), name.Line());
        }

        foreach (var name in Texts(party, "NameNonLatinScript"))
        {
            designation.NonLatinName(name);
        }

        designation.Measures(party.Text("SanctionsImposed"));
        designation.Listed(party.Text("DateDesignated"), party.Line());
        Describe(party, designation);
    }

    private static void Describe(XElement party, UkDesignation designation)
    {
        var draft = designation.Draft;
        draft.List("UK Sanctions List");
        draft.SameAs("un", party.Text("UNReferenceNumber"));
        draft.Programme(party.Text("RegimeName"));
        draft.Remark(party.Text("OtherInformation"));
        draft.Remark(party.Text("UKStatementofReasons"));
        draft.Gender = Texts(party, "Gender").FirstOrDefault();
        foreach (var address in Below(party, "Addresses", "Address"))
        {
            draft.Place(address.Text("AddressCountry"), Enumerable.Range(1, 6).Select(number => address.Text($"AddressLine{number}")).Append(address.Text("AddressPostalCode")));
        }

        foreach (var born in party.Descendants().Where(element => element.Name.LocalName == "DOB"))
        {
            designation.Born(born.Value, born.Line());
        }

        foreach (var place in Below(party, "BirthDetails", "Location"))
        {
            draft.BirthPlace(place.Text("TownOfBirth"), place.Text("CountryOfBirth"));
        }

        Each(party, "Nationality", draft.Nationality);
        Each(party, "ParentCompany", designation.Parent);
        Each(party, "Subsidiary", designation.Subsidiary);
        foreach (var (element, type) in new[] { ("PassportNumber", "Passport"), ("NationalIdentifierNumber", "National ID No."), ("BusinessRegistrationNumber", "Registration Number"), ("IMONumber", "IMO number"),
            ("HullIdentificationNumber", "Hull identification number"), ("PhoneNumber", "Phone Number"), ("EmailAddress", "Email Address"), ("Website", "Website") })
        {
            Each(party, element, number => draft.Identifier(type, number));
        }

        foreach (var (element, type) in new[] { ("Title", "Title"), ("Position", "Position"), ("TypeOfEntity", "Type of entity"), ("CurrentOwnerOperator", "Owner or operator"), ("PreviousOwnerOperator", "Previous owner or operator"),
            ("CurrentBelievedFlagOfShip", "Flag"), ("PreviousFlag", "Previous flag"), ("TypeOfShip", "Type of ship"), ("TonnageOfShip", "Tonnage"), ("LengthOfShip", "Length"), ("YearBuilt", "Year built"),
            ("PassportAdditionalInformation", "Passport note"), ("NationalIdentifierAdditionalInformation", "Identifier note"), ("DesignationSource", "Designation source"), ("OFSIGroupID", "OFSI group") })
        {
            Each(party, element, text => draft.Detail(type, text));
        }
    }

    private static void Each(XElement party, string name, Action<string> take)
    {
        foreach (var text in Texts(party, name))
        {
            take(text);
        }
    }

    // Leaves alone: an element of the same name can be the frame around them.
    private static IEnumerable<string> Texts(XElement party, string name) =>
        party.Descendants().Where(element => element.Name.LocalName == name && !element.HasElements).Select(element => element.Value.Trim()).Where(text => text.Length > 0);

    private static IEnumerable<XElement> Below(XElement party, string frame, string name) => party.Descendants().Where(element => element.Name.LocalName == frame).SelectMany(element => element.All(name));
}
