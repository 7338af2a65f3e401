using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>One event as the reference keeps it: what it was, and what its two sides were labelled as when it was taken.</summary>
internal sealed record Seen(TransferKind Kind, long At, ChainAddress? From, ChainAddress? To, long? Usd, BigInteger Units, Asset Asset, string FromLabel, string ToLabel)
{
    public bool IsMoving => Kind is TransferKind.Transfer or TransferKind.Mint or TransferKind.Burn;

    public bool IsToItself => From is { } from && To is { } to && from == to;

    /// <summary>Whether it enters counts: more than dust, or of unknown worth, and not to oneself.</summary>
    public bool Counts => IsMoving && !IsToItself && (Usd is null or > 100_000);

    public bool Names(ChainAddress address) => From == address || To == address;

    public ChainAddress? OtherThan(ChainAddress address) => From == address ? To : From;
}

/// <summary>
/// The facts by the sentences of the catalogue and nothing else: keeps every event in plain lists and looks through them for each fact, without buckets, rings or budgets.
/// So slow and plain that it is easily seen to be right; the memory must say the same. Amounts are whole millionths of a dollar.
/// </summary>
internal sealed partial class FactsByDefinition
{
    private const long Million = 1_000_000;
    private const long Hour = 3_600;
    private const long Day = 86_400;
    private const long Past = 60 * Day;

    private static readonly FactModel model = FactModel.Of<TransferFacts>();
    private static readonly List<Seen> nothing = [];

    private readonly Dictionary<ChainAddress, List<Seen>> named = [];
    private readonly Dictionary<ChainAddress, List<Seen>> counted = [];
    private readonly List<ChainAddress> met = [];
    private readonly HashSet<ChainAddress> frozen = [];
    private readonly HashSet<ChainAddress> undatedOpen = [];
    private readonly Dictionary<ChainAddress, long> frozenAt = [];
    private readonly ExposureByDefinition exposure;
    private AddressKnowledge knowledge = AddressKnowledge.Nothing;

    public FactsByDefinition() => exposure = new ExposureByDefinition(this);

    /// <summary>Where the taint of a category went.</summary>
    public ExposureByDefinition Exposure => exposure;

    /// <summary>Every address in the order in which they were met.</summary>
    public IReadOnlyList<ChainAddress> Met => met;

    public void Know(AddressKnowledge now)
    {
        var before = knowledge;
        knowledge = now;
        foreach (var address in before.Labels.Addresses.Concat(now.Labels.Addresses))
        {
            if (!now.Labels.FreezeProposalsOf(address).Contains(AddressLabels.Undated))
            {
                undatedOpen.Remove(address);
            }
            else if (!before.Labels.FreezeProposalsOf(address).Contains(AddressLabels.Undated) && !frozen.Contains(address))
            {
                undatedOpen.Add(address);
            }
        }

        exposure.Know();
    }

    /// <summary>Counts an event.</summary>
    public Seen Take(Transfer transfer)
    {
        var units = transfer.Amount.Decimals <= 18 ? transfer.Amount.BaseUnits * BigInteger.Pow(10, 18 - transfer.Amount.Decimals) : transfer.Amount.BaseUnits / BigInteger.Pow(10, transfer.Amount.Decimals - 18);
        var usd = transfer.Asset.RedeemableAtPar && units <= BigInteger.Pow(10, 29) ? (long)(units / BigInteger.Pow(10, 12)) : (long?)null;
        var seen = new Seen(transfer.Kind, transfer.OccurredAt.ToUnixTimeSeconds(), transfer.From, transfer.To, usd, units, transfer.Asset, LabelOf(transfer.From), LabelOf(transfer.To));
        PassOn(seen);
        foreach (var side in Sides(seen))
        {
            if (!named.ContainsKey(side))
            {
                met.Add(side);
            }

            Add(named, side, seen);
            if (seen.Counts)
            {
                Add(counted, side, seen);
                NoteVast(side);
            }
        }

        exposure.Take(seen);
        CloseTriangles(seen);
        Freeze(seen);
        return seen;
    }

