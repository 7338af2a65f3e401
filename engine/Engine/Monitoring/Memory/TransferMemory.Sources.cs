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

    private readonly record struct Followed(uint Payer, uint Payee, uint At, long Usd, long HeldBefore, uint Hops);

    /// <summary>Makes an address a source of a category, or ends that; what it paid before is followed.</summary>
    private void SetSource(uint number, TaintCategory category, bool isSource)
    {
        var record = addresses.Touch(number);
        var bit = (byte)(1 << (int)category);
        if (((record->SourceOf & bit) != 0) == isSource)
        {
            return;
        }

        if (!isSource)
        {
            record->SourceOf &= (byte)~bit;
            return;
        }

        record->SourceOf |= bit;
        if (record->Taint != 0)
        {
            // All of it is tainted from now on: the part that it held of others' is no longer told apart.
            var taint = (Taint*)taints.Touch(record->Taint);
            totals.AddAbsorbed((int)category, taint->Usd[(int)category]);
            taint->Usd[(int)category] = 0;
        }

        FollowFrom(number, (int)category);
    }

    private void FollowFrom(uint source, int category)
    {
        PriorityQueue<Followed, (uint At, int Order)> ahead = new();
        Dictionary<uint, (long Usd, uint At)> tainted = [];
        var order = 0;
        Push(source, 0, 1);
        var steps = 0;
        while (ahead.TryDequeue(out var payment, out _))
        {
            if (++steps > LateBudget)
            {
                LateCuts++;
                break;
            }

            var usd = payment.Payer == source ? payment.Usd : (long)((Int128)tainted[payment.Payer].Usd * payment.Usd / Math.Max(payment.Usd, payment.HeldBefore));
            if (usd < LeastFollowed)
            {
                continue;
            }

            if (payment.Payer == source)
            {
                totals.AddMade(category, usd);
            }
            else
            {
                tainted[payment.Payer] = tainted[payment.Payer] with { Usd = tainted[payment.Payer].Usd - usd };
            }

            Receive(payment, usd);
        }

        foreach (var (number, (usd, at)) in tainted.OrderBy(pair => pair.Key))
        {
            Arrives(number, category, usd, at);
            Tidy(number);
        }

        void Receive(in Followed payment, long usd)
        {
            if (payment.Payee == 0)
            {
                totals.AddDestroyed(category, usd);
                return;
            }

            var payee = addresses.Touch(payment.Payee);
            if (payment.Hops < HopsOf(payee, category))
            {
                SetHops(payee, category, payment.Hops);
            }

            if ((payee->Flags & AddressFlags.Service) != 0 || (payee->SourceOf & (1 << category)) != 0)
            {
                totals.AddAbsorbed(category, usd);
                return;
            }

            if (!tainted.TryGetValue(payment.Payee, out var before))
            {
                Push(payment.Payee, payment.At, payment.Hops + 1);
            }

            tainted[payment.Payee] = (before.Usd + usd, Math.Max(before.At, payment.At));
        }

        // The payments of an address from a moment on, each with what it held just before: told backwards from what it holds now.
        void Push(uint payer, uint since, uint hops)
        {
            var record = addresses.At(payer);
            var held = BalanceUsd(payer, record) ?? 0;
            for (var i = record->RingCount - 1; i >= 0; i--)
            {
                var edge = rings.At(record, i);
                held += edge->IsOut ? Math.Max(0, edge->Usd) : -Math.Max(0, edge->Usd);
                if (edge->IsOut && edge->At >= since && edge->Usd > 0)
                {
                    ahead.Enqueue(new Followed(payer, edge->Peer, edge->At, edge->Usd, held, Math.Min(hops, FarHops)), (edge->At, order++));
                }
            }
        }
    }

    private void SetFrozen(uint number, bool isFrozen)
    {
        if (number == 0)
        {
            return;
        }

        var record = addresses.Touch(number);
        if (((record->Flags & AddressFlags.Frozen) != 0) == isFrozen)
        {
            return;
        }

        record->Flags = isFrozen ? (record->Flags | AddressFlags.Frozen) & ~AddressFlags.FreezeProposed : record->Flags & ~AddressFlags.Frozen;
        CountLinks(record->FirstPayer, record->FirstPayee, isFrozen ? 1 : -1);
        SetSource(number, TaintCategory.Frozen, isFrozen);
    }
}
