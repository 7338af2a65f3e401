using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>
/// The facts by their definitions and nothing else: keeps every transfer and looks through all of them for each fact. So slow and plain
/// that it is easily seen to be right; the windows must say the same.
/// </summary>
internal sealed class FactsByDefinition
{
    private const decimal Kept = 0.9057236642639066715941728732m;

    private sealed record Seen(Transfer Transfer, long At, decimal? Usd)
    {
        public bool IsMoving => Transfer.Kind is TransferKind.Transfer or TransferKind.Mint or TransferKind.Burn;

        public bool IsToItself => Transfer.From is { } from && Transfer.To is { } to && from.Equals(to);

        public bool Counts => IsMoving && !IsToItself && Usd is null or > 0.10m && IsMoving && !IsToItself;

        public bool Names(ChainAddress address) => Transfer.From?.Equals(address) == true || Transfer.To?.Equals(address) == true;
    }

    private readonly List<Seen> all = [];

    public TransferFacts Measure(Transfer transfer)
    {
        var usd = transfer.AmountUsd is { } known && known <= 1_000_000_000_000_000m ? Math.Truncate(known * 1_000_000m) / 1_000_000m : (decimal?)null;
        var seen = new Seen(transfer, transfer.OccurredAt.UtcTicks, usd);
        var before = all.ToList();
        all.Add(seen);
        return new TransferFacts(
            new TransferFact { Kind = transfer.Kind.ToString().ToLowerInvariant(), AmountUsd = transfer.AmountUsd, MinterIsKnown = transfer.Kind == TransferKind.Mint ? null : true },
            Facts(seen, before, transfer.From, transfer.To, isSender: true),
            Facts(seen, before, transfer.To, transfer.From, isSender: false),
            new SupplyFacts());
    }

