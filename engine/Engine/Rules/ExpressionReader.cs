using System.Linq.Dynamic.Core.Exceptions;
using System.Linq.Expressions;
using RulesEngine.ExpressionBuilders;
using RulesEngine.Models;

namespace Usd1Compliance.Rules;

/// <summary>What reading an expression came to: a tree and the facts it names, or faults.</summary>
internal sealed record ExpressionReading(RuleNode? Tree, IReadOnlyList<string> Facts, IReadOnlySet<string> Parameters, IReadOnlyList<ExpressionFault> Faults);

/// <summary>
/// Reads an expression in three steps, each of which may refuse it: word by word, by RulesEngine's own parser, and by walking what the
/// parser made into the closed tree.
/// </summary>
internal sealed class ExpressionReader(FactModel facts)
{
    // RulesEngine's parser takes no other settings; what they leave open, the words before it and the walk behind it close.
    private static readonly RuleExpressionParser parser = new(new ReSettings { IsExpressionCaseSensitive = true, CustomTypes = [], AutoRegisterInputType = false, EnableScopedParams = false });

    private readonly ParameterExpression[] parts = [.. facts.Parts.Select(part => Expression.Parameter(part.Type, part.Name))];

    public ExpressionReading Read(string expression, IReadOnlyDictionary<string, object> parameters)
    {
        var words = ExpressionWords.Read(facts, parameters, expression);
        if (words.Faults.Count > 0)
        {
            return new ExpressionReading(null, words.Facts, words.Parameters, words.Faults);
        }

        var constants = parameters.ToDictionary(pair => Expression.Parameter(pair.Value.GetType(), pair.Key), pair => pair.Value);
        Expression parsed;
        try
        {
            parsed = parser.Parse(expression, [.. parts, .. constants.Keys], typeof(bool));
        }
        catch (ParseException fault)
        {
            return Faulty(new ExpressionFault(Math.Clamp(fault.Position, 0, Math.Max(0, expression.Length - 1)), $"The expression cannot be read: {fault.Message.TrimEnd('.')}.", MendFor(fault.Message)));
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or OverflowException or FormatException)
        {
            return Faulty(new ExpressionFault(0, $"The expression cannot be read: {fault.Message.TrimEnd('.')}.", "Compare facts with constants, a comparison at a time."));
        }

        var walk = new ExpressionWalk(facts, constants);
        var tree = walk.CarryRule(parsed);
        return new ExpressionReading(tree, words.Facts, words.Parameters, [.. walk.Faults.Select(fault => new ExpressionFault(Math.Max(0, expression.IndexOf(fault.Near, StringComparison.Ordinal)), fault.Message, fault.Mend))]);

        ExpressionReading Faulty(ExpressionFault fault) => new(null, words.Facts, words.Parameters, [fault]);
    }

    private static string MendFor(string message) =>
        message.Contains("Double", StringComparison.Ordinal) ? "Write a decimal with an m behind it: 0.95m."
        : message.Contains("'Boolean' expected", StringComparison.Ordinal) ? "The whole must be a comparison; write a yes-or-no fact as == true or == false."
        : message.Contains("incompatible with operand", StringComparison.Ordinal) ? "Compare numbers with numbers, words with words, and yes-or-no facts with true or false."
        : "Check the signs and parentheses around this place.";
}
