using Usd1Compliance.Ledger;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Simulation;

/// <summary>
/// What is planted is what its typology says, found again here by plain loops over all transfers: no windows, no rules, nothing of the
/// engine. The numbers are the defaults of the catalogue.
/// </summary>
[Suite(Suite.Unit)]
public sealed class PlantedInstancesTests
{
    private static readonly SimulationSettings settings = new() { Until = new(2026, 6, 30, 0, 0, 0, TimeSpan.Zero), InstancesPerTypology = 4 };
    private static readonly Lazy<Story> story = new(() => new Story(settings));

    public static TheoryData<int, string> Definitions => new()
    {
        { 1, "a transfer from or to a listed address" },
        { 5, "$100 or more into a labelled mixer, or the 20th equal deposit of a denomination within 7 days" },
        { 8, "three or more of 80 % of a limit up to the limit in 24 hours that come to the limit" },
        { 11, "90 % of $10,000 or more goes on within 30 minutes and 5 % or less stays" },
        { 12, "20 senders or more and $10,000 or more within 24 hours" },
        { 13, "20 recipients or more within 6 hours, sums alike, from a wallet of a week or less" },
        { 20, "a first mint of $50,000 or more of which 95 % leaves within 15 minutes" },
        { 27, "half of a balance and $25,000 or more after 180 days of rest" },
        { 28, "$50,000 or more within 24 hours of the first transfer" },
        { 30, "ten transfers or more in 30 days, eight in ten of them whole thousands" },
        { 36, "ten cents or less from an address that begins and ends like somebody whom the victim dealt with" },
        { 45, "a mint by a stranger, or a supply that the events do not add up to" },
    };

    [Theory]
    [MemberData(nameof(Definitions))]
    public void Every_planted_instance_meets_the_definition_of_its_typology(int typology, string definition)
    {
        var instances = story.Value.Instances(TruthLabel.Planted, typology);
        Assert.Equal(settings.InstancesPerTypology, instances.Count);
        Assert.All(instances, instance => Assert.True(instance.Any(transfer => story.Value.Meets(typology, transfer)), $"{instance.Key} is not {definition}"));
    }

    [Theory]
    [MemberData(nameof(Definitions))]
    public void Two_lawful_look_alikes_stand_beside_each_planted_instance(int typology, string definition)
    {
        Assert.NotEmpty(definition);
        Assert.Equal(settings.InstancesPerTypology * settings.HardNegativesPerInstance, story.Value.Instances(TruthLabel.HardNegative, typology).Count);
    }

    [Theory]
    [InlineData(1)]     // the neighbour of a listed address is not listed
    [InlineData(8)]     // rent is paid a day apart
    [InlineData(20)]    // the customer had minted before, and pays an exchange
    [InlineData(30)]    // four in ten are round
    [InlineData(36)]    // the dust looks like nobody
    [InlineData(45)]    // the issuer's own minter, and the supply adds up
    public void A_look_alike_that_only_a_definition_tells_apart_does_not_meet_it(int typology) =>
        Assert.All(story.Value.Instances(TruthLabel.HardNegative, typology), instance => Assert.DoesNotContain(instance, transfer => story.Value.Meets(typology, transfer)));

    [Fact]
    public void What_is_not_planted_and_no_look_alike_carries_no_instance() =>
        Assert.All(story.Value.All.Where(transfer => transfer.Truth.Label == TruthLabel.Ordinary), transfer => Assert.Equal(TransferTruth.Ordinary, transfer.Truth));

    /// <summary>The whole economy, with each address's transfers at hand.</summary>
    private sealed class Story
    {
        private readonly ILookup<ChainAddress, SimulatedTransfer> sent;
        private readonly ILookup<ChainAddress, SimulatedTransfer> received;
        private readonly HashSet<ChainAddress> listed;
        private readonly Dictionary<ChainAddress, string> labels;
        private readonly IReadOnlyList<ChainAddress> minters;

