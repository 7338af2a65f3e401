using System.Xml;
using System.Xml.Linq;

namespace Usd1Compliance.Lists;

/// <summary>Opens an XML file of a list as all publishers' are opened: no DTD, no other encoding than Unicode, to the closing tag and nothing behind it.</summary>
internal static class ListXml
{
    /// <summary>Reads a document.</summary>
    /// <param name="bytes">Unpacked.</param>
    /// <param name="root">The local name that the root must have.</param>
    /// <param name="mend">What to load instead of a file with another root.</param>
    /// <param name="read">Stands on the root, and reads it to its end.</param>
    public static void Read(Stream bytes, string root, string mend, Action<XmlReader> read)
    {
        using var xml = XmlReader.Create(bytes, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,     // no entities, so none that expand
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            CloseInput = false,
        });
        try
        {
            xml.Read();
            if (xml.NodeType == XmlNodeType.XmlDeclaration && xml.GetAttribute("encoding") is { } encoding && !encoding.StartsWith("UTF-", StringComparison.OrdinalIgnoreCase))
            {
                throw new ListUnreadableException("list_encoding_wrong", $"line 1: it says that it is in {encoding}, where its publisher writes UTF-8. Something on its way wrote it anew; fetch it again from the publisher");
            }

            if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != root)
            {
                throw new ListUnreadableException("list_format_wrong", $"its root is {xml.LocalName} where {root} is expected. {mend}");
            }

            read(xml);
            while (xml.Read())
            {
                // Only white space may follow the root; the reader refuses the rest.
            }
        }
        catch (XmlException notXml)
        {
            throw new ListUnreadableException("list_not_xml", $"it is not well-formed XML: {notXml.Message.TrimEnd('.')}. It was cut off or damaged on its way; fetch it again", notXml);
        }
    }

    /// <summary>The element that the reader stands on, whole, with its lines.</summary>
    public static XElement Element(this XmlReader xml)
    {
        using var inner = xml.ReadSubtree();
        return XElement.Load(inner, LoadOptions.SetLineInfo);
    }

    /// <summary>Children of a local name.</summary>
    public static IEnumerable<XElement> All(this XElement element, string name) => element.Elements().Where(child => child.Name.LocalName == name);

    /// <summary>The trimmed texts of the children of a local name that have one.</summary>
    public static IEnumerable<string> Texts(this XElement element, string name) => element.All(name).Select(child => child.Value.Trim()).Where(text => text.Length > 0);

    /// <summary>The trimmed text of the one child of a local name; empty where there is none.</summary>
    public static string Text(this XElement element, string name) => element.All(name).FirstOrDefault()?.Value.Trim() ?? "";

    /// <summary>The trimmed text of an attribute; empty where there is none.</summary>
    public static string Attr(this XElement element, string name) => element.Attribute(name)?.Value.Trim() ?? "";

    /// <summary>The line on which an element begins.</summary>
    public static int Line(this XElement element) => ((IXmlLineInfo)element).LineNumber;

    /// <summary>Refuses the file at the place of an element.</summary>
    public static ListUnreadableException Wrong(this XElement element, string what) => ListUnreadableException.At(element.Line(), what);
}
