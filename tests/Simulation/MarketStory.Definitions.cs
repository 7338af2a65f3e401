using Usd1Compliance.Ledger;
using Usd1Compliance.Simulation.Market;

namespace Usd1Compliance.Tests.Simulation;

/// <summary>The typologies by plain loops, with the catalogue's thresholds; nothing of the generator and nothing of the engine.</summary>
internal sealed partial class MarketStory
{
    /// <summary>Whether one of an instance's transfers meets a definition. A subject with the label of a service is what the catalogue exempts.</summary>
    public bool Meets(Instance instance, int typology) => ByInstance[instance].Where(row => row.Kind is TransferKind.Transfer or TransferKind.Mint or TransferKind.Burn).Any(row => Meets(typology, row, instance.Subjects));

    private bool Meets(int typology, MarketRow row, List<int> subjects) => typology switch
    {
        1 => IsListed(row.From, row.Second) || IsListed(row.To, row.Second),
        2 => row.Sum >= 1_000 * Dollar && subjects.Contains(row.To) && 10 * row.Sum >= BalanceAfter(row.To, row) && ComesFromListed(row, 4),
        3 => subjects.Contains(row.From) && ReachesListed(row, 3, row.Second),
        4 => DealtBeforeListing(row, subjects),
        5 => (LabelOf(row.To, row.Second) == "mixer" && row.Sum >= 100 * Dollar) || (!IsService(row.To, row.Second) && In(row.To, row, 168).Where(each => each.Sum == row.Sum).Select(each => each.From).Distinct().Count() >= 20),
        6 => row.Kind == TransferKind.Burn && In(row.From, row, 72).Any(each => IsPayment(each) && (LabelOf(each.From, each.Second) == "mixer" || In(each.From, each, 72).Any(before => IsPayment(before) && LabelOf(before.From, before.Second) == "mixer"))),
        7 => SingleUse(row),
        8 => IsStructured(row),
        9 => IsSplit(row),
        10 => IsPayment(row) && !IsService(row.To, row.Second) && Smurfs(row) >= 5,
        11 => PassesThrough(row),
        12 => IsPayment(row) && !IsService(row.To, row.Second) && In(row.To, row, 24) is var day && day.Sum(each => each.Sum) >= 10_000 * Dollar && day.Select(each => each.From).Distinct().Count() >= 20,
        13 => IsPayment(row) && !IsService(row.From, row.Second) && FansOut(row),
        14 => IsPayment(row) && Mids(row) >= 3,
        15 => IsPayment(row) && !IsService(row.From, row.Second) && Out(row.From, row, 24).Select(each => each.To).Distinct().Count() >= 5 && In(row.From, row, 24).Select(each => each.From).Distinct().Count() >= 5,
        16 => ChainLength(row) >= 4,
        17 => subjects.Contains(row.From) && Returns(row, row, 1),
        18 => IsPayment(row) && !IsService(row.From, row.Second) && PingPongs(row),
        19 => IsPayment(row) && !IsService(row.From, row.Second) && Stacks(row),
        20 => Runs(row),
        21 => row.Kind == TransferKind.Burn && row.Sum >= 25_000 * Dollar && In(row.From, row, 24).Where(each => IsPayment(each) && each.Second - FirstSeen(each.From) < 7 * Calendar.Day).Sum(each => each.Sum) * 10 >= row.Sum * 8,
        22 => row.Kind == TransferKind.Burn && row.Sum >= 100_000 * Dollar && MintedByAnother(row, row.From, 4),
        23 => row.Kind == TransferKind.Burn && Circles(row),
        24 => row.Kind == TransferKind.Burn && Out(row.From, row, 48).Count(each => each.Kind == TransferKind.Burn && each.Sum >= 8_000 * Dollar && each.Sum < 10_000 * Dollar) >= 3,
        27 => Wakes(row),
        28 => row.Second - FirstSeen(row.To) < Calendar.Day && !IsService(row.To, row.Second) && In(row.To, row, 24).Sum(each => each.Sum) >= 50_000 * Dollar,
        29 => IsPayment(row) && !IsService(row.From, row.Second) && Spikes(row),
        30 => IsPayment(row) && Out(row.From, row, 720) is { Count: >= 10 } month && month.Count(each => each.Sum > 0 && each.Sum % (1_000 * Dollar) == 0) >= 0.8 * month.Count,
        31 => IsPayment(row) && !IsService(row.From, row.Second) && IsClockwork(row),
        32 => BridgesAtOnce(row),
        33 => row.Kind == TransferKind.Mint && !IsService(subjects[0], row.Second) && VisitsChains(row),
        34 => IsPayment(row) && !IsService(row.From, row.Second) && Out(row.From, row, 720).Where(each => LabelOf(each.To, each.Second) == "exchange").GroupBy(each => each.To).Any(each => each.Count() >= 5) && In(row.From, row, 720).Select(each => each.From).Distinct().Count() >= 200,
        35 => IsPayment(row) && !IsService(row.From, row.Second) && Exchanges(row),
        36 => IsPayment(row) && row.Sum <= Dollar / 10 && Imitates(row),
        37 => IsPayment(row) && row.Sum >= 1_000 * Dollar && PaysTheLookAlike(row),
        38 => IsPayment(row) && !IsService(row.To, row.Second) && Escalates(row),
        39 => IsPayment(row) && !IsService(row.To, row.Second) && CollectsTickets(row),
        40 => IsPayment(row) && !IsService(row.To, row.Second) && IsRansom(row),
        41 => IsPayment(row) && IsDrained(row),
        42 => IsPayment(row) && RunsBeforeTheFreeze(row),
        43 => IsPayment(row) && IsFrozenAt(row.To, row),
        44 => IsPayment(row) && HasFrozenSibling(row),
        45 => row.Kind == TransferKind.Mint && (row.Order.Kind == OrderKind.None || (row.Order.Kind == OrderKind.Mint && !minters.Contains(row.InitiatedBy))),
        _ => throw new ArgumentOutOfRangeException(nameof(typology), typology, "has no definition here"),
    };