    /// <summary>Counts an event and tells its facts, each by its name; null for one that is not known.</summary>
    /// <param name="transfer">The next.</param>
    /// <param name="withSearches">Whether to search the graph too: where the memory gave its own search up, there is nothing to compare.</param>
    public Dictionary<string, object?> Measure(Transfer transfer, bool withSearches = true)
    {
        var seen = Take(transfer);
        var facts = model.All.ToDictionary(fact => fact.Name, _ => (object?)null, StringComparer.Ordinal);
        facts["transfer.Kind"] = seen.Kind.ToString().ToLowerInvariant();
        facts["transfer.AmountUsd"] = Dollars(seen.Usd);
        facts["transfer.IsPastMoney"] = seen.Asset.RedeemableAtPar ? seen.Usd is null : null;
        facts["graph.SearchWasCut"] = false;
        foreach (var (part, side, other) in new[] { ("originator", seen.From, seen.To), ("beneficiary", seen.To, seen.From) })
        {
            if (side is { } self)
            {
                var about = new Side(self, other, seen, part == "originator", (name, value) => facts[$"{part}.{name}"] = facts.ContainsKey($"{part}.{name}") ? value : throw new KeyNotFoundException(name));
                Standing(about);
                Listing(about);
                Windows(about);
                LastTransfers(about);
                Habits(about);
                Exposed(about);
            }
        }

        if (withSearches && seen.From is { } payer)
        {
            MintedToOther(seen, payer, (name, value) => facts[name] = value);
        }

        if (seen.From is { } from && seen.To is { } to)
        {
            Pair(seen, from, to, (name, value) => facts[$"pair.{name}"] = value);
            Graph(seen, from, to, withSearches, (name, value) => facts[$"graph.{name}"] = value);
        }

        return facts;
    }

    /// <summary>One side of the event that is measured.</summary>
    private sealed record Side(ChainAddress Self, ChainAddress? Other, Seen Seen, bool IsOriginator, Action<string, object?> Put)
    {
        // A transfer of unknown worth leaves unknown what it would have to be counted into, on the side on which it would.
        public bool KnowsSent => Seen.Usd is not null || !Seen.IsMoving || Seen.IsToItself || !IsOriginator;

        public bool KnowsReceived => Seen.Usd is not null || !Seen.IsMoving || Seen.IsToItself || IsOriginator;
    }

    /// <summary>The newest event time that an address was named with: where its windows end.</summary>
    private long ClockOf(ChainAddress address) => named[address].Max(one => one.At);

    /// <summary>The last 64 transfers of more than dust, in the order in which they were taken, without what is older than 60 days.</summary>
    public List<Seen> LastOf(ChainAddress address)
    {
        var clock = ClockOf(address);
        return [.. counted.GetValueOrDefault(address, nothing).TakeLast(64).Where(one => clock - one.At < Past)];
    }

    /// <summary>What an address holds, in millionths of a dollar, over every token at par; null where the ledger does not hold its whole history.</summary>
    public long? BalanceOf(ChainAddress address, Seen? until = null)
    {
        Dictionary<int, BigInteger> units = [];
        foreach (var one in named.GetValueOrDefault(address, nothing).TakeWhile(one => !ReferenceEquals(one, until)).Where(one => !one.IsToItself && one.Asset.RedeemableAtPar))
        {
            var held = units.GetValueOrDefault(one.Asset.AssetId) + (one.To == address ? one.Units : -one.Units);
            if (held < 0 || held > BigInteger.Pow(10, 33))
            {
                return null;
            }

            units[one.Asset.AssetId] = held;
        }

        var usd = units.Values.Aggregate(BigInteger.Zero, (sum, held) => sum + held) / BigInteger.Pow(10, 12);
        return usd < 9 * BigInteger.Pow(10, 18) ? (long)usd : null;
    }

    public bool IsService(ChainAddress? address) => GlobalLayer.BuiltIn.Services.Contains(LabelOf(address));

    public bool IsFrozen(ChainAddress address) => frozen.Contains(address);

    /// <summary>Whether an address taints what it pays, by category.</summary>
    public bool IsSource(ChainAddress address, TaintKind category) => category switch
    {
        TaintKind.Sanctions => knowledge.Index.Find(address).Any(listed => listed.Blocking),
        TaintKind.Frozen => frozen.Contains(address),
        _ => knowledge.Labels.Has(address, category.ToString().ToLowerInvariant()),
    };

