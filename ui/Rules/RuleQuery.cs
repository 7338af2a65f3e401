using Usd1Compliance.Rules;

namespace Usd1Compliance.Ui.Rules;

/// <summary>Which rules are asked for, as it stands in the address of the page and of its export.</summary>
/// <param name="Severity">low, medium, high, critical.</param>
/// <param name="Market">primary, secondary.</param>
/// <param name="Typology">By name.</param>
/// <param name="Words">Part of the id, sentence, expression or source.</param>
public sealed record RuleQuery(string? Severity, string? Market, string? Typology, string? Words)
{
    /// <summary>Whether anything narrows.</summary>
    public bool IsNarrowed => Severity is not null || Market is not null || Typology is not null || Words is not null;

    /// <summary>The filter, or null where a part of it cannot be read: then nothing is shown, rather than more than was asked for.</summary>
    public RuleFilter? Read()
    {
        var (severity, market) = (Word<Severity>(Severity), Word<Market>(Market));
        return (Severity is not null && severity is null) || (Market is not null && market is null) ? null : new RuleFilter(severity, market, Typology, Words);
    }

    private static TEnum? Word<TEnum>(string? text) where TEnum : struct, Enum =>
        Enum.GetValues<TEnum>().Where(value => string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase)).Select(value => (TEnum?)value).FirstOrDefault();
}
