using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;

namespace Usd1Compliance.Rules;

/// <summary>Reads one file of a pack. Whatever is wrong goes to the problems; what it answers counts only where there were none.</summary>
internal sealed partial class RuleFileReader(FactModel facts)
{
    private const int MaxRules = 200;
    private static readonly TimeSpan defaultSuppression = TimeSpan.FromHours(24);
    private static readonly TimeSpan longestSuppression = TimeSpan.FromDays(366);

    // Words that mean something to the parser; a parameter of such a name would be read as that.
    private static readonly HashSet<string> reserved = new(["in", "and", "or", "not", "andAlso", "orElse", "null", "true", "false", "it", "parent", "root", "new", "iif", "isnull", "is", "as", "cast", "np", "typeof",
        "eq", "equal", "ne", "neq", "notequal", "lt", "le", "gt", "ge", "mod", "div", "bool", "byte", "char", "decimal", "double", "float", "int", "long", "object", "short", "string", "uint", "ulong", "ushort"], StringComparer.OrdinalIgnoreCase);

    private readonly ExpressionReader expressions = new(facts);

    /// <param name="file">The file.</param>
    /// <param name="seen">Ids of the rules and names of the workflows of the files before, and where they stand; added to.</param>
    /// <param name="problems">Of this file.</param>
    public IReadOnlyList<Rule> Read(RulePackFile file, Dictionary<string, string> seen, FileProblems problems)
    {
        JsonPart root;
        try
        {
            root = JsonText.Parse(file.Text);
        }
        catch (JsonException fault)
        {
            problems.Add(((int)(fault.LineNumber ?? 0) + 1, (int)(fault.BytePositionInLine ?? 0) + 1), $"The file is not JSON: {fault.Message.Split(" LineNumber", 2)[0].TrimEnd('.')}.", "Mend the JSON at this place.");
            return [];
        }

        if (root.Kind != JsonKind.Object)
        {
            problems.Add(root, $"The file is {root.Describe()}.", "A file holds one workflow: an object with WorkflowName and Rules.");
            return [];
        }

        var members = new JsonMembers(root, problems);
        members.Take("$schema", JsonKind.Text, mayMiss: true);
        if (members.Text("WorkflowName", Slug(), slugMend) is { } workflow && !seen.TryAdd($"workflow {workflow}", file.Name))
        {
            problems.Add(root, $"The workflow \"{workflow}\" stands in {seen[$"workflow {workflow}"]} too.", "Give one of them another name.");
        }

        var parts = members.Take("Rules", JsonKind.Array);
        members.RefuseOthers();
        if (parts is { Items.Count: 0 or > MaxRules })
        {
            problems.Add(parts, $"\"Rules\" holds {parts.Items.Count} rules.", $"A file holds 1 to {MaxRules} rules.");
            return [];
        }

        return [.. (parts?.Items ?? []).Select(part => ReadRule(part, file.Name, seen, problems)).OfType<Rule>()];
    }

    private const string slugMend = "Write 1 to 64 lower-case letters, digits and single hyphens, beginning with a letter.";