        public Story(SimulationSettings settings)
        {
            var economy = new Economy(settings);
            All = [.. economy.Transfers()];
            sent = All.Where(transfer => transfer.Kind is TransferKind.Transfer or TransferKind.Burn).ToLookup(transfer => transfer.From!.Value);
            received = All.Where(transfer => transfer.To is not null).ToLookup(transfer => transfer.To!.Value);
            listed = [.. DemoList.Addresses.Select(text => AddressText.TryReadEvm(text, out var address) ? address : throw new FormatException(text))];
            labels = economy.Labels.ToDictionary(label => label.Address, label => label.Category);
            minters = economy.KnownMinters;
        }

        public IReadOnlyList<SimulatedTransfer> All { get; }

        public IReadOnlyList<IGrouping<string, SimulatedTransfer>> Instances(TruthLabel label, int typology) =>
            [.. All.Where(transfer => transfer.Truth.Label == label && transfer.Truth.Typology == typology).GroupBy(transfer => transfer.Truth.Instance)];

        public bool Meets(int typology, SimulatedTransfer transfer) => typology switch
        {
            1 => (transfer.From is { } from && listed.Contains(from)) || (transfer.To is { } to && listed.Contains(to)),
            5 => IsMixerDeposit(transfer),
            8 => IsStructured(transfer),
            11 => PassesThrough(transfer),
            12 => transfer.To is { } collector && In(collector, transfer, 24) is var day && Sum(day) >= 10_000 && day.Select(each => each.From).Distinct().Count() >= 20,
            13 => FansOut(transfer),
            20 => Runs(transfer),
            27 => Wakes(transfer),
            28 => transfer.To is { } fresh && transfer.OccurredAt - First(fresh) < TimeSpan.FromHours(24) && Sum(In(fresh, transfer, 24)) >= 50_000,
            30 => transfer.From is { } sender && Out(sender, transfer, 720) is { Count: >= 10 } month && month.Count(each => Usd(each) is > 0 and var sum && sum % 1_000 == 0) >= 0.8 * month.Count,
            36 => Imitates(transfer),
            45 => transfer.Kind == TransferKind.Mint && (!minters.Contains(transfer.InitiatedBy!.Value) || (transfer.ObservedSupply is { } supply && Math.Abs(SupplyAfter(transfer) - supply.ToDecimal()!.Value) > 1)),
            _ => throw new ArgumentOutOfRangeException(nameof(typology)),
        };

        private bool IsMixerDeposit(SimulatedTransfer transfer) => transfer.To is { } to && transfer.Kind == TransferKind.Transfer
            && ((labels.GetValueOrDefault(to) == "mixer" && Usd(transfer) >= 100)
                || (!labels.ContainsKey(to) && Usd(transfer) is 100 or 1_000 or 10_000 or 100_000
                    && In(to, transfer, 168).Where(each => Usd(each) == Usd(transfer)).Select(each => each.From).Distinct().Count() >= 20));

        private bool IsStructured(SimulatedTransfer transfer) => new[] { 1_000m, 3_000m, 10_000m }.Any(limit =>
            new[] { transfer.From is { } from ? Out(from, transfer, 24) : [], transfer.To is { } to ? In(to, transfer, 24) : [] }
                .Select(side => side.Where(each => Usd(each) >= 0.8m * limit && Usd(each) < limit).ToList())
                .Any(below => below.Count >= 3 && Sum(below) >= limit));

        private bool PassesThrough(SimulatedTransfer transfer)
        {
            if (transfer.From is not { } mule || transfer.Kind != TransferKind.Transfer)
            {
                return false;
            }

            var (came, went) = (In(mule, transfer, 24), Out(mule, transfer, 24));
            return Sum(came) >= 10_000 && Sum(went) >= 0.9m * Sum(came) && BalanceAfter(mule, transfer) <= 0.05m * Sum(came)
                && went.All(leg => came.Any(arrival => leg.OccurredAt >= arrival.OccurredAt && leg.OccurredAt - arrival.OccurredAt <= TimeSpan.FromMinutes(30)));
        }

