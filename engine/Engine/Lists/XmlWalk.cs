using System.Globalization;
using System.Xml;

namespace Usd1Compliance.Lists;

/// <summary>Walks a document of any size element by element, by local names: publishers change their namespaces.</summary>
internal static class XmlWalk
{
    /// <summary>
    /// Visits the children of the element that the reader stands on, and leaves the reader on its end. A visitor may read its element
    /// to the end or leave it alone.
    /// </summary>
    public static void EachChild(this XmlReader xml, Action<string> visit)
    {
        if (xml.IsEmptyElement)
        {
            return;
        }

        var depth = xml.Depth;
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType == XmlNodeType.Element && xml.Depth == depth + 1)
            {
                visit(xml.LocalName);
            }
        }
    }

    /// <summary>The text of the element that the reader stands on, trimmed, and leaves the reader on its end.</summary>
    public static string Text(this XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var depth = xml.Depth;
        var text = "";
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
            {
                text = text.Length == 0 ? xml.Value : text + xml.Value;
            }
        }

        return text.Trim();
    }

    /// <summary>An attribute that the format promises.</summary>
    public static string Attribute(this XmlReader xml, string name) =>
        xml.GetAttribute(name) is { Length: > 0 } value ? value : throw xml.Wrong($"{xml.LocalName} has no {name}");

    /// <summary>An attribute that is true or false.</summary>
    public static bool Flag(this XmlReader xml, string name) => xml.Attribute(name) switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        var other => throw xml.Wrong($"{xml.LocalName} {name} is '{other}' and not true or false"),
    };

    /// <summary>A date of Year, Month and Day children.</summary>
    public static DateOnly Date(this XmlReader xml)
    {
        var element = xml.LocalName;
        int year = 0, month = 0, day = 0;
        xml.EachChild(name =>
        {
            switch (name)
            {
                case "Year":
                    year = xml.Number();
                    break;
                case "Month":
                    month = xml.Number();
                    break;
                case "Day":
                    day = xml.Number();
                    break;
            }
        });
        return year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : throw xml.Wrong($"{element} {year}-{month}-{day} is no date");
    }

    /// <summary>Refuses the file at the place where the reader stands.</summary>
    public static ListUnreadableException Wrong(this XmlReader xml, string what)
    {
        var line = xml is IXmlLineInfo place && place.HasLineInfo() ? $"line {place.LineNumber:N0}: " : "";
        return new ListUnreadableException("list_format_wrong", $"{line}{what}. The version in force stays; compare the file with the publisher's, and ask for a newer reader if the publisher has changed the format");
    }

    private static int Number(this XmlReader xml)
    {
        var text = xml.Text();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw xml.Wrong($"'{text}' is no number of a date");
    }
}