    private bool ComesFromListed(MarketRow row, int hops) => row.From >= 0 && (IsListed(row.From, row.Second)
        || (hops > 1 && !IsService(row.From, row.Second) && In(row.From, row, 24 * 40).Any(before => before.Id < row.Id && ComesFromListed(before, hops - 1))));

    private bool ReachesListed(MarketRow row, int hops, int start) => row.To >= 0 && row.Second - start <= 7 * Calendar.Day && row.Sum >= 5_000 * Dollar
        && (IsListed(row.To, row.Second) || (hops > 1 && !IsService(row.To, row.Second) && Sent(row.To).Any(next => next.Id > row.Id && ReachesListed(next, hops - 1, start))));

    private bool DealtBeforeListing(MarketRow row, IReadOnlyList<int> subjects) => subjects.Contains(row.From) && (ListedLater(row.To) || Sent(row.To).Any(next => ListedLater(next.To)))
        && ByLaterListing(row);

    private bool ListedLater(int account) => listedDay.ContainsKey(account);

    private bool ByLaterListing(MarketRow row) => new[] { row.To }.Concat(Sent(row.To).Select(next => next.To)).Any(account =>
        listedDay.TryGetValue(account, out var day) && day * Calendar.Day > row.Second && (day * Calendar.Day) - row.Second < 365 * Calendar.Day);

    private bool SingleUse(MarketRow row) => IsPayment(row) && Out(row.From, row, 24).Count(each => !IsService(each.To, each.Second) && Received(each.To).Count == 1 && Sent(each.To).Count == 1 && Sent(each.To)[0].Second - each.Second < Calendar.Day) >= 10;

    private bool IsStructured(MarketRow row) => IsPayment(row) && new[] { 10_000, 3_000, 1_000 }.Any(limit =>
        new[] { IsService(row.From, row.Second) ? [] : Out(row.From, row, 24), IsService(row.To, row.Second) ? [] : In(row.To, row, 24) }
            .Select(side => side.Where(each => each.Sum >= limit * Dollar * 8 / 10 && each.Sum < limit * Dollar).ToList())
            .Any(below => below.Count >= 3 && below.Sum(each => each.Sum) >= limit * Dollar));

    private bool IsSplit(MarketRow row) => IsPayment(row) && !IsService(row.To, row.Second) && Out(row.From, row, 24).Where(each => each.Sum < 3_000 * Dollar && each.Sum > 100 * Dollar)
        .GroupBy(each => Sent(each.To).Where(next => next.Id > row.Id).Select(next => next.To).FirstOrDefault(each.To)).Any(cluster => cluster.Count() >= 2 && cluster.Sum(each => each.Sum) >= 3_000 * Dollar);

