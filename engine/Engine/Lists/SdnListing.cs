using System.Xml;

namespace Usd1Compliance.Lists;

/// <summary>What the end of an SDN_ADVANCED file says of one profile: since when, on which lists, by which programmes, and its links.</summary>
internal sealed class SdnListing
{
    private readonly SortedSet<string> lists = new(StringComparer.Ordinal);
    private readonly SortedSet<string> measures = new(StringComparer.Ordinal);
    private readonly SortedSet<string> programmes = new(StringComparer.Ordinal);
    private DateOnly? earliest;

    public List<ListedRelation> Relations { get; } = [];

    /// <summary>Reads a SanctionsEntry, on which the reader stands. A profile can have several, on different lists.</summary>
    public void Read(XmlReader xml, SdnReferences references)
    {
        lists.Add(references.Name(xml, "List", "ListID"));
        xml.EachChild(name =>
        {
            switch (name)
            {
                case "EntryEvent":
                    xml.EachChild(part =>
                    {
                        if (part == "Date" && xml.Date() is var date && (earliest is null || date < earliest))
                        {
                            earliest = date;
                        }
                    });
                    break;
                case "SanctionsMeasure":
                    ReadMeasure(xml, references.Name(xml, "SanctionsType", "SanctionsTypeID"));
                    break;
            }
        });
    }

    /// <summary>The party with what was read here.</summary>
    public ListEntry Complete(ListEntry party) => party with
    {
        ListedOn = earliest,
        Lists = [.. lists],
        Measures = [.. measures],
        Programmes = [.. programmes],
        Relations = [.. Relations.Distinct().OrderBy(link => link.Key, StringComparer.Ordinal).ThenBy(link => link.Type, StringComparer.Ordinal).ThenBy(link => link.Former)],
    };

    // A programme is a measure of the type Program whose comment is the programme's code.
    private void ReadMeasure(XmlReader xml, string type)
    {
        if (type != "Program")
        {
            measures.Add(type);
            return;
        }

        xml.EachChild(name =>
        {
            if (name == "Comment" && xml.Text() is { Length: > 0 } code)
            {
                programmes.Add(code);
            }
        });
    }
}
