using System.Text;

namespace Usd1Compliance.Rules;

/// <summary>
/// Reads packs: strictly, whole, and with every problem at once. A pack is Microsoft RulesEngine workflow JSON, a workflow to a file,
/// with our keys under <c>Properties</c>; <c>rules/schemas/rule-pack.schema.json</c> describes it to editors.
/// </summary>
public sealed class RulePackReader(FactModel facts)
{
    /// <summary>Unit tests of rules stand beside them under this ending, and are no part of the pack.</summary>
    public const string TestsEnding = ".tests.json";

    private const int MaxFiles = 200;
    private const int MaxFileBytes = 256 * 1024;

    private readonly RuleFileReader files = new(facts);
    private readonly SegmentThresholds thresholds = new(facts);

    /// <summary>What the rules of this reader may look at.</summary>
    public FactModel Facts => facts;

    /// <summary>Reads a pack from its files.</summary>
    /// <param name="pack">At least one; their order does not matter.</param>
    public PackReading Read(IReadOnlyList<RulePackFile> pack) => Read(pack, []);

    /// <summary>
    /// Reads every *.json of a folder (not of folders in it) that is not a test file. The layer stands among them, or beside a folder of the name packs, as in <c>rules/</c>; where both
    /// are, the one in the folder is meant. Without one the pack reads, and is neither proposed nor put in force.
    /// </summary>
    /// <param name="path">The folder.</param>
    public PackReading ReadDirectory(string path)
    {
        if (!Directory.Exists(path))
        {
            return new PackReading.Refused([new RuleProblem(path, null, 0, 0, "There is no such folder.", "Name a folder with rule packs.")]);
        }

        List<RuleProblem> problems = [];
        List<RulePackFile> read = [];
        foreach (var file in Directory.EnumerateFiles(path, "*.json").Where(file => !file.EndsWith(TestsEnding, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (ReadText(file, problems) is { } text)
            {
                read.Add(new RulePackFile(Path.GetFileName(file), text));
            }
        }

        var beside = Path.Combine(Path.GetFullPath(path), "..", GlobalLayer.FileName);
        if (new DirectoryInfo(path).Name == "packs" && !read.Exists(file => file.Name == GlobalLayer.FileName) && File.Exists(beside) && ReadText(beside, problems) is { } layer)
        {
            read.Add(new RulePackFile(GlobalLayer.FileName, layer));
        }

        if (read.Count + problems.Count == 0)
        {
            problems.Add(new RuleProblem(path, null, 0, 0, "The folder holds no *.json.", "Name a folder with rule packs."));
        }

        return Read(read, problems);
    }

    // Bytes that are no UTF-8 would be read as other letters than were written, and hashed so.
    private static string? ReadText(string file, List<RuleProblem> problems)
    {
        if (new FileInfo(file).Length > MaxFileBytes)
        {
            problems.Add(TooLarge(Path.GetFileName(file)));
            return null;
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(file));
        }
        catch (DecoderFallbackException fault)
        {
            problems.Add(new RuleProblem(Path.GetFileName(file), null, 0, 0, $"The byte at {fault.Index} is no UTF-8.", "Save the file as UTF-8."));
            return null;
        }
    }

    private static RuleProblem TooLarge(string file) =>
        new(file, null, 0, 0, $"The file is larger than {MaxFileBytes / 1024} KiB.", "Divide it into several files.");

    private PackReading Read(IReadOnlyList<RulePackFile> pack, List<RuleProblem> problems)
    {
        if (pack.Count is 0 or > MaxFiles && problems.Count == 0)
        {
            problems.Add(new RuleProblem("", null, 0, 0, $"The pack has {pack.Count} files.", $"A pack has 1 to {MaxFiles} files."));
            return new PackReading.Refused(problems);
        }

        var ordered = pack.OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        List<Rule> rules = [];
        Dictionary<string, string> seen = new(StringComparer.Ordinal);
        foreach (var file in ordered.Where(file => file.Name != GlobalLayer.FileName))
        {
            if (Encoding.UTF8.GetByteCount(file.Text) > MaxFileBytes)
            {
                problems.Add(TooLarge(file.Name));
                continue;
            }

            rules.AddRange(files.Read(file, seen, new FileProblems(file.Name, problems)));
        }

        var layer = ReadLayer(ordered, rules, problems);
        return problems.Count > 0 ? new PackReading.Refused(problems) : new PackReading.Sound(new RulePack(ordered, thresholds.Apply(layer, rules)) { Layer = layer });
    }

    private GlobalLayer ReadLayer(IReadOnlyList<RulePackFile> pack, IReadOnlyList<Rule> rules, List<RuleProblem> problems)
    {
        if (pack.FirstOrDefault(file => file.Name == GlobalLayer.FileName) is not { } file)
        {
            return GlobalLayer.BuiltIn;
        }

        var ofFile = new FileProblems(file.Name, problems);
        // Where a rule did not read, every threshold of it would be a second problem of the same cause.
        var isWhole = problems.Count == 0;
        var layer = GlobalLayerReader.Read(file, ofFile, out var segments);
        return layer is null ? GlobalLayer.BuiltIn : layer with { Segments = isWhole ? thresholds.Read(segments, rules, ofFile) : [.. segments.Select(segment => segment.Segment)] };
    }
}
