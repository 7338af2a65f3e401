using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Usd1Compliance.Rules;

/// <summary>
/// Reads <c>layer.json</c>: strictly, whole, and with every problem at once. What this build cannot hold (longer rings, other windows of counterparties) it refuses in words
/// and never bends to what it can. A problem names the part of the layer where a rule's id would stand.
/// </summary>
internal static partial class GlobalLayerReader
{
    // What the memory is built for; see docs/decisions/0012.
    private const int Edges = 64;
    private const int HubDays = 30;
    private const string FreezeProposed = "freeze-proposed";

    private static readonly string[] fromOf = ["blocking-lists", "labels", "labels", "labels", "issuer-freezes", "labels"];

    [GeneratedRegex("^(?=.{1,64}$)[a-z0-9]+([_-][a-z0-9]+)*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Category();

    [GeneratedRegex(@"^(?=.{2,400}$)\S.*\S$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^[0-9]{1,12}\.[0-9]{2,6}$")]
    private static partial Regex Usd();

    [GeneratedRegex(@"^0\.[0-9]{1,6}$")]
    private static partial Regex Share();

    /// <summary>The layer of a file, or null after a problem. Thresholds of segments are read by <see cref="SegmentThresholds"/>, when the rules are known.</summary>
    /// <param name="file">The file.</param>
    /// <param name="problems">Of this file.</param>
    /// <param name="segments">The segments with what they say of rules, as it stands in the file.</param>
    public static GlobalLayer? Read(RulePackFile file, FileProblems problems, out IReadOnlyList<(Segment Segment, JsonPart Parameters)> segments)
    {
        segments = [];
        var before = problems.Count;
        if (Root(file, problems) is not { } root)
        {
            return null;
        }

        var members = new JsonMembers(root, problems);
        members.Take("$schema", JsonKind.Text, mayMiss: true);
        var version = members.Whole("version", 1, 1_000_000);
        var services = Part(members, "services", problems, part => Categories(part, problems, "services"));
        var taints = Part(members, "taints", problems, part => Taints(part, services ?? FrozenSet<string>.Empty, problems));
        Part(members, "freezeProposed", problems, part => FreezeProposals(part, problems));
        var dust = Part(members, "dust", problems, part => Dust(part, problems));
        var graph = Part(members, "graph", problems, part => Graph(part, problems));
        var aggregation = Part(members, "aggregation", problems, part => Aggregation(part, problems));
        var kinds = Part(members, "segments", problems, part => Segments(part, problems));
        var below = Part(members, "belowTheLine", problems, part => BelowTheLine(part, problems));
        members.RefuseOthers();
        if (problems.Count > before)
        {
            return null;
        }

        segments = kinds!;
        return new GlobalLayer
        {
            Version = version!.Value, Services = services!, Taints = taints!, Dust = dust!, Graph = graph!, Aggregation = aggregation!, Segments = [.. kinds!.Select(kind => kind.Segment)], BelowTheLine = below,
        };
    }

    private static JsonPart? Root(RulePackFile file, FileProblems problems)
    {
        try
        {
            var root = JsonText.Parse(file.Text);
            if (root.Kind == JsonKind.Object)
            {
                return root;
            }

            problems.Add(root, $"The file is {root.Describe()}.", "The layer is one object: services, taints, dust, …");
        }
        catch (JsonException fault)
        {
            problems.Add(((int)(fault.LineNumber ?? 0) + 1, (int)(fault.BytePositionInLine ?? 0) + 1), $"The file is not JSON: {fault.Message.Split(" LineNumber", 2)[0].TrimEnd('.')}.", "Mend the JSON at this place.");
        }

        return null;
    }

    // A part says what it is for people; what else it holds, its reader tells.
    private static TPart? Part<TPart>(JsonMembers layer, string key, FileProblems problems, Func<JsonMembers, TPart?> read) where TPart : class
    {
        problems.Rule = key;
        TPart? made = null;
        if (layer.Take(key, JsonKind.Object) is { } part)
        {
            var members = new JsonMembers(part, problems);
            members.Text("says", Sentence(), "Say what it means in one or more sentences of 2 to 400 letters.");
            made = read(members);
            problems.Rule = key;
            members.RefuseOthers();
        }

        problems.Rule = null;
        return made;
    }

    private static FrozenSet<string>? Categories(JsonMembers of, FileProblems problems, string what, bool mayBeNone = false)
    {
        if (of.Take("categories", JsonKind.Array) is not { } list)
        {
            return null;
        }

        HashSet<string> categories = new(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (item.Kind != JsonKind.Text || !Category().IsMatch(item.Text) || (item.Text == GlobalLayer.NoLabel && !mayBeNone) || item.Text == FreezeProposed)
            {
                problems.Add(item, $"A category of {what} is {(item.Kind == JsonKind.Text ? $"\"{item.Text}\"" : item.Describe())}.",
                    $"Write a label as labels are imported: lower-case letters and digits, with _ or - between them, at most 64; {(mayBeNone ? "" : "none is no label, and ")}{FreezeProposed} is what the freeze proposals have.");
            }
            else if (!categories.Add(item.Text))
            {
                problems.Add(item, $"The category \"{item.Text}\" stands twice in {what}.", "Keep one of them.");
            }
        }

        return categories.ToFrozenSet(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, FrozenSet<string>>? Taints(JsonMembers members, FrozenSet<string> services, FileProblems problems)
    {
        Dictionary<string, FrozenSet<string>> taints = new(StringComparer.Ordinal);
        Dictionary<string, string> taken = new(StringComparer.Ordinal);
        foreach (var (word, from) in GlobalLayer.TaintWords.Zip(fromOf))
        {
            problems.Rule = "taints";
            if (members.Take(word, JsonKind.Object) is not { } part)
            {
                continue;
            }

            problems.Rule = $"taints.{word}";
            var taint = new JsonMembers(part, problems);
            taint.Text("from", new Regex($"^{from}$"), $"Write \"{from}\": what else makes an address taint as {word} is built in.");
            var categories = Categories(taint, problems, $"taints.{word}") ?? [];
            taint.RefuseOthers();
            foreach (var category in categories)
            {
                if (services.Contains(category))
                {
                    problems.Add(part, $"The category \"{category}\" taints as {word} and is a service.", "A service ends every path: keep it in one of the two places.");
                }
                else if (!taken.TryAdd(category, word))
                {
                    problems.Add(part, $"The category \"{category}\" taints as {taken[category]} and as {word}.", "Map each category onto one taint.");
                }
            }

            taints[word] = categories;
        }

        return taints.Count == GlobalLayer.TaintWords.Count ? taints.ToFrozenDictionary(StringComparer.Ordinal) : null;
    }

    private static string? FreezeProposals(JsonMembers members, FileProblems problems) =>
        members.Text("category", new Regex($"^{FreezeProposed}$"), $"This build knows open freeze proposals by the label {FreezeProposed} alone: write that, and import proposals so.");

    private static LayerDust? Dust(JsonMembers members, FileProblems problems)
    {
        const string dollars = "Write dollars as a text with a point and 2 to 6 digits behind it, nothing or more: \"0.10\".";
        var (limit, hop, dropped) = (Decimal(members, "limitUsd", Usd(), dollars), Decimal(members, "hopAboveUsd", Usd(), dollars), Decimal(members, "taintDroppedBelowUsd", Usd(), dollars));
        var share = Decimal(members, "taintDroppedBelowShare", Share(), "Write a part of a whole as a text, less than 1 with up to 6 digits behind the point: \"0.001\".");
        return limit is null || hop is null || dropped is null || share is null ? null : new LayerDust(limit.Value, hop.Value, dropped.Value, share.Value);
    }

    private static LayerGraph? Graph(JsonMembers members, FileProblems problems)
    {
        Structural(members, "edges", Edges, $"This build keeps the last {Edges} transfers of each address: write {Edges}.", problems);
        Structural(members, "hubDays", HubDays, $"This build counts counterparties over {HubDays} days: write {HubDays}.", problems);
        var (window, hub, cycle) = (members.Whole("windowHours", 1, 720), members.Whole("hubCounterparties", 10, 1_000_000), members.Whole("longestCycle", 3, 12));
        // Rules ask whether a source is up to four hops away: counted to fewer, none near would look like one that is.
        var (hops, steps) = (members.Whole("hops", 4, 8), members.Whole("stepBudget", 100, 1_000_000));
        return window is null || hub is null || cycle is null || hops is null || steps is null ? null : new LayerGraph(window.Value, hub.Value, cycle.Value, hops.Value, steps.Value);
    }

    private static void Structural(JsonMembers members, string key, int built, string mend, FileProblems problems)
    {
        if (members.Take(key, JsonKind.Number) is { } part && part.Text != built.ToString(CultureInfo.InvariantCulture))
        {
            problems.Add(part, $"\"{key}\" is {part.Text}.", mend);
        }
    }

    private static LayerAggregation? Aggregation(JsonMembers members, FileProblems problems)
    {
        members.Text("by", new Regex("^subject$"), "Alerts are put together by subject alone: write \"subject\".");
        return members.Whole("hours", 1, 744) is { } hours ? new LayerAggregation(hours) : null;
    }

    private static List<(Segment Segment, JsonPart Parameters)>? Segments(JsonMembers members, FileProblems problems)
    {
        if (members.Take("of", JsonKind.Array) is not { } list)
        {
            return null;
        }

        List<(Segment, JsonPart)> segments = [];
        Dictionary<string, string> taken = new(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (item.Kind != JsonKind.Object)
            {
                problems.Add(item, $"A segment is {item.Describe()}.", "A segment is an object with id, says, categories and parameters.");
                continue;
            }

            var part = new JsonMembers(item, problems);
            var id = part.Text("id", new Regex("^(?=.{1,64}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture), "Write 1 to 64 lower-case letters, digits and single hyphens, beginning with a letter.");
            problems.Rule = $"segments.{id}";
            var says = part.Text("says", Sentence(), "Say who belongs to it, in 2 to 400 letters.");
            var categories = Categories(part, problems, $"the segment {id}", mayBeNone: true) ?? [];
            var parameters = part.Take("parameters", JsonKind.Object);
            part.RefuseOthers();
            foreach (var category in categories.Where(category => !taken.TryAdd(category, id ?? "")))
            {
                problems.Add(item, $"The category \"{category}\" stands in the segments {taken[category]} and {id}.", "An address is in one segment: keep one of them.");
            }

            if (segments.Exists(other => other.Item1.Id == id))
            {
                problems.Add(item, $"The segment \"{id}\" stands twice.", "Give one of them another id.");
            }

            if (id is not null && says is not null && parameters is not null)
            {
                segments.Add((new Segment(id, says, [.. categories.Order(StringComparer.Ordinal)], FrozenDictionary<string, IReadOnlyDictionary<string, object>>.Empty), parameters));
            }

            problems.Rule = "segments";
        }

        if (list.Items.Count > 0 && !taken.ContainsKey(GlobalLayer.NoLabel))
        {
            problems.Add(list, "No segment has the category none.", "Say in which segment those are who have no label, and whoever is in no other: add \"none\" to its categories.");
        }

        return segments;
    }

    private static LayerBelowTheLine? BelowTheLine(JsonMembers members, FileProblems problems)
    {
        var times = members.Whole("perRuleAndWeek", 1, 10_000);
        var share = Decimal(members, "relaxedBy", Share(), "Write a part of a whole as a text, more than 0 and less than 1: \"0.20\".", least: 0.000001m);
        List<int> except = [];
        foreach (var item in members.Take("exceptNumbers", JsonKind.Array)?.Items ?? [])
        {
            if (item.Kind == JsonKind.Number && int.TryParse(item.Text, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 46 && !except.Contains(number))
            {
                except.Add(number);
            }
            else
            {
                problems.Add(item, $"A number of \"exceptNumbers\" is {(item.Kind == JsonKind.Number ? item.Text : item.Describe())}.", "Write the number of a typology, 1 to 46, each once.");
            }
        }

        return times is null || share is null ? null : new LayerBelowTheLine(times.Value, share.Value, except);
    }

    private static decimal? Decimal(JsonMembers members, string key, Regex form, string mend, decimal least = 0)
    {
        if (members.Text(key, form, mend) is not { } text)
        {
            return null;
        }

        var number = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        if (number >= least)
        {
            return number;
        }

        members.Refuse(key, $"\"{key}\" is \"{text}\".", mend);
        return null;
    }
}