    private int Smurfs(MarketRow row) => In(row.To, row, 72).Where(each => each.Sum < 10_000 * Dollar && each.From >= 0)
        .SelectMany(each => In(each.From, each, 48).Where(funding => funding.Id < each.Id && funding.Sum > 1_000 * Dollar).Select(funding => (each.From, Source: funding.From)))
        .GroupBy(each => each.Source).Select(group => group.Select(each => each.From).Distinct().Count()).DefaultIfEmpty().Max();

    private bool PassesThrough(MarketRow row)
    {
        if (!IsPayment(row) || IsService(row.From, row.Second))
        {
            return false;
        }

        var (came, went) = (In(row.From, row, 24), Out(row.From, row, 24));
        var total = came.Sum(each => each.Sum);
        return total >= 10_000 * Dollar && went.Sum(each => each.Sum) * 10 >= total * 9 && BalanceAfter(row.From, row) * 20 <= total
            && went.All(leg => came.Any(arrival => leg.Second >= arrival.Second && leg.Second - arrival.Second <= 30 * 60));
    }

    private bool FansOut(MarketRow row)
    {
        var burst = Out(row.From, row, 6);
        var mean = burst.Average(each => (double)each.Sum);
        return burst.Select(each => each.To).Distinct().Count() >= 20 && row.Second - FirstSeen(row.From) <= 7 * Calendar.Day
            && burst.Average(each => (each.Sum - mean) * (each.Sum - mean)) <= 0.04 * mean * mean;
    }

    private int Mids(MarketRow row) => In(row.To, row, 48).Where(each => IsPayment(each) && !IsService(each.From, each.Second))
        .SelectMany(gathered => In(gathered.From, gathered, 48).Where(scattered => IsPayment(scattered) && scattered.Id < gathered.Id && gathered.Sum * 10 >= scattered.Sum * 7 && gathered.Sum <= scattered.Sum).Select(scattered => (scattered.From, Mid: gathered.From)))
        .Where(each => each.From != row.To && !IsService(each.From, row.Second)).GroupBy(each => each.From).Select(group => group.Select(each => each.Mid).Distinct().Count()).DefaultIfEmpty().Max();

    private int ChainLength(MarketRow row)
    {
        var (length, at) = (1, row);
        while (IsPayment(at) && !IsService(at.To, at.Second) && at.Second - FirstSeen(at.To) < Hour && Sent(at.To).FirstOrDefault(next => next.Second - at.Second <= 6 * Hour && next.Sum * 100 >= at.Sum * 80 && next.Sum * 1_000 <= at.Sum * 995) is { Id: > 0 } on)
        {
            (length, at) = (length + 1, on);
        }

        return length;
    }

    private bool Returns(MarketRow start, MarketRow at, int length) => IsPayment(at) && at.Sum >= 1_000 * Dollar && at.Sum * 2 >= start.Sum && !IsService(at.To, at.Second)
        && (at.To == start.From ? length >= 3 : length < 6 && Sent(at.To).Any(next => next.Id > at.Id && next.Second - start.Second <= 72 * Hour && Returns(start, next, length + 1)));

    private bool PingPongs(MarketRow row)
    {
        var between = Out(row.From, row, 24).Where(each => each.To == row.To).Concat(In(row.From, row, 24).Where(each => each.From == row.To)).OrderBy(each => each.Id).ToList();
        var (there, back) = (between.Where(each => each.From == row.From).Sum(each => each.Sum), between.Where(each => each.To == row.From).Sum(each => each.Sum));
        return between.Count >= 6 && between.Zip(between.Skip(1)).All(pair => pair.First.From == pair.Second.To) && Math.Abs(there - back) * 20 <= there + back;
    }

    // Three payers of one wallet who pay three wallets in common.
    private bool Stacks(MarketRow row)
    {
        var payers = In(row.To, row, 72).Where(each => IsPayment(each) && !IsService(each.From, each.Second) && each.Sum > 1_000 * Dollar).Select(each => each.From).Distinct().ToList();
        var lower = payers.SelectMany(payer => Out(payer, row, 72).Select(each => each.To)).GroupBy(to => to).Where(group => group.Count() >= 3).Select(group => group.Key).ToList();
        return payers.Count >= 3 && lower.Count(to => Out(to, row with { Id = long.MaxValue, Second = row.Second + (48 * Hour) }, 96).Count > 0 || to == row.To) >= 3;
    }

