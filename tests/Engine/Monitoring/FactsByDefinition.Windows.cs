using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <content>What was sent and received in five windows of whole buckets, and what an address usually does.</content>
internal sealed partial class FactsByDefinition
{
    private readonly HashSet<ChainAddress> busy = [];
    private readonly HashSet<ChainAddress> vast = [];

    // 5 minutes and an hour of 5 minutes each, a day of hours, a week and 30 days of UTC days; the bucket that runs is one of them.
    private static readonly (string Name, long Bucket, long Buckets)[] windows = [("5m", 300, 1), ("1h", 300, 12), ("24h", Hour, 24), ("7d", Day, 7), ("30d", Day, 30)];

    private static bool IsIn(long at, long clock, long bucket, long buckets) => (clock / bucket) - (at / bucket) < buckets;

    private void Windows(Side side)
    {
        var clock = ClockOf(side.Self);
        var recent = counted.GetValueOrDefault(side.Self, nothing).Where(one => IsIn(one.At, clock, Day, 30)).ToList();
        foreach (var (way, peers, transfers, isKnown) in new[]
        {
            ("Sent", "Recipients", recent.Where(one => one.From == side.Self).ToList(), side.KnowsSent && !vast.Contains(side.Self)),
            ("Received", "Senders", recent.Where(one => one.To == side.Self).ToList(), side.KnowsReceived && !vast.Contains(side.Self)),
        })
        {
            foreach (var (name, bucket, buckets) in windows)
            {
                var within = transfers.Where(one => IsIn(one.At, clock, bucket, buckets)).ToList();
                var known = within.Where(one => one.Usd is not null).ToList();
                side.Put($"{way}Usd{name}", isKnown ? Dollars(Sum(known)) : null);
                side.Put($"{way}Count{name}", within.Count);
                side.Put($"Distinct{peers}{name}", within.Select(one => one.OtherThan(side.Self)).OfType<ChainAddress>().Distinct().Count());
                side.Put($"Smallest{way}Usd{name}", isKnown && known.Count > 0 ? Dollars(known.Min(one => one.Usd)) : null);
                side.Put($"Largest{way}Usd{name}", isKnown && known.Count > 0 ? Dollars(known.Max(one => one.Usd)) : null);
            }

            foreach (var limit in new[] { 1_000L, 3_000, 10_000 })
            {
                var below = transfers.Where(one => IsIn(one.At, clock, Hour, 24) && IsJustBelow(one, limit)).ToList();
                side.Put($"{way}Below{limit}Count24h", isKnown ? below.Count : null);
                side.Put($"{way}Below{limit}Usd24h", isKnown ? Dollars(Sum(below)) : null);
            }
        }
    }

    private static bool IsJustBelow(Seen one, long limit) => one.Usd >= limit * 800_000 && one.Usd < limit * Million;

    // Of whoever took part in more than 64 transfers in 30 days: sums are no money any more from the day on which 300 billion dollars went one way.
    private void NoteVast(ChainAddress address)
    {
        var clock = ClockOf(address);
        var transfers = counted[address];
        if (transfers.Count > 64 && IsIn(transfers[^65].At, clock, Day, 30))
        {
            busy.Add(address);
        }

        if (busy.Contains(address) && !vast.Contains(address) && transfers.Any(one => one.Usd > 100_000_000_000_000))
        {
            var days = transfers.Where(one => IsIn(one.At, clock, Day, 30)).GroupBy(one => (one.At / Day, one.From == address));
            if (days.Any(day => day.Sum(one => (decimal)(one.Usd ?? 0)) > 300_000_000_000_000_000))
            {
                vast.Add(address);
            }
        }
    }

