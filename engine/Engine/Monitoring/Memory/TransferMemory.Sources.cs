namespace Usd1Compliance.Monitoring.Memory;

/// <content>
/// Who is a source of taint, and since when. A label, a listing or a freezing that comes late is replayed forward: what the address paid before is
/// followed through the last transfers of whoever received it, in the order of time.
/// </content>
public sealed unsafe partial class TransferMemory
{
    /// <summary>The most payments that one late label is followed through.</summary>
    public const int LateBudget = 2_000;

    // What is followed after the fact is worth $100 or more.
    private const long LeastFollowed = 100_000_000;

    /// <summary>How many late labels were followed no further because their budget was used up.</summary>
    public long LateCuts { get; private set; }

    private readonly record struct Followed(uint Payer, uint Payee, uint At, long Usd, long HeldBefore, int Place);

    private readonly record struct Carried(long Usd, uint At, uint Hops);

    /// <summary>What is followed: the payments ahead, of several in one second the one that was found first, and whom the taint has reached.</summary>
    private sealed class Following
    {
        private int found;

        public PriorityQueue<Followed, (uint At, int Order)> Ahead { get; } = new();

        public Dictionary<uint, Carried> Reached { get; } = [];

        public void Find(in Followed payment) => Ahead.Enqueue(payment, (payment.At, found++));
    }

    /// <summary>Makes an address a source of a category, or ends that. Whether it began.</summary>
    private bool MarkSource(uint number, TaintCategory category, bool isSource)
    {
        var record = addresses.Touch(number);
        var bit = (byte)(1 << (int)category);
        var began = isSource && (record->SourceOf & bit) == 0;
        record->SourceOf = (byte)(isSource ? record->SourceOf | bit : record->SourceOf & ~bit);
        return began;
    }

    /// <summary>What an address paid before it was known to be a source is followed: each payment that was not tainted yet, and what came of it, in the order of time.</summary>
    private void FollowFrom(uint source, int category)
    {
        var record = addresses.Touch(source);
        if (record->HasTaint != 0)
        {
            // All that it pays is tainted from now on: the part that it held of others' is no longer told apart.
            var taint = taints.Touch(source);
            totals.AddAbsorbed(category, taint->Usd[category]);
            taint->Usd[category] = 0;
        }

        Following following = new();
        var reached = following.Reached;
        Push(following, source, 0, (EdgeKind)(1 << (category + EdgeRings.TaintShift)));
        var steps = 0;
        while (following.Ahead.TryDequeue(out var payment, out _))
        {
            if (++steps > LateBudget)
            {
                LateCuts++;
                break;
            }

            var isMade = payment.Payer == source;
            var usd = isMade ? payment.Usd : PartOf(reached[payment.Payer].Usd, payment.Usd, Math.Max(payment.Usd, payment.HeldBefore));
            if (usd < LeastFollowed)
            {
                continue;
            }

            if (isMade)
            {
                totals.AddMade(category, usd);
                rings.Touch(record, payment.Place)->Kind |= (EdgeKind)(1 << (category + EdgeRings.TaintShift));
            }
            else
            {
                reached[payment.Payer] = reached[payment.Payer] with { Usd = reached[payment.Payer].Usd - usd };
            }

            Receive(following, payment, category, usd, isMade ? 1 : Math.Min(FarHops, reached[payment.Payer].Hops + 1));
        }

        foreach (var (number, what) in reached.OrderBy(pair => pair.Key))
        {
            Settle(number, category, what);
        }
    }

    private void Receive(Following following, in Followed payment, int category, long usd, uint hops)
    {
        if (payment.Payee == 0)
        {
            totals.AddDestroyed(category, usd);
            return;
        }

        var payee = addresses.Touch(payment.Payee);
        if (hops < StoredHops(payee, category))
        {
            SetHops(payee, category, hops);
        }

        if ((payee->Flags & AddressFlags.Service) != 0 || (payee->SourceOf & (1 << category)) != 0)
        {
            totals.AddAbsorbed(category, usd);
            return;
        }

        if (!following.Reached.TryGetValue(payment.Payee, out var before))
        {
            Push(following, payment.Payee, payment.At, 0);
            before = new Carried(0, 0, FarHops);
        }

        following.Reached[payment.Payee] = new Carried(before.Usd + usd, Math.Max(before.At, payment.At), Math.Min(before.Hops, hops));
    }

    // The payments of an address from a moment on, but for those tainted already, each with what it held just before: told backwards from what it holds now.
    private void Push(Following following, uint payer, uint since, EdgeKind without)
    {
        var record = addresses.At(payer);
        var held = BalanceUsd(payer, record) ?? 0;
        for (var i = record->RingCount - 1; i >= 0; i--)
        {
            var edge = rings.At(record, i);
            if (IsPast(record, rings.At(record, i)))
            {
                continue;
            }

            held += edge->IsOut ? Math.Max(0, edge->Usd) : -Math.Max(0, edge->Usd);
            if (edge->IsOut && edge->At >= since && edge->Usd > 0 && (edge->Kind & without) == 0)
            {
                following.Find(new Followed(payer, edge->Peer, edge->At, edge->Usd, held, i));
            }
        }
    }

    // Nobody holds more taint than he holds at all: what left by payments that are no longer looked at is dropped.
    private void Settle(uint number, int category, in Carried what)
    {
        var record = addresses.Touch(number);
        record->HasTaint = 1;
        var taint = taints.Touch(number);
        taint->Usd[category] += what.Usd;
        taint->MixerAt = category == (int)TaintCategory.Mixer ? Math.Max(taint->MixerAt, what.At) : taint->MixerAt;
        if (BalanceUsd(number, record) is { } balance && taint->Usd[category] > balance)
        {
            totals.AddDropped(category, taint->Usd[category] - balance);
            taint->Usd[category] = balance;
        }

        Tidy(number);
    }

    private void SetFrozen(uint number, bool isFrozen, uint at)
    {
        if (number == 0)
        {
            return;
        }

        if (isFrozen)
        {
            CarryOut(number, at);
        }

        var record = addresses.Touch(number);
        if (((record->Flags & AddressFlags.Frozen) != 0) == isFrozen)
        {
            return;
        }

        record->Flags = isFrozen ? record->Flags | AddressFlags.Frozen : record->Flags & ~AddressFlags.Frozen;
        CountLinks(record->FirstPayer, record->FirstPayee, isFrozen ? 1 : -1);
        // An address that is labelled as frozen taints as that until the label goes too.
        if (MarkSource(number, TaintCategory.Frozen, isFrozen || IsLabelled(addresses.AddressOf(number), TaintCategory.Frozen)))
        {
            FollowFrom(number, (int)TaintCategory.Frozen);
        }
    }
}