    private bool Runs(MarketRow row)
    {
        if (!IsPayment(row))
        {
            return false;
        }

        var mints = Received(row.From).Where(each => each.Kind == TransferKind.Mint && each.Id < row.Id).ToList();
        var minted = mints.Sum(each => each.Sum);
        var left = Out(row.From, row, 0.25).Where(each => IsPayment(each) && (!IsService(each.To, each.Second) || LabelOf(each.To, each.Second) == "bridge")).Sum(each => each.Sum);
        return minted >= 50_000 * Dollar && mints.All(mint => row.Second - mint.Second < 15 * 60) && left * 100 >= minted * 95;
    }

    private bool MintedByAnother(MarketRow burn, int holder, int hops) => Received(holder).Any(came => came.Id < burn.Id && burn.Second - came.Second < 7 * Calendar.Day && Math.Abs(came.Sum - burn.Sum) * 100 <= burn.Sum
        && (came.Kind == TransferKind.Mint ? came.To != burn.From : hops > 0 && !IsService(came.From, came.Second) && MintedByAnother(burn, came.From, hops - 1)));

    private bool Circles(MarketRow row)
    {
        var (mints, burns) = (In(row.From, row, 24).Where(each => each.Kind == TransferKind.Mint).ToList(), Out(row.From, row, 24).Where(each => each.Kind == TransferKind.Burn).ToList());
        var (minted, burnt) = (mints.Sum(each => each.Sum), burns.Sum(each => each.Sum));
        return mints.Count >= 3 && burns.Count >= 3 && Math.Abs(minted - burnt) * 50 <= minted;
    }

    private bool Wakes(MarketRow row)
    {
        if (!IsPayment(row) || row.Sum < 25_000 * Dollar || IsService(row.From, row.Second))
        {
            return false;
        }

        var before = Sent(row.From).Concat(Received(row.From)).Where(each => each.Id < row.Id).ToList();
        return before.Count > 0 && row.Second - before.Max(each => each.Second) >= 180 * Calendar.Day && row.Sum * 2 >= BalanceAfter(row.From, row) + row.Sum;
    }

    private bool Spikes(MarketRow row)
    {
        var hour = Out(row.From, row, 1).Sum(each => each.Sum) / (double)Dollar;
        var hours = Out(row.From, row, 480).Where(each => row.Second - each.Second >= Hour).GroupBy(each => each.Second / Hour).Select(group => group.Sum(each => each.Sum) / (double)Dollar).ToList();
        var mean = hours.Sum() / 480;
        var deviation = Math.Sqrt(hours.Sum(each => each * each) / 480);
        return hour >= 10_000 && hours.Count >= 15 && hour >= mean + (6 * deviation);
    }

