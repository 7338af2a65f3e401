using Usd1Compliance.Ledger;
using Usd1Compliance.Simulation;
using Usd1Compliance.Simulation.Market;

namespace Usd1Compliance.Tests.Simulation;

/// <summary>A whole market economy in memory, with each account's transfers at hand. The definitions are in the other half.</summary>
internal sealed partial class MarketStory
{
    private const int Hour = 3_600;
    private const long Dollar = 1_000_000;

    private readonly Dictionary<int, List<MarketRow>> sent = [];
    private readonly Dictionary<int, List<MarketRow>> received = [];
    private readonly Dictionary<int, int> first = [];
    private readonly Dictionary<int, List<KnownAs>> labels;
    private readonly Dictionary<int, int> listedDay;
    private readonly HashSet<int> minters;

    public MarketStory(MarketSettings settings)
    {
        Economy = new MarketEconomy(settings);
        foreach (var rows in Economy.Days())
        {
            Rows.AddRange(rows.Span);
        }

        foreach (var row in Rows)
        {
            Index(sent, row.From, row);
            Index(received, row.To, row);
            if (row.Truth != 0)
            {
                ByInstance.TryAdd(World.Truths.InstanceOf(row.Truth), []);
                ByInstance[World.Truths.InstanceOf(row.Truth)].Add(row);
            }
        }

        labels = World.Known.Labels.GroupBy(label => label.Account).ToDictionary(group => group.Key, group => group.ToList());
        listedDay = World.Known.Listed.SelectMany(party => party.Accounts.Select(account => (account, party.ListedDay))).ToDictionary(each => each.account, each => each.ListedDay);
        minters = [.. World.People.Minters.SelectMany(group => group).SelectMany(group => group)];
    }

    public MarketEconomy Economy { get; }

    public MarketWorld World => Economy.World;

    public List<MarketRow> Rows { get; } = [];

    public Dictionary<Instance, List<MarketRow>> ByInstance { get; } = [];

    public IEnumerable<Instance> Instances(int typology, TruthLabel label) => World.Truths.Instances.Where(instance => instance.Typology == typology && instance.Label == label && ByInstance.ContainsKey(instance));

    /// <summary>What an account is known as at a second; "" for nothing. Wrongdoing comes before what a service is.</summary>
    private string LabelOf(int account, int second) =>
        labels.GetValueOrDefault(account)?.Where(label => (label.Since ?? -1) <= second && label.Category != "freeze-proposed").Select(label => label.Category).FirstOrDefault() ?? "";

    private bool IsService(int account, int second) =>
        LabelOf(account, second) is "exchange" or "bridge" or "defi" or "merchant" or "payment" or "payroll" or "treasury" or "market_maker";

    private bool IsListed(int account, int second) => listedDay.TryGetValue(account, out var day) && day * Calendar.Day <= second;

    private int FirstSeen(int account) => account < 0 ? -1_000 * Calendar.Day : first[account];      // nobody: a mint has no sender

    private List<MarketRow> Sent(int account) => sent.GetValueOrDefault(account) ?? [];

    private List<MarketRow> Received(int account) => received.GetValueOrDefault(account) ?? [];

    // Half-open, with the transfer itself: what lies exactly so many hours back is out.
    private List<MarketRow> Out(int account, MarketRow at, double hours) => Window(Sent(account), at, hours);

    private List<MarketRow> In(int account, MarketRow at, double hours) => Window(Received(account), at, hours);

    private static List<MarketRow> Window(List<MarketRow> rows, MarketRow at, double hours) => [.. rows.Where(row => row.Id <= at.Id && at.Second - row.Second < hours * Hour)];

    private long BalanceAfter(int account, MarketRow at) =>
        Received(account).Where(row => row.Id <= at.Id).Sum(row => row.Sum) - Sent(account).Where(row => row.Id <= at.Id).Sum(row => row.Sum);

    private static bool IsPayment(MarketRow row) => row.Kind == TransferKind.Transfer;

    private void Index(Dictionary<int, List<MarketRow>> by, int account, MarketRow row)
    {
        if (account >= 0)
        {
            by.TryAdd(account, []);
            by[account].Add(row);
            first.TryAdd(account, row.Second);
        }
    }
}
