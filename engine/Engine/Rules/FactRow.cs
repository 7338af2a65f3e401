using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Usd1Compliance.Rules;

/// <summary>
/// The facts of one transfer as rules judge them: a whole number for each fact of a <see cref="FactModel"/>, in its order. Yes is 1 and no is 0;
/// a count is itself; a decimal is counted in millionths, what is less cut off; a word is its number among the words of this process.
/// One row is filled again for each transfer, so that nothing is allocated. Not for two threads at once.
/// </summary>
public sealed class FactRow
{
    /// <summary>The value of a fact that is not known.</summary>
    public const long Unknown = long.MinValue;

    /// <summary>How many millionths make one: the scale of decimal facts.</summary>
    public const long Scale = 1_000_000;

    private static readonly ConcurrentDictionary<string, int> numbers = new(StringComparer.Ordinal);
    private static ImmutableArray<string> words = [];
    private static readonly Lock naming = new();

    /// <summary>Every fact unknown.</summary>
    public FactRow(FactModel model)
    {
        Model = model;
        Values = new long[model.All.Count];
        Clear();
    }

    /// <summary>Which facts.</summary>
    public FactModel Model { get; }

    /// <summary>The values, in the order of the model.</summary>
    internal long[] Values { get; }

    /// <summary>Makes every fact unknown.</summary>
    public void Clear() => Array.Fill(Values, Unknown);

    /// <summary>The value of a fact: bool, int, decimal or string; null when it is unknown.</summary>
    public object? this[Fact fact] => ValueOf(Values[fact.Index], fact.Type);

    /// <summary>The value of a fact by its name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such fact.</exception>
    public object? this[string name] => this[Model.ByName[name]];

    /// <summary>Sets a yes or no, or unknown.</summary>
    internal void Set(int place, bool? value) => Values[place] = value is { } known ? known ? 1 : 0 : Unknown;

    /// <summary>Sets a decimal, cut at millionths, or unknown; unknown too where it is greater than a row holds.</summary>
    internal void Set(int place, decimal? value) => Values[place] = value is { } known && Math.Abs(known) < 9_000_000_000_000m ? Store(known, FactType.Number) : Unknown;

    /// <summary>A row with the same facts that nobody fills again.</summary>
    public FactRow Copy()
    {
        var copy = new FactRow(Model);
        Values.CopyTo(copy.Values, 0);
        return copy;
    }

    /// <summary>A stored value as people and rules say it.</summary>
    internal static object? ValueOf(long value, FactType type) => value == Unknown ? null : type switch
    {
        FactType.YesNo => value != 0,
        FactType.Count => (int)value,
        FactType.Number => Decimal(value),
        _ => words[(int)value],
    };

    /// <summary>What stands in a row for a value.</summary>
    /// <exception cref="ArgumentException">The value is none of the type, or greater than a row holds (nine trillion).</exception>
    internal static long Store(object value, FactType type) => (value, type) switch
    {
        (bool yes, FactType.YesNo) => yes ? 1 : 0,
        (int count, FactType.Count) => count,
        (decimal number, FactType.Number) when Math.Abs(number) < 9_000_000_000_000m => (long)decimal.Truncate(number * Scale),
        (string word, FactType.Text) => NumberOf(word),
        _ => throw new ArgumentException($"{value} is no value of a fact of the type {type}.", nameof(value)),
    };

    /// <summary>Millionths as a decimal.</summary>
    internal static decimal Decimal(long millionths) => new((int)(ulong)Math.Abs(millionths), (int)((ulong)Math.Abs(millionths) >> 32), 0, millionths < 0, 6);

    /// <summary>The number of a word in this process; it never changes and is kept nowhere.</summary>
    internal static int NumberOf(string word)
    {
        if (numbers.TryGetValue(word, out var known))
        {
            return known;
        }

        lock (naming)
        {
            if (!numbers.TryGetValue(word, out known))
            {
                known = words.Length;
                words = words.Add(word);
                numbers[word] = known;
            }

            return known;
        }
    }
}
