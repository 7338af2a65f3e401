using System.Xml;

namespace Usd1Compliance.Lists;

/// <summary>Reads the names of one Identity of an SDN_ADVANCED file. The types of the parts stand behind the names, group by group.</summary>
internal sealed class SdnNameReader(XmlReader xml, SdnReferences references, UnfamiliarWords unfamiliar)
{
    private readonly List<(string AliasType, bool Primary, bool Weak, string Script, List<(string Group, string Text)> Parts)> written = [];
    private readonly Dictionary<string, string> typeOfGroup = [];

    /// <summary>The names of the Identity that the reader stands on, in the order of the file.</summary>
    public IEnumerable<ListedName> Read()
    {
        xml.EachChild(name =>
        {
            switch (name)
            {
                case "Alias":
                    ReadAlias();
                    break;
                case "NamePartGroups":
                    xml.EachChild(_ => xml.EachChild(_ => typeOfGroup[xml.Attribute("ID")] = references.Name(xml, "NamePartType", "NamePartTypeID")));
                    break;
            }
        });
        return [.. written.Select(name => new ListedName(string.Join(' ', name.Parts.Select(part => part.Text)), name.Script, name.AliasType, name.Primary, name.Weak,
            [.. name.Parts.Select(part => new ListedNamePart(TypeOf(part.Group), part.Text))]))];
    }

    private void ReadAlias()
    {
        var aliasType = references.Name(xml, "AliasType", "AliasTypeID");
        if (aliasType is not ("Name" or "A.K.A." or "F.K.A." or "N.K.A."))
        {
            unfamiliar.Add($"alias type '{aliasType}'", ((IXmlLineInfo)xml).LineNumber);
        }

        bool primary = xml.Flag("Primary"), weak = xml.Flag("LowQuality");
        xml.EachChild(documented =>
        {
            if (documented != "DocumentedName")
            {
                return;
            }

            var script = "";
            List<(string, string)> parts = [];
            xml.EachChild(_ => xml.EachChild(value =>
            {
                if (value == "NamePartValue")
                {
                    script = references.Name(xml, "Script", "ScriptID");
                    parts.Add((xml.Attribute("NamePartGroupID"), xml.Text()));
                }
            }));
            if (parts.Count > 0)
            {
                written.Add((aliasType, primary, weak, script, parts));
            }
        });
    }

    private string TypeOf(string group) => typeOfGroup.TryGetValue(group, out var type) ? type : throw xml.Wrong($"a name has the part group {group}, which its identity does not hold");
}