    [GeneratedRegex("^(?=.{1,64}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Slug();

    [GeneratedRegex(@"^(?=.{1,300}$)\S.*\S$")]
    private static partial Regex Sentence();

    [GeneratedRegex("^(?=.*[0-9])P([0-9]{1,3}D)?(T(?=[0-9])([0-9]{1,4}H)?([0-9]{1,5}M)?)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();

    [GeneratedRegex("^[a-z][A-Za-z0-9]{0,39}$")]
    private static partial Regex ParameterName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9 _.:-]{0,63}$")]
    private static partial Regex Word();

    private Rule? ReadRule(JsonPart part, string file, Dictionary<string, string> seen, FileProblems problems)
    {
        problems.Rule = null;
        if (part.Kind != JsonKind.Object)
        {
            problems.Add(part, $"A rule is {part.Describe()}.", "A rule is an object with RuleName, Properties and Expression.");
            return null;
        }

        var (before, members) = (problems.Count, new JsonMembers(part, problems));
        var id = members.Text("RuleName", Slug(), slugMend);
        problems.Rule = id;
        if (id is not null && !seen.TryAdd($"rule {id}", file))
        {
            problems.Add(part, $"A rule of this name stands in {seen[$"rule {id}"]} already.", "Give it a name of its own.");
        }

        var properties = members.Take("Properties", JsonKind.Object);
        var expression = members.Take("Expression", JsonKind.Text);
        members.RefuseOthers();
        var rule = properties is null ? null : ReadProperties(properties, expression, problems);
        problems.Rule = null;
        return problems.Count > before ? null : rule! with { Id = id!, File = file };
    }

    private Rule? ReadProperties(JsonPart part, JsonPart? expression, FileProblems problems)
    {
        var (before, members) = (problems.Count, new JsonMembers(part, problems));
        var version = members.Whole("version", 1, 1_000_000);
        var typology = members.Text("typology", Slug(), slugMend);
        var number = members.Whole("number", 1, 46);
        var market = members.Word<Market>("market");
        var severity = members.Word<Severity>("severity");
        var score = members.Whole("score", 0, 100);
        var says = members.Text("says", Sentence(), "Say the finding in one sentence of 2 to 300 letters.");
        var source = members.Text("source", Sentence(), "Name the law, guidance or study, in 2 to 300 letters.");
        var subject = members.Word<RuleSubject>("subject");
        var suppression = ReadSuppression(members.Take("suppression", JsonKind.Text, mayMiss: true), problems);
        var falsePositives = members.Text("falsePositives", Sentence(), "Say how an innocent case is told apart, in 2 to 300 letters.");
        var named = members.Take("parameters", JsonKind.Object, mayMiss: true);
        members.RefuseOthers();
        var parameters = named is null ? [] : ReadParameters(named, problems);
        var read = expression is null ? null : ReadExpression(expression, named, parameters, problems);
        return problems.Count > before ? null : new Rule
        {
            Id = "", File = "",
            Version = version!.Value, Typology = typology!, Number = number!.Value, Market = market!.Value, Severity = severity!.Value, Score = score!.Value,
            Says = says!, Source = source!, Subject = subject!.Value, Suppression = suppression, Parameters = parameters, FalsePositives = falsePositives!,
            Expression = expression?.Text ?? "", Facts = read?.Facts ?? [], Tree = read?.Tree!,
        };
    }

    private static TimeSpan ReadSuppression(JsonPart? part, FileProblems problems)
    {
        if (part is null)
        {
            return defaultSuppression;
        }

        if (Duration().IsMatch(part.Text) && XmlConvert.ToTimeSpan(part.Text) is var time && time > TimeSpan.Zero && time <= longestSuppression)
        {
            return time;
        }

        problems.Add(part, $"\"suppression\" is \"{part.Text}\".", "Write an ISO 8601 duration of days, hours and minutes, more than nothing and at most 366 days: PT24H, P7D.");
        return defaultSuppression;
    }

    private Dictionary<string, object> ReadParameters(JsonPart part, FileProblems problems)
    {
        Dictionary<string, object> parameters = new(StringComparer.Ordinal);
        var members = new JsonMembers(part, problems);
        foreach (var key in part.Members.Select(member => member.Key).DistinctBy(key => key.Text))
        {
            if (!ParameterName().IsMatch(key.Text) || reserved.Contains(key.Text) || facts.Parts.Any(known => known.Name == key.Text))
            {
                problems.Add(key, $"\"{key.Text}\" is no name for a parameter.", "Begin with a small letter, use letters and digits, and no word that expressions use already: limitUsd.");
            }
            else if (members.Take(key.Text, JsonKind.Text) is { } value)
            {
                if (ReadConstant(value.Text) is { } constant)
                {
                    parameters.Add(key.Text, constant);
                }
                else
                {
                    problems.Add(value, $"The parameter \"{key.Text}\" is \"{value.Text}\".", "Write a whole number (\"3\"), a decimal with a point (\"10000.00\"), or a word beginning with a letter (\"mixer\").");
                }
            }
        }

        return parameters;
    }

    internal static object? ReadConstant(string text) =>
        Regex.IsMatch(text, "^-?[0-9]{1,10}$") && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) ? count
        : Regex.IsMatch(text, @"^-?(?=[0-9.]{3,28}$)[0-9]+\.[0-9]+$") ? decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
        : Word().IsMatch(text) ? text
        : null;

    private ExpressionReading? ReadExpression(JsonPart part, JsonPart? named, Dictionary<string, object> parameters, FileProblems problems)
    {
        if (string.IsNullOrWhiteSpace(part.Text))
        {
            problems.Add(part, "The expression is empty.", "Write what is to be found: originator.SentUsd24h >= limitUsd.");
            return null;
        }

        var read = expressions.Read(part.Text, parameters);
        foreach (var fault in read.Faults)
        {
            problems.Add(part.PlaceOf(fault.At), fault.Message, fault.Mend);
        }

        foreach (var (key, _) in (named?.Members ?? []).Where(member => parameters.ContainsKey(member.Key.Text) && !read.Parameters.Contains(member.Key.Text)))
        {
            problems.Add(key, $"The expression does not use the parameter \"{key.Text}\".", "Use it or remove it: somebody would tune it in vain.");
        }

        return read;
    }
}