    private AddressFacts Facts(Seen seen, List<Seen> before, ChainAddress? address, ChainAddress? other, bool isSender)
    {
        if (address is not { } self)
        {
            return AddressFacts.Unknown;
        }

        // An address is known from the first transfer, mint or burn on that it took part in.
        List<Seen> mine = [.. all.SkipWhile(one => !(one.IsMoving && one.Names(self))).Where(one => one.Names(self))];
        if (mine.Count == 0)
        {
            return AddressFacts.Unknown with { Category = "none", IsService = false };
        }

        var clock = mine.Max(one => one.At);
        List<Seen> parts = [.. before.Where(one => one.IsMoving && one.Names(self))];
        List<Seen> sent = [.. mine.Where(one => one.Counts && one.Transfer.From?.Equals(self) == true)];
        List<Seen> received = [.. mine.Where(one => one.Counts && one.Transfer.To?.Equals(self) == true)];
        List<Seen> Within(List<Seen> events, double hours) => [.. events.Where(one => one.At > clock - TimeSpan.FromHours(hours).Ticks)];
        var known = seen.Usd is not null;
        var sentKnown = known || !(isSender && seen.IsMoving && !seen.IsToItself);
        var receivedKnown = known || !(!isSender && seen.IsMoving && !seen.IsToItself);
        decimal Sum(IEnumerable<Seen> events) => events.Sum(one => one.Usd ?? 0);
        int Below(List<Seen> events, decimal limit) => Within(events, 24).Count(one => one.Usd >= limit * 0.8m && one.Usd < limit);
        decimal BelowUsd(List<Seen> events, decimal limit) => Sum(Within(events, 24).Where(one => one.Usd >= limit * 0.8m && one.Usd < limit));
        var sent30d = Within(sent, 720);
        var mints = received.Where(one => one.Transfer.Kind == TransferKind.Mint).ToList();
        return new AddressFacts
        {
            Category = "none",
            IsService = false,
            AgeHours = parts.Count == 0 ? seen.IsMoving ? 0 : null : (decimal)Math.Max(0, seen.At - parts.Min(one => one.At)) / TimeSpan.TicksPerHour,
            IdleDays = parts.Count == 0 ? seen.IsMoving ? 0 : null : (decimal)Math.Max(0, seen.At - parts.Max(one => one.At)) / TimeSpan.TicksPerDay,
            BalanceUsdBefore = known ? Balance(self, before) : null,
            BalanceUsdAfter = known ? Balance(self, all) : null,
            ReceivedUsd24h = receivedKnown ? Sum(Within(received, 24)) : null,
            SentUsd24h = sentKnown ? Sum(Within(sent, 24)) : null,
            ReceivedCount24h = Within(received, 24).Count,
            SentCount24h = Within(sent, 24).Count,
            DistinctSenders24h = Within(received, 24).Where(one => one.Transfer.From is not null).Select(one => one.Transfer.From).Distinct().Count(),
            DistinctRecipients6h = Within(sent, 6).Where(one => one.Transfer.To is not null).Select(one => one.Transfer.To).Distinct().Count(),
            DistinctSendersBaseline = Baseline(self, mine, clock),
            SentVariation6h = sentKnown ? Variation([.. Within(sent, 6).Where(one => one.Usd is not null).Select(one => one.Usd!.Value)]) : null,
            MedianDwellMinutes24h = sentKnown ? Dwell(self, mine, clock) : null,
            SentBelow1000Count24h = sentKnown ? Below(sent, 1_000) : null,
            SentBelow1000Usd24h = sentKnown ? BelowUsd(sent, 1_000) : null,
            SentBelow3000Count24h = sentKnown ? Below(sent, 3_000) : null,
            SentBelow3000Usd24h = sentKnown ? BelowUsd(sent, 3_000) : null,
            SentBelow10000Count24h = sentKnown ? Below(sent, 10_000) : null,
            SentBelow10000Usd24h = sentKnown ? BelowUsd(sent, 10_000) : null,
            ReceivedBelow1000Count24h = receivedKnown ? Below(received, 1_000) : null,
            ReceivedBelow1000Usd24h = receivedKnown ? BelowUsd(received, 1_000) : null,
            ReceivedBelow3000Count24h = receivedKnown ? Below(received, 3_000) : null,
            ReceivedBelow3000Usd24h = receivedKnown ? BelowUsd(received, 3_000) : null,
            ReceivedBelow10000Count24h = receivedKnown ? Below(received, 10_000) : null,
            ReceivedBelow10000Usd24h = receivedKnown ? BelowUsd(received, 10_000) : null,
            EqualAmountSenders7d = known ? Within(received, 168).Where(one => one.Transfer.From is not null && one.Usd == seen.Usd).Select(one => one.Transfer.From).Distinct().Count() : null,
            SentCount30d = sent30d.Count,
            RoundShare30d = !sentKnown || sent30d.All(one => one.Usd is null) ? null
                : (decimal)sent30d.Count(one => one.Usd is { } usd && usd > 0 && usd % 1_000 == 0) / sent30d.Count(one => one.Usd is not null),
            MintedUsd15m = receivedKnown ? Sum(Within(mints, 0.25)) : null,
            EarlierMints = mints.Count - Within(mints, 0.25).Count,
            SentToUnhostedOrBridgeUsd15m = sentKnown ? Sum(Within(sent, 0.25).Where(one => one.Transfer.To is not null)) : null,
            ImitatesCounterparty = other is { } victim && Imitates(self, victim, seen),
        };
    }

    private static decimal? Balance(ChainAddress self, List<Seen> events)
    {
        Dictionary<Asset, BigInteger> units = [];
        foreach (var one in events.SkipWhile(one => !(one.IsMoving && one.Names(self))).Where(one => one.Names(self) && !one.IsToItself && one.Transfer.Asset.RedeemableAtPar))
        {
            var sign = one.Transfer.To?.Equals(self) == true ? 1 : -1;
            units[one.Transfer.Asset] = units.GetValueOrDefault(one.Transfer.Asset) + (sign * one.Transfer.Amount.BaseUnits);
            if (units[one.Transfer.Asset].Sign < 0)
            {
                return null;
            }
        }

        return units.Sum(pair => new TokenAmount(pair.Value, pair.Key.Decimals).ToDecimal());
    }

