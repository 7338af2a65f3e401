using System.Xml;

namespace Usd1Compliance.Lists;

/// <summary>
/// The reference tables of an SDN_ADVANCED file: what its numbers mean. They are resolved to names, because the numbers differ from
/// one list to the next; a number that the file's own table does not hold refuses the file.
/// </summary>
internal sealed class SdnReferences
{
    private readonly Dictionary<(string Table, string Id), string> names = [];
    private readonly Dictionary<string, string> partyTypeOfSubType = [];

    /// <summary>Reads the element ReferenceValueSets, on which the reader stands.</summary>
    public void Read(XmlReader xml) => xml.EachChild(_ => xml.EachChild(table =>
    {
        var id = xml.Attribute("ID");
        if (table == "PartySubType")
        {
            partyTypeOfSubType[id] = xml.Attribute("PartyTypeID");
        }

        // The text of an AreaCode is the code of the country; its description is the name.
        var described = xml.GetAttribute("Description");
        var text = xml.Text();
        names[(table, id)] = table == "AreaCode" && described is { Length: > 0 } ? described : text;
    }));

    /// <summary>What a number of a table means.</summary>
    /// <param name="xml">Stands on the element that names it.</param>
    /// <param name="table">As the file calls an element of the table: <c>FeatureType</c>.</param>
    /// <param name="attribute">The attribute that holds the number.</param>
    public string Name(XmlReader xml, string table, string attribute) => Name(xml, table, attribute, xml.Attribute(attribute));

    /// <summary>What a number of a table means, or null where the element does not have the attribute.</summary>
    public string? NameOrNull(XmlReader xml, string table, string attribute) =>
        xml.GetAttribute(attribute) is { Length: > 0 } id ? Name(xml, table, attribute, id) : null;

    /// <summary>The kind of a party, from its sub-type and the type above that.</summary>
    public ListEntryKind Kind(XmlReader xml)
    {
        var id = xml.Attribute("PartySubTypeID");
        var subType = Name(xml, "PartySubType", "PartySubTypeID", id);
        return (Name(xml, "PartyType", "PartyTypeID", partyTypeOfSubType[id]), subType) switch
        {
            ("Individual", _) => ListEntryKind.Individual,
            ("Entity", _) => ListEntryKind.Entity,
            (_, "Vessel") => ListEntryKind.Vessel,
            (_, "Aircraft") => ListEntryKind.Aircraft,
            _ => ListEntryKind.Unknown,
        };
    }

    private string Name(XmlReader xml, string table, string attribute, string id) =>
        names.TryGetValue((table, id), out var name) ? name : throw xml.Wrong($"{xml.LocalName} has {attribute} {id}, which the file's own table of {table} does not hold");
}