    private void Standing(Side side)
    {
        var earlier = named[side.Self].Where(one => one.IsMoving && !ReferenceEquals(one, side.Seen)).ToList();
        var hasTakenPart = earlier.Count > 0;
        side.Put("Category", LabelOf(side.Self));
        side.Put("IsService", IsService(side.Self));
        side.Put("IsFrozen", side.Seen.Kind switch { TransferKind.Freeze => wasFrozen, TransferKind.Unfreeze => wasFrozen, _ => frozen.Contains(side.Self) });
        side.Put("IsFreezeProposed", knowledge.Labels.ProposalsAreFed ? undatedOpen.Contains(side.Self)
            || knowledge.Labels.FreezeProposalsOf(side.Self).Any(moment => moment != AddressLabels.Undated && moment <= side.Seen.At && moment > frozenAt.GetValueOrDefault(side.Self)) : null);
        side.Put("FrozenLinks", FrozenLinks(side.Self));
        if (hasTakenPart || side.Seen.IsMoving)
        {
            side.Put("AgeHours", hasTakenPart ? Time(side.Seen.At - earlier.Min(one => one.At), Hour) : 0m);
            side.Put("IdleDays", hasTakenPart ? Time(side.Seen.At - earlier.Max(one => one.At), Day) : 0m);
        }

        if (side.Seen.Usd is not null || !side.Seen.IsMoving)
        {
            side.Put("BalanceUsdBefore", Dollars(BalanceOf(side.Self, side.Seen)));
            side.Put("BalanceUsdAfter", Dollars(BalanceOf(side.Self)));
        }
    }

    private void Listing(Side side)
    {
        var moment = DateTimeOffset.FromUnixTimeSeconds(side.Seen.At);
        var held = knowledge.Index.Find(side.Self);
        var blocking = held.Where(listed => listed.Blocking).ToList();
        var silenceSpeaks = knowledge.Index.Versions.Any(list => list.Blocking) && !knowledge.Silent.AnyBlocking;
        var allSpeak = knowledge.Index.Versions.Any(list => list.Blocking) && knowledge.Silent.Ids.IsEmpty;
        var by = blocking.ConvertAll(listed => listed.ListedOn is { } day ? day <= DateOnly.FromDateTime(moment.UtcDateTime) : (bool?)null);
        var then = by.Contains(true) ? true : by.Contains(null) ? (bool?)null : false;
        side.Put("IsListed", blocking.Count > 0 ? true : silenceSpeaks ? false : null);
        side.Put("IsOnReviewList", held.Any(listed => !listed.Blocking) ? true : allSpeak ? false : null);
        side.Put("WasListedAtTheTime", blocking.Count > 0 ? then : silenceSpeaks ? false : null);
        side.Put("ListingDateIsKnown", blocking.Count > 0 ? then is not null : silenceSpeaks ? true : null);
    }

    private static IEnumerable<ChainAddress> Sides(Seen seen) => new[] { seen.From, seen.To }.OfType<ChainAddress>().Distinct();

    private static void Add(Dictionary<ChainAddress, List<Seen>> lists, ChainAddress address, Seen seen) =>
        (lists.TryGetValue(address, out var list) ? list : lists[address] = []).Add(seen);

    private string LabelOf(ChainAddress? address) => address is { } known ? knowledge.Labels.CategoryOf(known, GlobalLayer.BuiltIn.Services) : AddressLabels.None;

    /// <summary>Millionths as a decimal.</summary>
    private static decimal? Dollars(long? millionths) => millionths is { } known ? known / 1_000_000m : null;

    /// <summary>A part of a whole, cut at millionths.</summary>
    private static decimal Part(BigInteger part, BigInteger whole) => (long)(part * Million / whole) / 1_000_000m;

    /// <summary>Seconds in another unit, cut at millionths; nothing where they are negative.</summary>
    private static decimal Time(long seconds, long unit) => Part(Math.Max(0, seconds), unit);

    private static long Sum(IEnumerable<Seen> transfers) => transfers.Sum(one => one.Usd ?? 0);
}