    private bool IsClockwork(MarketRow row)
    {
        var times = Sent(row.From).Where(each => each.Id <= row.Id).Select(each => each.Second).ToList();
        var gaps = times.Zip(times.Skip(1), (one, next) => (double)(next - one)).ToList();
        return gaps.Count >= 30 && gaps.Average() is var mean && Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean))) < 0.05 * mean;
    }

    private bool BridgesAtOnce(MarketRow row)
    {
        if (!IsPayment(row) || LabelOf(row.To, row.Second) != "bridge" || row.Second - FirstSeen(row.From) >= 7 * Calendar.Day)
        {
            return false;
        }

        var came = In(row.From, row, 0.5).Sum(each => each.Sum);
        return came >= 10_000 * Dollar && row.Sum * 10 >= came * 8;
    }

    private bool VisitsChains(MarketRow row)
    {
        var key = World.Wallets.KeyOf(row.To);
        var accounts = ByOwner(key, row);
        var first = accounts.SelectMany(Received).Where(each => row.Second - each.Second < Calendar.Day && each.Sum >= 10_000 * Dollar).MinBy(each => each.Id);
        return accounts.Select(World.Wallets.ChainOf).Distinct().Count() >= 3 && first.Id > 0 && row.Sum * 10 >= first.Sum * 7 && first.Id != row.Id;
    }

    private List<int> ByOwner(ulong key, MarketRow at) => [.. received.Keys.Where(account => World.Wallets.KeyOf(account) == key && received[account].Any(row => row.Id <= at.Id && at.Second - row.Second < Calendar.Day))];

    private bool Exchanges(MarketRow row)
    {
        var (sold, bought) = (Out(row.From, row, 720), In(row.From, row, 720));
        return sold.Where(InRange).Select(each => each.To).Distinct().Count() >= 50 && bought.Where(InRange).Select(each => each.From).Distinct().Count() >= 50;

        static bool InRange(MarketRow each) => each.Sum >= 40 * Dollar && each.Sum <= 5_000 * Dollar;
    }

    private bool Imitates(MarketRow dust) => Known(dust.To, dust).Any(other => other != dust.From && LooksLike(other, dust.From));

    private bool PaysTheLookAlike(MarketRow row)
    {
        var dusted = In(row.From, row, 720).Any(dust => dust.From == row.To && dust.Sum <= Dollar / 10);
        var usual = Sent(row.From).Where(each => each.Id < row.Id && each.To != row.To && each.To >= 0 && LooksLike(each.To, row.To)).ToList();
        return dusted && usual.Count > 0 && row.Sum * 2 >= usual.Sum(each => each.Sum) / usual.Count;
    }

    private IEnumerable<int> Known(int account, MarketRow at) => Out(account, at, 720).Where(each => each.Sum > Dollar / 10).Select(each => each.To)
        .Concat(In(account, at, 720).Where(each => each.Sum > Dollar / 10).Select(each => each.From)).Where(other => other >= 0).Distinct();

    private bool LooksLike(int one, int other)
    {
        var (a, b) = (Convert.ToHexString(World.Wallets.AddressOf(one).Bytes), Convert.ToHexString(World.Wallets.AddressOf(other).Bytes));
        return one != other && a[..3] == b[..3] && a[^4..] == b[^4..];
    }

    private bool Escalates(MarketRow row)
    {
        var paid = Sent(row.From).Where(each => each.To == row.To && each.Id <= row.Id && row.Second - each.Second <= 60 * Calendar.Day).ToList();
        return paid.Count >= 3 && row.Second - FirstSeen(row.From) > 90 * Calendar.Day && paid.Zip(paid.Skip(1)).All(pair => pair.Second.Sum > pair.First.Sum)
            && paid[^1].Sum >= 2 * paid[0].Sum && paid[0].Sum >= 1_000 * Dollar && FirstSeen(row.To) == paid[0].Second;
    }

    private bool CollectsTickets(MarketRow row)
    {
        var tickets = In(row.To, row, 720).Where(each => IsPayment(each) && each.Sum > 1_000 * Dollar && Sent(each.From).Count == 1).ToList();
        var (early, late) = (tickets.Take(tickets.Count / 2).Sum(each => each.Sum), tickets.Skip(tickets.Count / 2).Sum(each => each.Sum));
        return tickets.Select(each => each.From).Distinct().Count() >= 15 && late > early && tickets.Sum(each => each.Sum) >= 50_000 * Dollar
            && Out(row.To, row, 24).Count > 0 && Sent(row.To).All(each => tickets.All(ticket => ticket.From != each.To));
    }

    private bool IsRansom(MarketRow row) => row.Sum >= 20_000 * Dollar && Received(row.From) is [var only] && IsService(only.From, only.Second) && row.Second - FirstSeen(row.From) < Calendar.Day
        && Sent(row.To).Any(share => Sent(share.To).Any(end => LabelOf(end.To, end.Second) == "exchange" || Sent(end.To).Any(last => LabelOf(last.To, last.Second) == "exchange")));

    private bool IsDrained(MarketRow row)
    {
        var out10 = Out(row.From, row, 1.0 / 6).Where(each => each.To == row.To).Sum(each => each.Sum);
        var held = BalanceAfter(row.From, row) + out10;
        return LabelOf(row.From, row.Second) == "defi" && out10 >= 100_000 * Dollar && out10 * 10 > held * 3 && row.Second - FirstSeen(row.To) < Calendar.Day && held < 20_000_000 * Dollar;
    }

    private bool RunsBeforeTheFreeze(MarketRow row) => row.Sum >= 1_000 * Dollar && labels.GetValueOrDefault(row.From)?.FirstOrDefault(label => label.Category == "freeze-proposed").Since is { } proposed
        && row.Second >= proposed && Sent(row.From).Any(each => each.Kind == TransferKind.Freeze && each.Id > row.Id);

    private bool IsFrozenAt(int account, MarketRow row) => Sent(account).LastOrDefault(each => each.Id < row.Id && each.Kind is TransferKind.Freeze or TransferKind.Unfreeze).Kind == TransferKind.Freeze;

    private bool HasFrozenSibling(MarketRow row) => Received(row.From).Where(each => IsPayment(each) && !IsService(each.From, each.Second)).Select(each => each.From).Distinct().Any(source =>
        Sent(source).Where(each => each.To >= 0 && each.To != row.From).Select(each => each.To).Distinct().Any(sibling => IsFrozenAt(sibling, row) && Sent(sibling).Any(each => each.To == row.To && !IsService(row.To, row.Second))));
}