    private void Habits(Side side)
    {
        var transfers = counted.GetValueOrDefault(side.Self, nothing);
        side.Put("DistinctSendersBaseline", Dollars(SendersOfADay(transfers.Where(one => one.To == side.Self && one.From is not null), ClockOf(side.Self))));
        var hours = ActiveHours(transfers.Where(one => one.From == side.Self));
        side.Put("SentUsdScore", side.KnowsSent ? Score(hours, side.Seen.At / Hour, hour => hour.Usd, 100 * Million) : null);
        side.Put("SentCountScore", Score(hours, side.Seen.At / Hour, hour => hour.Times * Million, Million));
    }

    /// <summary>The mean of the different senders of each UTC day from the first on which somebody paid to yesterday, in millionths. What comes late is counted only into the newest day.</summary>
    private static long SendersOfADay(IEnumerable<Seen> received, long clock)
    {
        SortedDictionary<long, HashSet<ChainAddress>> days = [];
        foreach (var one in received)
        {
            var day = one.At / Day;
            if (days.Count == 0 || day >= days.Keys.Last())
            {
                (days.TryGetValue(day, out var ofDay) ? ofDay : days[day] = []).Add(one.From!.Value);
            }
        }

        // What weighs 1 today weighs a half in seven days: 2^(-1/7), in 2^32nds.
        BigInteger kept = 3_890_053_517;
        Assert.True(BigInteger.Pow(kept, 7) * 2 <= BigInteger.Pow(2, 7 * 32) && BigInteger.Pow(kept + 1, 7) * 2 > BigInteger.Pow(2, 7 * 32));
        BigInteger? mean = null;
        for (var day = days.Count == 0 ? long.MaxValue : days.Keys.First(); day < clock / Day; day++)
        {
            var count = (BigInteger)(days.TryGetValue(day, out var ofDay) ? ofDay.Count : 0) * Million;
            mean = mean is { } earlier ? ((earlier * kept) + (count * (BigInteger.Pow(2, 32) - kept))) / BigInteger.Pow(2, 32) : count;
            if (mean == 0 && day > days.Keys.Last())
            {
                break;      // a mean of nothing stays nothing
            }
        }

        return (long)(mean ?? 0);
    }

    private sealed record ActiveHour(long Hour, BigInteger Usd, int Times);

    // A transfer that comes late reopens no hour that is over.
    private static List<ActiveHour> ActiveHours(IEnumerable<Seen> sent)
    {
        List<ActiveHour> hours = [];
        foreach (var one in sent.Where(one => hours.Count == 0 || one.At / Hour >= hours[^1].Hour))
        {
            if (hours.Count == 0 || one.At / Hour > hours[^1].Hour)
            {
                hours.Add(new ActiveHour(one.At / Hour, 0, 0));
            }

            // An hour counts a trillion dollars at the most.
            hours[^1] = hours[^1] with { Usd = BigInteger.Min(hours[^1].Usd + (one.Usd ?? 0), BigInteger.Pow(10, 18)), Times = hours[^1].Times + 1 };
        }

        return hours;
    }

    /// <summary>How far this hour lies above the mean of the active hours before the newest one, in mean deviations.</summary>
    private static decimal? Score(List<ActiveHour> hours, long thisHour, Func<ActiveHour, BigInteger> valueOf, BigInteger leastDeviation)
    {
        if (hours.Count < 25)
        {
            return null;
        }

        var (mean, deviation) = (valueOf(hours[0]), BigInteger.Zero);
        foreach (var hour in hours.Take(hours.Count - 1).Skip(1))
        {
            var value = valueOf(hour);
            deviation += Floor(BigInteger.Abs(value - mean) - deviation, 32);
            mean += Floor(value - mean, 32);
        }

        var now = hours[^1].Hour == thisHour ? valueOf(hours[^1]) : 0;
        var score = (now - mean) * Million / BigInteger.Max(deviation, leastDeviation);
        return (long)BigInteger.Max(-BigInteger.Pow(10, 12), BigInteger.Min(score, BigInteger.Pow(10, 12))) / 1_000_000m;
    }

    private static BigInteger Floor(BigInteger number, int by) => (number - (((number % by) + by) % by)) / by;
}
