using System.Text.RegularExpressions;

namespace Usd1Compliance.Rules;

/// <summary>A fault in an expression, by the character at which it stands.</summary>
internal sealed record ExpressionFault(int At, string Message, string Mend);

/// <summary>
/// Reads an expression word by word before the parser sees it. Only names of facts and parameters, plain numbers, plain words in
/// quotes and a few operators pass, so that nothing else of the parser's large language is ever reached, and so that a fault is
/// told with its column.
/// </summary>
internal sealed partial class ExpressionWords
{
    public const int MaxLength = 2000;
    private const int MaxWords = 300;
    private const int MaxParentheses = 16;

    private readonly FactModel facts;
    private readonly IReadOnlyDictionary<string, object> parameters;
    private readonly string expression;

    private ExpressionWords(FactModel facts, IReadOnlyDictionary<string, object> parameters, string expression)
    {
        this.facts = facts;
        this.parameters = parameters;
        this.expression = expression;
    }

    /// <summary>Names of facts in the order of their first appearance.</summary>
    public List<string> Facts { get; } = [];

    public HashSet<string> Parameters { get; } = new(StringComparer.Ordinal);

    public List<ExpressionFault> Faults { get; } = [];

    public static ExpressionWords Read(FactModel facts, IReadOnlyDictionary<string, object> parameters, string expression)
    {
        var words = new ExpressionWords(facts, parameters, expression);
        if (expression.Length > MaxLength)
        {
            words.Refuse(0, $"The expression has {expression.Length} characters.", $"Keep it to {MaxLength}, or make two rules of it.");
        }
        else
        {
            words.ReadAll();
        }

        return words;
    }

    // RegexOptions.CultureInvariant is the build's own setting; [A-Za-z] keeps look-alike letters of other scripts out.
    [GeneratedRegex("""\G(?:(?<space>[ \t\r\n]+)|(?<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(?<number>[0-9][A-Za-z0-9_.]*)|(?<text>"[^"]*")|(?<sign>&&|\|\||==|!=|<=|>=|[<>!+\-*/%(),]))""", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();

    [GeneratedRegex(@"^[0-9]{1,28}(?:\.[0-9]{1,18})?m?$")]
    private static partial Regex PlainNumber();

    [GeneratedRegex("""^"[A-Za-z0-9 _.:-]{1,64}"$""")]
    private static partial Regex PlainText();

    private void Refuse(int at, string message, string mend) => Faults.Add(new ExpressionFault(at, message, mend));

    private void ReadAll()
    {
        var (at, count, open) = (0, 0, 0);
        while (at < expression.Length)
        {
            var word = Word().Match(expression, at);
            if (!word.Success)
            {
                RefuseSign(at);
                return;     // What follows an unknown sign cannot be told apart from it.
            }

            count += word.Groups["space"].Success ? 0 : 1;
            open += word.Value == "(" ? 1 : word.Value == ")" ? -1 : 0;
            if (count > MaxWords || open > MaxParentheses)
            {
                Refuse(at, count > MaxWords ? $"The expression has more than {MaxWords} words and signs." : $"More than {MaxParentheses} parentheses stand within each other.", "Make two rules of it.");
                return;
            }

            Judge(word);
            at += word.Length;
        }
    }

    private void Judge(Match word)
    {
        if (word.Groups["name"].Success)
        {
            JudgeName(word);
        }
        else if (word.Groups["number"].Success && (!PlainNumber().IsMatch(word.Value) || (!word.Value.Contains('.') && !word.Value.EndsWith('m') && !int.TryParse(word.Value, out _))))
        {
            Refuse(word.Index, $"'{word.Value}' is not a plain number.", "Write digits, with a point and an m behind them for a decimal (0.95m); beyond 2147483647 the m is needed too.");
        }
        else if (word.Groups["text"].Success && !PlainText().IsMatch(word.Value))
        {
            Refuse(word.Index, $"The text {word.Value} is not plain.", "A text has 1 to 64 letters, digits, spaces, or signs out of _ . : -");
        }
    }

    private void JudgeName(Match word)
    {
        var name = word.Value;
        if (name != "in" && FollowedByParenthesis(word))
        {
            Refuse(word.Index, $"'{name}(' calls a function.", "A rule compares facts with constants; it calls nothing. A fact that is missing is added to the engine.");
        }
        else if (facts.ByName.ContainsKey(name))
        {
            if (!Facts.Contains(name))
            {
                Facts.Add(name);
            }
        }
        else if (parameters.ContainsKey(name))
        {
            Parameters.Add(name);
        }
        else if (name is not ("true" or "false" or "in"))
        {
            Refuse(word.Index, $"'{name}' is neither a fact nor a parameter of this rule.", MendFor(name));
        }
    }

    private bool FollowedByParenthesis(Match word)
    {
        var next = word.Index + word.Length;
        while (next < expression.Length && expression[next] == ' ')
        {
            next++;
        }

        return next < expression.Length && expression[next] == '(';
    }

    private string MendFor(string name) => name.ToLowerInvariant() switch
    {
        "and" or "andalso" => "Write && for and.",
        "or" or "orelse" => "Write || for or.",
        "not" => "Write ! for not.",
        "null" => "A fact that is not known makes the rule unknown by itself; it cannot be asked for.",
        _ => Nearest(name) is { } near ? $"Did you mean {near}? Letter case counts." : "Name a fact (usd1 rules facts lists them) or a parameter under \"parameters\".",
    };

    private string? Nearest(string name) => facts.ByName.Keys.Concat(parameters.Keys)
        .Select(known => (Known: known, Distance: Distance(known.ToLowerInvariant(), name.ToLowerInvariant())))
        .Where(pair => pair.Distance <= 3).OrderBy(pair => pair.Distance).Select(pair => pair.Known).FirstOrDefault();

    // Levenshtein, on names of some thirty letters.
    private static int Distance(string a, string b)
    {
        if (b.Length > 60)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }

    private void RefuseSign(int at)
    {
        var mend = expression[at] switch
        {
            '=' => "Write == to compare; a rule changes nothing.",
            '&' => "Write && for and.",
            '|' => "Write || for or.",
            '\'' => "Write a text in double quotes.",
            '"' => "Close the text with a second double quote.",
            '?' or ':' => "Write two rules, or && and ||, in place of a choice.",
            '[' or ']' => "A rule cannot index; name the fact.",
            '{' or '}' => "A rule has no blocks.",
            '.' => "A point stands only within a number and between a part and its fact (originator.SentUsd24h).",
            _ => "Remove it. Known are && || ! == != < <= > >= + - * / % in ( ) and the comma.",
        };
        Refuse(at, $"'{expression[at]}' has no meaning here.", mend);
    }
}
