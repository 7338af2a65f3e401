using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Usd1Compliance.Rules;

/// <summary>Reads a file of unit tests, as strictly as a pack.</summary>
internal sealed partial class RuleTestReader(FactModel facts, RulePack pack)
{
    [GeneratedRegex(@"^(?=.{1,200}$)\S.*\S$")]
    private static partial Regex Sentence();

    [GeneratedRegex(".")]
    private static partial Regex Anything();

    [GeneratedRegex(@"^-?[0-9]{1,18}(\.[0-9]{1,10})?$", RegexOptions.ExplicitCapture)]
    private static partial Regex PlainNumber();

    public IReadOnlyList<RuleTest> Read(string name, string text, FileProblems problems)
    {
        JsonPart root;
        try
        {
            root = JsonText.Parse(text);
        }
        catch (JsonException fault)
        {
            problems.Add(((int)(fault.LineNumber ?? 0) + 1, (int)(fault.BytePositionInLine ?? 0) + 1), $"The file is not JSON: {fault.Message.Split(" LineNumber", 2)[0].TrimEnd('.')}.", "Mend the JSON at this place.");
            return [];
        }

        var members = new JsonMembers(root, problems);
        members.Take("$schema", JsonKind.Text, mayMiss: true);
        var tests = members.Take("Tests", JsonKind.Array);
        members.RefuseOthers();
        return [.. (tests?.Items ?? []).Select(test => ReadTest(name, test, problems)).OfType<RuleTest>()];
    }

    private RuleTest? ReadTest(string file, JsonPart part, FileProblems problems)
    {
        problems.Rule = null;
        var (before, members) = (problems.Count, new JsonMembers(part, problems));
        var id = members.Text("rule", Anything(), "Name the rule.");
        problems.Rule = id;
        var rule = pack.Rules.FirstOrDefault(candidate => candidate.Id == id);
        if (id is not null && rule is null)
        {
            problems.Add(part, "The pack has no rule of this name.", "Name a rule of the pack, or remove the test.");
        }

        var says = members.Text("says", Sentence(), "Say on which edge the test stands, in 2 to 200 letters.");
        var given = members.Take("facts", JsonKind.Object);
        var verdict = members.Word<Truth>("verdict");
        members.RefuseOthers();
        var values = given is null || rule is null ? [] : ReadFacts(given, rule, problems);
        return problems.Count > before ? null : new RuleTest(file, id!, says!, values, verdict!.Value);
    }

    private Dictionary<string, object> ReadFacts(JsonPart part, Rule rule, FileProblems problems)
    {
        Dictionary<string, object> values = new(StringComparer.Ordinal);
        var members = new JsonMembers(part, problems);
        foreach (var (key, given) in part.Members.DistinctBy(member => member.Key.Text))
        {
            if (!rule.Facts.Contains(key.Text))
            {
                problems.Add(key, $"The rule does not look at \"{key.Text}\".", $"It looks at {string.Join(", ", rule.Facts)}.");
            }
            else if (ValueOf(members, key.Text, facts.ByName[key.Text].Type, given) is { } value)
            {
                values.Add(key.Text, value);
            }
            else if (given.Kind == JsonKind.Number)
            {
                problems.Add(given, $"{given.Text} is no value of \"{key.Text}\".", "Write a plain number, whole where the fact counts something.");
            }
        }

        return values;
    }

    private static object? ValueOf(JsonMembers members, string key, FactType type, JsonPart given) => type switch
    {
        FactType.YesNo => members.Take(key, JsonKind.YesNo)?.IsYes,
        FactType.Text => members.Take(key, JsonKind.Text)?.Text,
        _ when members.Take(key, JsonKind.Number) is null || !PlainNumber().IsMatch(given.Text) => null,
        FactType.Count => int.TryParse(given.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) ? count : null,
        _ => decimal.Parse(given.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
    };
}
