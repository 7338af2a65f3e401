using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>The page of everything that a rule may look at, made from the catalogue itself: names and types from the model, words from the documentation, the rest from what each fact declares.</summary>
internal static partial class FactsPage
{
    private const string top = """
        # Facts

        What a rule, a model and an alert's evidence may look at: everything that is known of one transfer at the moment at which it is judged. This page is made from
        `engine/Engine/Monitoring/TransferFacts.cs` and `AddressFacts.cs`; a test fails when it is out of date, and with `USD1_UPDATE_DOCS=yes` writes it anew.
        `./usd1 rules facts` prints the names and types alone.

        - **A fact that is not known is unknown**: not zero and not no. A rule that it leaves undecided raises a data gap.
        - **Windows** are in event time, half-open, end with this transfer and include it: 24 hours leave out what happened exactly a day before. Where an
          address was named with something later already, they end with that: a transfer that comes late is counted into the windows that still reach it.
        - **Counted** are transfers, mints (received, from nobody) and burns (sent, to nobody) of more than $0.10. Dust of $0.10 or less and transfers to oneself are seen by
          age, idle time and balance alone.
        - **Another side that is not there** (the sender of a mint, the recipient of a burn) has no facts: every one of them is unknown.
        - **US dollars** are those of tokens that are redeemable at par, in whole millionths, what is less cut off. A transfer of unknown worth is counted and enters no sum; the sums into
          which it would belong are unknown as of that transfer, and known again as of the next.

        How a fact stands to the truth:

        | word | means |
        |---|---|

        """;

    private static readonly XDocument docs = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Usd1Compliance.Engine.xml"));
    private static readonly FactModel model = FactModel.Of<TransferFacts>();

    /// <summary>The parts of the catalogue as the page shows them; both sides of a transfer have the same facts.</summary>
    public static IReadOnlyList<(string Part, string Title, Type Type)> Parts { get; } =
    [
        ("transfer", "The transfer: `transfer.…`", typeof(TransferFact)),
        ("originator", "Each of the two addresses: `originator.…` and `beneficiary.…`", typeof(AddressFacts)),
        ("pair", "What the two had to do with each other: `pair.…`", typeof(PairFacts)),
        ("graph", "What the transfer closes among those before it: `graph.…`", typeof(GraphFacts)),
        ("customer", "The customer behind a mint or burn: `customer.…`", typeof(CustomerFacts)),
        ("supply", "The token's supply: `supply.…`", typeof(SupplyFacts)),
    ];

    /// <summary>The whole page.</summary>
    public static string Write()
    {
        var page = new StringBuilder(top.ReplaceLineEndings("\n"));
        foreach (var exactness in Enum.GetValues<FactExactness>())
        {
            page.Append(CultureInfo.InvariantCulture, $"| {InWords(exactness)} | {Words($"F:{typeof(FactExactness).FullName}.{exactness}")} |\n");
        }

        foreach (var (part, title, type) in Parts)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n{Words($"T:{type.FullName}")}.\n\n| fact | what it says | type | unit | window | exactness | unknown |\n|---|---|---|---|---|---|---|\n");
            foreach (var fact in model.All.Where(fact => fact.Name.StartsWith($"{part}.", StringComparison.Ordinal)))
            {
                page.Append(Line(fact, type)).Append('\n');
            }
        }

        return page.ToString();
    }

    private static string Line(Fact fact, Type type)
    {
        var name = fact.Name[(fact.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var measured = fact.Measured ?? throw new InvalidOperationException($"{fact.Name} does not say how it is measured.");
        string[] unknown =
        [
            measured.FedBy.Length > 0 ? $"until it is fed by {measured.FedBy}" : "",
            measured.Unknown,
            measured.WorthUnknown ? "the transfer's own worth is not known" : "",
        ];
        return $"| `{name}` | {Words($"P:{type.FullName}.{name}")} | {InWords(fact.Type)} | {InWords(measured.Unit)} | {InWords(measured.Window)} | {InWords(measured.Exactness)} | {string.Join("; or ", unknown.Where(why => why.Length > 0))} |";
    }

    /// <summary>What the documentation says of a member, as one line of a table without a full stop at its end.</summary>
    private static string Words(string member)
    {
        var summary = docs.Descendants("member").SingleOrDefault(one => (string?)one.Attribute("name") == member)?.Element("summary")
            ?? throw new InvalidOperationException($"{member} has no documentation.");
        var text = string.Concat(summary.Nodes().Select(node => node is XElement { Name.LocalName: "see" } see ? $"`{((string)see.Attribute("cref")!).Split('.')[^1]}`" : node is XElement element ? element.Value : ((XText)node).Value));
        return Spaces().Replace(text, " ").Trim().TrimEnd('.').Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string InWords(FactType type) => type switch
    {
        FactType.YesNo => "yes or no",
        FactType.Count => "whole number",
        FactType.Number => "decimal number",
        _ => "word",
    };

    private static string InWords(FactUnit unit) => unit switch
    {
        FactUnit.None => "–",
        FactUnit.Usd => "US dollars",
        FactUnit.Share => "share, 0 to 1",
        _ => unit.ToString().ToLowerInvariant(),
    };

    private static string InWords(FactWindow window) => window switch
    {
        FactWindow.Moment => "this moment",
        FactWindow.FiveMinutes => "5 minutes",
        FactWindow.TenMinutes => "10 minutes",
        FactWindow.QuarterHour => "15 minutes",
        FactWindow.Hour => "1 hour",
        FactWindow.SixHours => "6 hours",
        FactWindow.Day => "24 hours",
        FactWindow.TwoDays => "48 hours",
        FactWindow.ThreeDays => "72 hours",
        FactWindow.Week => "7 days",
        FactWindow.Month => "30 days",
        FactWindow.TwoMonths => "60 days",
        FactWindow.Ever => "all history",
        _ => throw new InvalidOperationException($"The page has no words for the window {window}."),
    };

    private static string InWords(FactExactness exactness) => exactness switch
    {
        FactExactness.LastEdges => "last 64",
        _ => exactness.ToString().ToLowerInvariant(),
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