        private bool FansOut(SimulatedTransfer transfer)
        {
            if (transfer.From is not { } from || Out(from, transfer, 6) is not { } burst || burst.Select(each => each.To).Distinct().Count() < 20)
            {
                return false;
            }

            var mean = Sum(burst) / burst.Count;
            var variance = burst.Sum(each => (Usd(each) - mean) * (Usd(each) - mean)) / burst.Count;
            return transfer.OccurredAt - First(from) <= TimeSpan.FromDays(7) && variance <= 0.04m * mean * mean;
        }

        private bool Runs(SimulatedTransfer transfer)
        {
            if (transfer.From is not { } customer || transfer.Kind != TransferKind.Transfer)
            {
                return false;
            }

            var mints = received[customer].Where(each => each.Kind == TransferKind.Mint && each.Sequence < transfer.Sequence).ToList();
            var minted = Sum(mints.Where(mint => transfer.OccurredAt - mint.OccurredAt < TimeSpan.FromMinutes(15)));
            var left = Out(customer, transfer, 0.25).Where(each => labels.GetValueOrDefault(each.To!.Value, "bridge") == "bridge");
            return minted >= 50_000 && Sum(left) >= 0.95m * minted && mints.All(mint => transfer.OccurredAt - mint.OccurredAt < TimeSpan.FromMinutes(15));
        }

        private bool Wakes(SimulatedTransfer transfer)
        {
            if (transfer.From is not { } sleeper || Usd(transfer) < 25_000)
            {
                return false;
            }

            var before = sent[sleeper].Concat(received[sleeper]).Where(each => each.Sequence < transfer.Sequence).ToList();
            return before.Count > 0 && transfer.OccurredAt - before.Max(each => each.OccurredAt) >= TimeSpan.FromDays(180) && Usd(transfer) >= 0.5m * (BalanceAfter(sleeper, transfer) + Usd(transfer));
        }

        private bool Imitates(SimulatedTransfer transfer)
        {
            if (transfer.From is not { } imitator || transfer.To is not { } victim || Usd(transfer) > 0.10m)
            {
                return false;
            }

            var dealtWith = Out(victim, transfer, 720).Where(each => Usd(each) > 0.10m).Select(each => each.To).Concat(In(victim, transfer, 720).Where(each => Usd(each) > 0.10m).Select(each => each.From));
            return dealtWith.OfType<ChainAddress>().Any(other => other != imitator && Hex(other)[..3] == Hex(imitator)[..3] && Hex(other)[^4..] == Hex(imitator)[^4..]);
        }

        // Half-open, with the transfer itself: what lies exactly so many hours back is out.
        private List<SimulatedTransfer> In(ChainAddress address, SimulatedTransfer at, double hours) => Window(received[address], at, hours);

        private List<SimulatedTransfer> Out(ChainAddress address, SimulatedTransfer at, double hours) => Window(sent[address], at, hours);

        private static List<SimulatedTransfer> Window(IEnumerable<SimulatedTransfer> transfers, SimulatedTransfer at, double hours) =>
            [.. transfers.Where(each => each.Sequence <= at.Sequence && at.OccurredAt - each.OccurredAt < TimeSpan.FromHours(hours))];

        private DateTimeOffset First(ChainAddress address) => sent[address].Concat(received[address]).Min(each => each.OccurredAt);

        private decimal BalanceAfter(ChainAddress address, SimulatedTransfer at) =>
            Sum(received[address].Where(each => each.Sequence <= at.Sequence)) - Sum(sent[address].Where(each => each.Sequence <= at.Sequence));

        private decimal SupplyAfter(SimulatedTransfer at) => All.Where(each => each.Sequence <= at.Sequence)
            .Sum(each => each.Kind switch { TransferKind.Mint => Usd(each), TransferKind.Burn or TransferKind.Seize => -Usd(each), _ => 0 });

        private static decimal Usd(SimulatedTransfer transfer) => transfer.Amount.ToDecimal()!.Value;

        private static decimal Sum(IEnumerable<SimulatedTransfer> transfers) => transfers.Sum(Usd);

        private static string Hex(ChainAddress address) => Convert.ToHexStringLower(address.Bytes);
    }
}
