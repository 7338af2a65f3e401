using System.Text.RegularExpressions;

namespace Usd1Compliance.Rules;

/// <summary>
/// The members of one JSON object, taken one by one. Whatever is missing, of another kind, out of range, there twice or taken by
/// nobody becomes a problem; the caller goes on, so that all of them are told at once.
/// </summary>
internal sealed class JsonMembers
{
    private readonly Dictionary<string, JsonPart> byKey = new(StringComparer.Ordinal);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly JsonPart whole;
    private readonly FileProblems problems;

    public JsonMembers(JsonPart whole, FileProblems problems)
    {
        this.whole = whole;
        this.problems = problems;
        foreach (var (key, value) in whole.Members)
        {
            if (!byKey.TryAdd(key.Text, value))
            {
                problems.Add(key, $"The key \"{key.Text}\" stands twice in one object.", "Keep one of them.");
            }
        }
    }

    public JsonPart? Take(string key, JsonKind kind, bool mayMiss = false)
    {
        known.Add(key);
        if (!byKey.TryGetValue(key, out var part))
        {
            if (!mayMiss)
            {
                problems.Add(whole, $"The key \"{key}\" is missing.", $"Add \"{key}\".");
            }

            return null;
        }

        if (part.Kind == kind)
        {
            return part;
        }

        problems.Add(part, $"\"{key}\" is {part.Describe()}.", $"Make it {new JsonPart(null!, kind, 0).Describe()}.");
        return null;
    }

    /// <summary>A text of a given form; null after a problem.</summary>
    public string? Text(string key, Regex form, string mend)
    {
        if (Take(key, JsonKind.Text) is not { } part)
        {
            return null;
        }

        if (form.IsMatch(part.Text))
        {
            return part.Text;
        }

        problems.Add(part, $"\"{key}\" is \"{Shorten(part.Text)}\".", mend);
        return null;
    }

    /// <summary>One of a few words; null after a problem.</summary>
    public TEnum? Word<TEnum>(string key) where TEnum : struct, Enum
    {
        if (Take(key, JsonKind.Text) is not { } part)
        {
            return null;
        }

        var words = Enum.GetValues<TEnum>().ToDictionary(value => value.ToString().ToLowerInvariant(), StringComparer.Ordinal);
        if (words.TryGetValue(part.Text, out var word))
        {
            return word;
        }

        problems.Add(part, $"\"{key}\" is \"{Shorten(part.Text)}\".", $"Write one of {string.Join(", ", words.Keys)}.");
        return null;
    }

    /// <summary>A whole number within bounds; null after a problem.</summary>
    public int? Whole(string key, int least, int most)
    {
        if (Take(key, JsonKind.Number) is not { } part)
        {
            return null;
        }

        if (int.TryParse(part.Text, System.Globalization.NumberStyles.AllowLeadingSign, null, out var number) && number >= least && number <= most)
        {
            return number;
        }

        problems.Add(part, $"\"{key}\" is {Shorten(part.Text)}.", $"Write a whole number from {least} to {most}.");
        return null;
    }

    /// <summary>Refuses the value of a key that was taken.</summary>
    public void Refuse(string key, string message, string mend) => problems.Add(byKey[key], message, mend);

    /// <summary>Refuses every key that nobody took. Call it last.</summary>
    public void RefuseOthers()
    {
        foreach (var (key, _) in whole.Members.Where(member => !known.Contains(member.Key.Text)))
        {
            problems.Add(key, $"The key \"{Shorten(key.Text)}\" is not known here.", $"Known are {string.Join(", ", known)}; letter case counts.");
        }
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : $"{text[..60]}…";
}

/// <summary>The problems of one file, in the order in which they are found.</summary>
internal sealed class FileProblems(string file, List<RuleProblem> problems)
{
    /// <summary>The rule that is being read, or the part of the layer.</summary>
    public string? Rule { get; set; }

    public int Count => problems.Count;

    public void Add(JsonPart part, string message, string mend) => Add(part.Place, message, mend);

    public void Add((int Line, int Column) place, string message, string mend) => problems.Add(new RuleProblem(file, Rule, place.Line, place.Column, message, mend));

    public void AddForFile(string message, string mend) => problems.Add(new RuleProblem(file, null, 0, 0, message, mend));
}
