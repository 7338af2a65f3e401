using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Usd1Compliance.Lists;

/// <summary>How files of lists are written: the names that <c>rules/lists.json</c> uses, and what reads each.</summary>
public static partial class ListFormats
{
    /// <summary>OFAC's SDN_ADVANCED.XML and CONS_ADVANCED.XML. A file that begins as the legacy SDN.CSV does is read as that.</summary>
    public const string SdnAdvancedXml = "sdn-advanced-xml";

    /// <summary>OFAC's SDN.CSV with ALT.CSV, ADD.CSV and SDN_COMMENTS.CSV beside it, or the same of CONS_PRIM.CSV.</summary>
    public const string OfacLegacyCsv = "ofac-legacy-csv";

    /// <summary>The UN Security Council's consolidated.xml.</summary>
    public const string UnConsolidatedXml = "un-consolidated-xml";

    /// <summary>The EU's xmlFullSanctionsList_1_1 of the Financial Sanctions Files.</summary>
    public const string EuFsfXml = "eu-fsf-xml";

    /// <summary>The UK-Sanctions-List.xml or .csv; the first byte tells which.</summary>
    public const string UkSanctionsList = "uk-sanctions-list";

    /// <summary>A list of one's own, CSV or JSON Lines; the first byte tells which. docs/own-list.md declares it.</summary>
    public const string OwnList = "own-list";

    // About eight times the largest file that each publisher has put out: past that it is no list, whatever it is.
    private static readonly FrozenDictionary<string, long> sizeLimits = new Dictionary<string, long>
    {
        [SdnAdvancedXml] = ListFile.SizeLimit,
        [OfacLegacyCsv] = 128L << 20,
        [UnConsolidatedXml] = 16L << 20,
        [EuFsfXml] = 256L << 20,
        [UkSanctionsList] = 512L << 20,
        [OwnList] = 256L << 20,
    }.ToFrozenDictionary();

    /// <summary>Every name, for messages.</summary>
    public static IReadOnlyList<string> Names { get; } = [SdnAdvancedXml, OfacLegacyCsv, UnConsolidatedXml, EuFsfXml, UkSanctionsList, OwnList];

    /// <summary>How many unpacked bytes a file of a format may have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static long SizeLimitOf(string format) => sizeLimits.TryGetValue(format, out var limit) ? limit : throw new ArgumentOutOfRangeException(nameof(format), format, "No list is written so.");

    /// <summary>Which format a file has, told from its beginning; null where it begins like none.</summary>
    /// <param name="path">The file, packed or not.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? Guess(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        using var unpacked = new UnpackedStream(file, ListFile.SizeLimit, null, CancellationToken.None);
        unpacked.Open();
        var start = unpacked.Peek();
        return start.Contains("CONSOLIDATED_LIST", StringComparison.Ordinal) ? UnConsolidatedXml
            : start.Contains("ADVANCED_XML", StringComparison.Ordinal) || start.Contains("<Sanctions", StringComparison.Ordinal) ? SdnAdvancedXml
            : start.Contains("fsdexport", StringComparison.Ordinal) || start.Contains("eu.europa.ec", StringComparison.Ordinal) ? EuFsfXml
            : start.Contains("<Designations", StringComparison.Ordinal) || start.Contains("OFSI", StringComparison.Ordinal) ? UkSanctionsList
            : LegacyStart().IsMatch(start) ? OfacLegacyCsv
            : start.TrimStart('\uFEFF', ' ', '\r', '\n', '\t') is var text && (text.StartsWith('{') || OwnStart().IsMatch(text)) ? OwnList
            : null;
    }

    // The head line of a list of one's own has a column key.
    [GeneratedRegex("^([^\\n]*,)?\"?key\"?(,|\\r?\\n)")]
    private static partial Regex OwnStart();

    /// <summary>Reads what lies open, to its last byte.</summary>
    /// <exception cref="ListUnreadableException">It is not a whole file of that format.</exception>
    internal static ParsedList Read(string format, UnpackedStream bytes, string path)
    {
        var start = bytes.Peek();
        return format switch
        {
            SdnAdvancedXml when LegacyStart().IsMatch(start) => new OfacLegacyReader(bytes, path).Read() with { IsFallback = true },
            SdnAdvancedXml => new SdnAdvancedReader(bytes).Read(),
            OfacLegacyCsv => new OfacLegacyReader(bytes, path).Read(),
            UnConsolidatedXml => new UnConsolidatedReader(bytes).Read(),
            EuFsfXml => new EuFsfReader(bytes).Read(),
            UkSanctionsList when start.TrimStart('\uFEFF', ' ', '\r', '\n', '\t').StartsWith('<') => new UkXmlReader(bytes).Read(),
            UkSanctionsList => new UkCsvReader(bytes).Read(),
            OwnList when start.TrimStart('\uFEFF', ' ', '\r', '\n', '\t').StartsWith('{') => new OwnJsonReader(bytes).Read(),
            OwnList => new OwnCsvReader(bytes).Read(),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No list is written so."),
        };
    }

    // A line of SDN.CSV: the number, then the name in quotes.
    [GeneratedRegex("^[0-9]+,\"")]
    private static partial Regex LegacyStart();
}

/// <summary>What a reader made of a file.</summary>
/// <param name="PublishedOn">The publisher's own date; null where the format has none.</param>
/// <param name="Entries">In the order of the file.</param>
internal sealed record ParsedList(DateOnly? PublishedOn, IReadOnlyList<ListEntry> Entries)
{
    /// <summary>Words of the file that the reader does not know.</summary>
    public IReadOnlyList<UnfamiliarWord> Unfamiliar { get; init; } = [];

    /// <summary>Whether the format is not the list's own, but the one that stands in for it.</summary>
    public bool IsFallback { get; init; }

    /// <summary>Whether the date is when the file was made, and not when the list was last changed: then a new date alone is no new version.</summary>
    public bool DatedWhenMade { get; init; }
}

/// <summary>A word of a file that its reader does not know: an element, a kind of alias, a column. It may be one that matters.</summary>
/// <param name="What">Such as <c>element INDIVIDUAL/NEW_FIELD</c>: the same in every file that has it.</param>
/// <param name="Line">Where it stands first.</param>
public sealed record UnfamiliarWord(string What, int Line);

/// <summary>Collects the words that a reader does not know, each once, with the line of the first.</summary>
internal sealed class UnfamiliarWords
{
    private readonly Dictionary<string, int> firstLines = [];

    public void Add(string what, int line) => firstLines.TryAdd(what, line);

    public IReadOnlyList<UnfamiliarWord> All => [.. firstLines.Select(pair => new UnfamiliarWord(pair.Key, pair.Value)).OrderBy(word => word.What, StringComparer.Ordinal)];
}
