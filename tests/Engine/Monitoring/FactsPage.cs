using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Windows;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>
/// The page of everything that a rule may look at, made from the facts themselves: names and types from the model, words from their documentation,
/// units and windows from their names, and what is unknown beside an amount of unknown worth from the windows, which are asked.
/// </summary>
internal static partial class FactsPage
{
    private const string top = """
        # Facts

        What a rule may look at: everything that is known of one transfer at the moment at which it is judged. This page is made from
        `engine/Engine/Monitoring/TransferFacts.cs`; a test fails when it is out of date, and with `USD1_UPDATE_DOCS=yes` writes it anew.
        `./usd1 rules facts` prints the names and types alone.

        - **A fact that is not known is unknown**: not zero and not no. A rule that it leaves undecided raises a data gap.
        - **Windows** are in event time, half-open, end with this transfer and include it: 24 hours leave out what happened exactly a day before.
        - **Counted** are transfers, mints (received) and burns (sent) of more than $0.10. Dust of $0.10 or less and transfers to oneself are seen by
          age, idle time and balance alone.
        - **Another side that is not there** (the sender of a mint, the recipient of a burn) has no facts: every one of them is unknown.
        - **US dollars** are those of tokens that are redeemable at par. Where this transfer's own worth is not known, the facts are unknown that would
          have to count it; those of the next transfer are known again.

        """;

    private static readonly XDocument docs = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Usd1Compliance.Engine.xml"));

    /// <summary>The whole page.</summary>
    public static string Write()
    {
        var page = new StringBuilder(top.ReplaceLineEndings("\n"));
        var needWorth = FactsThatNeedTheWorth();
        foreach (var (title, part, type) in new[] { ("The transfer: `transfer.…`", "transfer", typeof(TransferFact)), ("Each of the two addresses: `originator.…` and `beneficiary.…`", "originator", typeof(AddressFacts)), ("The token's supply: `supply.…`", "supply", typeof(SupplyFacts)) })
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| fact | what it says | type | unit | window | exact | unknown |\n|---|---|---|---|---|---|---|\n");
            foreach (var fact in FactModel.Of<TransferFacts>().All.Where(fact => fact.Name.StartsWith($"{part}.", StringComparison.Ordinal)))
            {
                page.Append(Line(fact, type, needWorth)).Append('\n');
            }
        }

