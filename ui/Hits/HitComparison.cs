using System.Text.Json;

namespace Usd1Compliance.Ui.Hits;

/// <summary>Words of two names that were taken for one another.</summary>
/// <param name="Asked">Of the subject.</param>
/// <param name="Matched">Of the entry.</param>
/// <param name="Rule">Why.</param>
/// <param name="Likeness">0 to 1.</param>
public sealed record ComparedWords(string Asked, string Matched, string Rule, double Likeness);

/// <summary>What one thing counted for, in logits, signed.</summary>
/// <param name="Name">Which.</param>
/// <param name="Points">Signed.</param>
public sealed record CountedPoints(string Name, double Points);

/// <summary>A share of one party in another.</summary>
/// <param name="Owned">List and key.</param>
/// <param name="Owner">List and key.</param>
/// <param name="Kind">By the publisher's word.</param>
/// <param name="SharePercent">Null where it is not known.</param>
public sealed record ComparedLink(string Owned, string Owner, string Kind, double? SharePercent);

/// <summary>
/// The comparison of a hit as the page draws it, read from the evidence that is kept with the hit. What it does not know it leaves to the page, which
/// shows the whole evidence as it stands beside it: nothing of it is hidden because a later version writes it otherwise.
/// </summary>
public sealed record HitComparison
{
    /// <summary>primary, alias, former or weak; empty where it is not said.</summary>
    public string Strength { get; private init; } = "";

    /// <summary>Word by word.</summary>
    public IReadOnlyList<ComparedWords> Pairs { get; private init; } = [];

    /// <summary>Words of the subject that have no partner.</summary>
    public IReadOnlyList<string> AskedRest { get; private init; } = [];

    /// <summary>Words of the entry's name that have no partner.</summary>
    public IReadOnlyList<string> MatchedRest { get; private init; } = [];

    /// <summary>What the names counted for, the start first.</summary>
    public IReadOnlyList<CountedPoints> Features { get; private init; } = [];

    /// <summary>What agrees or differs beside the names.</summary>
    public IReadOnlyList<CountedPoints> Qualifiers { get; private init; } = [];

    /// <summary>Who owns whom, where that is why.</summary>
    public IReadOnlyList<ComparedLink> Chain { get; private init; } = [];

    /// <summary>What blocked parties are known to own, in percent.</summary>
    public double? KnownPercent { get; private init; }

    /// <summary>The programmes of the entry.</summary>
    public IReadOnlyList<string> Programmes { get; private init; } = [];

    /// <summary>Everything else that stands at the top of the evidence of an address: balance, past transfers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Further { get; private init; } = [];

    /// <summary>Reads the evidence.</summary>
    /// <param name="evidence">A JSON object, as the hit keeps it.</param>
    public static HitComparison Read(string evidence)
    {
        using var document = JsonDocument.Parse(evidence);
        var root = document.RootElement;
        var compared = root.TryGetProperty("comparison", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
        var ownership = root.TryGetProperty("ownership", out var owned) && owned.ValueKind == JsonValueKind.Object ? owned : default;
        CountedPoints[] start = Number(compared, "bias") is { } bias ? [new CountedPoints("start", bias)] : [];
        return new HitComparison
        {
            Strength = Text(compared, "strength"),
            Pairs = [.. Each(compared, "pairs").Select(pair => new ComparedWords(Text(pair, "asked"), Text(pair, "matched"), Text(pair, "rule"), Number(pair, "likeness") ?? 0))],
            AskedRest = Texts(compared, "askedRest"),
            MatchedRest = Texts(compared, "matchedRest"),
            Features = [.. start, .. Each(compared, "features").Select(feature => new CountedPoints(Text(feature, "feature"), Number(feature, "points") ?? 0))],
            Qualifiers = [.. Each(compared, "qualifiers").Select(qualifier => new CountedPoints(Text(qualifier, "evidence"), Number(qualifier, "points") ?? 0))],
            Chain = [.. Each(ownership, "chain").Select(link => new ComparedLink(Text(link, "owned"), Text(link, "owner"), Text(link, "kind"), Number(link, "sharePercent")))],
            KnownPercent = Number(ownership, "knownPercent"),
            Programmes = Texts(root, "programmes"),
            Further = Each(compared, "pairs").Any() ? [] : [.. FurtherOf(root)],
        };
    }

    // Of an address: { "balance": "1200.00", "pastTransfers": { "count": 3, "sum": "…" } } becomes lines of their own.
    private static IEnumerable<KeyValuePair<string, string>> FurtherOf(JsonElement root)
    {
        foreach (var member in root.EnumerateObject().Where(member => member.Name is not ("asked" or "matched" or "programmes" or "comparison" or "ownership")))
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in member.Value.EnumerateObject().Where(inner => inner.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)))
                {
                    yield return new($"{member.Name}: {inner.Name}", inner.Value.ToString());
                }
            }
            else if (member.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
            {
                yield return new(member.Name, member.Value.ToString());
            }
        }
    }

    private static IEnumerable<JsonElement> Each(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var many) && many.ValueKind == JsonValueKind.Array ? many.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object) : [];

    private static string[] Texts(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var many) && many.ValueKind == JsonValueKind.Array
        ? [.. many.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)] : [];

    private static string Text(JsonElement of, string name) => of.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static double? Number(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : null;
}