    private static decimal? Variation(List<decimal> amounts)
    {
        if (amounts.Count < 2)
        {
            return null;
        }

        // Squares of millionths are whole numbers; the root is found by trying, digit after digit.
        var millionths = amounts.ConvertAll(usd => new BigInteger(usd * 1_000_000m));
        var sum = millionths.Aggregate(BigInteger.Zero, (one, two) => one + two);
        var spread = millionths.Aggregate(BigInteger.Zero, (total, one) => total + BigInteger.Pow((one * amounts.Count) - sum, 2)) / amounts.Count;
        var wanted = spread * BigInteger.Pow(10, 18) / (sum * sum);
        var root = BigInteger.Zero;
        for (var step = BigInteger.One << 80; step > 0; step >>= 1)
        {
            root = (root + step) * (root + step) <= wanted ? root + step : root;
        }

        return (decimal)root / 1_000_000_000m;
    }

    private static decimal? Dwell(ChainAddress self, List<Seen> mine, long clock)
    {
        List<(long At, decimal Usd)> waiting = [];
        List<(long At, long Stay, decimal Usd)> stays = [];
        foreach (var one in mine.Where(one => one.Usd is not null))
        {
            if (one.Counts && one.Transfer.To?.Equals(self) == true)
            {
                waiting.Add((one.At, one.Usd!.Value));
                continue;
            }

            if (!one.Counts && one.Transfer.Kind != TransferKind.Seize)
            {
                continue;
            }

            for (var left = one.Usd!.Value; left > 0 && waiting.Count > 0;)
            {
                var part = Math.Min(left, waiting[0].Usd);
                if (one.Counts)
                {
                    stays.Add((one.At, Math.Max(0, one.At - waiting[0].At), part));
                }

                left -= part;
                waiting[0] = (waiting[0].At, waiting[0].Usd - part);
                if (waiting[0].Usd == 0)
                {
                    waiting.RemoveAt(0);
                }
            }
        }

        var window = stays.Where(stay => stay.At > clock - TimeSpan.TicksPerDay).OrderBy(stay => stay.Stay).ToList();
        decimal below = 0;
        foreach (var stay in window)
        {
            below += stay.Usd;
            if (below * 2 >= window.Sum(one => one.Usd))
            {
                return (decimal)stay.Stay / TimeSpan.TicksPerMinute;
            }
        }

        return null;
    }

    private static decimal Baseline(ChainAddress self, List<Seen> mine, long clock)
    {
        var firstDay = mine[0].At / TimeSpan.TicksPerDay;
        var today = clock / TimeSpan.TicksPerDay;
        Dictionary<long, HashSet<ChainAddress>> senders = [];
        var clockThen = 0L;
        foreach (var one in mine)
        {
            clockThen = Math.Max(clockThen, one.At);
            if (one.Counts && one.Transfer.To?.Equals(self) == true && one.Transfer.From is { } sender && one.At / TimeSpan.TicksPerDay == clockThen / TimeSpan.TicksPerDay)
            {
                (senders.TryGetValue(one.At / TimeSpan.TicksPerDay, out var ofDay) ? ofDay : senders[one.At / TimeSpan.TicksPerDay] = []).Add(sender);
            }
        }

        decimal? mean = null;
        for (var day = firstDay; day < today; day++)
        {
            decimal count = senders.TryGetValue(day, out var ofDay) ? ofDay.Count : 0;
            mean = mean is { } earlier ? (earlier * Kept) + (count * (1 - Kept)) : count;
        }

        return mean ?? 0;
    }

    private bool Imitates(ChainAddress self, ChainAddress victim, Seen seen)
    {
        if (self.Family != AddressFamily.Evm)
        {
            return false;
        }

        List<Seen> ofVictim = [.. all.SkipWhile(one => !(one.IsMoving && one.Names(victim))).Where(one => one.Names(victim))];
        var clock = ofVictim.Count == 0 ? seen.At : ofVictim.Max(one => one.At);
        return ofVictim
            .Where(one => one.Counts && one.Usd is not null && one.At > clock - TimeSpan.FromDays(30).Ticks)
            .Select(one => one.Transfer.From?.Equals(victim) == true ? one.Transfer.To : one.Transfer.From)
            .Any(dealt => dealt is { Family: AddressFamily.Evm } one && !one.Equals(self) && Look(one) == Look(self));
    }

    private static string Look(ChainAddress address)
    {
        var hex = Convert.ToHexString(address.Bytes);
        return hex[..3] + hex[^4..];
    }
}