        return page.ToString();
    }

    private static string Line(Fact fact, Type type, HashSet<string> needWorth)
    {
        var name = fact.Name[(fact.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var (says, unknown) = Words(type, name);
        string[] never = [unknown, needWorth.Contains(name) ? "the transfer's own worth is not known" : ""];
        return $"| `{name}` | {says} | {TypeOf(fact.Type)} | {Unit(name, fact.Type)} | {Window(name, says)} | {Exact(name, fact.Type)} | {string.Join("; or ", never.Where(why => why.Length > 0))} |";
    }

    /// <summary>The documentation of a fact, parted where it begins to say when the fact is unknown.</summary>
    private static (string Says, string Unknown) Words(Type type, string name)
    {
        var summary = docs.Descendants("member").SingleOrDefault(member => (string?)member.Attribute("name") == $"P:{type.FullName}.{name}")?.Element("summary")
            ?? throw new InvalidOperationException($"{type.Name}.{name} has no documentation.");
        var text = string.Concat(summary.Nodes().Select(node => node is XElement { Name.LocalName: "see" } see ? $"`{((string)see.Attribute("cref")!).Split('.')[^1]}`" : node is XElement element ? element.Value : ((XText)node).Value));
        text = Spaces().Replace(text, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
        var parted = Unknown().Match(text);
        return parted.Success ? (text[..parted.Index].TrimEnd('.', ';'), parted.Groups["when"].Value.TrimEnd('.')) : (text.TrimEnd('.'), "");
    }

    private static string TypeOf(FactType type) => type switch
    {
        FactType.YesNo => "yes or no",
        FactType.Count => "whole number",
        FactType.Number => "decimal number",
        _ => "word",
    };

    private static string Unit(string name, FactType type) => (name, type) switch
    {
        (_, FactType.YesNo or FactType.Text) => "–",
        _ when name.Contains("Usd", StringComparison.Ordinal) => "US dollars",
        _ when name.Contains("Hours", StringComparison.Ordinal) => "hours",
        _ when name.Contains("Days", StringComparison.Ordinal) => "days",
        _ when name.Contains("Minutes", StringComparison.Ordinal) => "minutes",
        _ when name.EndsWith("Baseline", StringComparison.Ordinal) => "addresses a day",
        _ when name.Contains("Senders", StringComparison.Ordinal) || name.Contains("Recipients", StringComparison.Ordinal) => "addresses",
        _ when name.Contains("Mints", StringComparison.Ordinal) => "mints",
        _ when name.Contains("Count", StringComparison.Ordinal) => "transfers",
        _ when name.Contains("Share", StringComparison.Ordinal) => "share, 0 to 1",
        _ when name.Contains("Variation", StringComparison.Ordinal) => "ratio",
        _ => throw new InvalidOperationException($"The name of {name} does not say its unit. Name it after its unit, or teach this page."),
    };

    private static string Window(string name, string says)
    {
        var inName = WindowInName().Match(name);
        var inWords = WindowInWords().Match(says);
        return inName.Success ? $"{inName.Groups["n"].Value} {inName.Groups["unit"].Value switch { "m" => "minutes", "h" => "hours", _ => "days" }}"
            : inWords.Success ? $"{inWords.Groups["n"].Value} {inWords.Groups["unit"].Value}"
            : name is nameof(AddressFacts.AgeHours) or nameof(AddressFacts.IdleDays) or nameof(AddressFacts.EarlierMints) or nameof(AddressFacts.DistinctSendersBaseline) ? "all history"
            : "this moment";
    }

    private static string Exact(string name, FactType type) => name switch
    {
        nameof(AddressFacts.DistinctSendersBaseline) => "to 28 digits",
        nameof(AddressFacts.SentVariation6h) => "to nine decimals, the rest cut off",
        nameof(AddressFacts.RoundShare30d) or nameof(AddressFacts.AgeHours) or nameof(AddressFacts.IdleDays) or nameof(AddressFacts.MedianDwellMinutes24h) => "a quotient, to 28 digits",
        _ when type == FactType.Number && WindowInName().IsMatch(name) => "to a millionth of a dollar, the rest cut off",
        _ => "yes",
    };

    /// <summary>Which facts a transfer of unknown worth leaves unknown that the same transfer in dollars would not.</summary>
    private static HashSet<string> FactsThatNeedTheWorth()
    {
        var (inDollars, inEther) = (Known(Ledgers.Usdx), Known(Ledgers.Ether));
        return [.. inDollars.Except(inEther)];

        static IEnumerable<string> Known(Asset asset)
        {
            var (windows, ledger) = (new AddressWindows(), new Ledgers());
            for (var minute = 0; minute < 20; minute++)
            {
                windows.Take(ledger.Mint(Ledgers.Noon.AddMinutes(minute), 1, 5_000));
                windows.Take(ledger.Transfer(Ledgers.Noon.AddMinutes(minute), 1, 2, 2_000));
                windows.Take(ledger.Transfer(Ledgers.Noon.AddMinutes(minute), 2, 1, 1_000));
            }

            var facts = windows.Measure(ledger.Next(TransferKind.Transfer, Ledgers.Noon.AddMinutes(30), Ledgers.Address(1), Ledgers.Address(2), BigInteger.Pow(10, 9), asset), AddressKnowledge.Nothing);
            // A fact counts as unknown when either of the two sides lacks it.
            return typeof(AddressFacts).GetProperties().Where(property => property.GetValue(facts.Originator) is not null && property.GetValue(facts.Beneficiary) is not null).Select(property => property.Name).ToList();
        }
    }

    [GeneratedRegex(@"[;.,] [Uu]nknown (?<when>(where|for|until|unless|without|as long as)? ?.+)$")]
    private static partial Regex Unknown();

    [GeneratedRegex(@"(?<n>\d+)(?<unit>[mhd])$")]
    private static partial Regex WindowInName();

    [GeneratedRegex(@"in (?<n>\d+) (?<unit>minutes|hours|days)")]
    private static partial Regex WindowInWords();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
