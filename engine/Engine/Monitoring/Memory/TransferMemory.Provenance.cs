using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>Where redeemed tokens were minted: followed back first in, first out, through the last 64 transfers of each hand. Services mix what they hold: no way leads through them.</content>
public sealed unsafe partial class TransferMemory
{
    private const int MostHands = 4;
    private const int MostLedgersRead = 64;
    private readonly Dictionary<uint, long> mintedTo = [];

    /// <summary>The largest part of a redemption that was minted to one address other than the redeemer; unknown where no mint is found, or the search was given up.</summary>
    private long MintedToOther(uint redeemer, in Counted counted, out bool wasCut)
    {
        mintedTo.Clear();
        var read = 0;
        wasCut = IsNoService(redeemer) && !FollowBack(redeemer, addresses.At(redeemer)->RingCount - 1, 0, counted.Usd, 0, counted.At, ref read);
        if (wasCut || mintedTo.Count == 0)
        {
            return FactRow.Unknown;
        }

        long most = 0;
        foreach (var (number, usd) in mintedTo)
        {
            most = number == redeemer ? most : Math.Max(most, usd);
        }

        return Share(most, counted.Usd);
    }

    // What the dollars from a place on of one payment had come by. False when the search is given up.
    private bool FollowBack(uint number, int payment, long from, long usd, int hands, uint at, ref int read)
    {
        if (++read > MostLedgersRead)
        {
            return false;
        }

        var record = addresses.At(number);
        var taken = stackalloc long[EdgeRings.Most];
        var next = 0;
        for (var i = 0; i <= payment; i++)
        {
            taken[i] = 0;
            var sent = rings.At(record, i);
            for (var paid = 0L; sent->IsOut && !IsPast(record, sent) && paid < sent->Usd && next < i;)
            {
                var came = rings.At(record, next);
                var left = came->IsOut || IsPast(record, came) ? 0 : Math.Max(0, came->Usd) - taken[next];
                var part = Math.Min(sent->Usd - paid, left);
                var (begin, end) = (Math.Max(from, paid), Math.Min(from + usd, paid + part));
                if (i == payment && begin < end && !FollowLot(number, next, taken[next] + begin - paid, end - begin, hands, at, ref read))
                {
                    return false;
                }

                (paid, taken[next]) = (paid + part, taken[next] + part);
                next += part == left ? 1 : 0;
            }
        }

        return true;
    }

    // A lot that came: minted, or paid by another hand, whose own payment it is.
    private bool FollowLot(uint number, int lot, long from, long usd, int hands, uint at, ref int read)
    {
        var record = addresses.At(number);
        var came = rings.At(record, lot);
        if (came->At + Week <= at)
        {
            return true;
        }

        if (came->Peer == 0)
        {
            if ((came->Kind & EdgeKind.Issuer) != 0)
            {
                mintedTo[number] = mintedTo.GetValueOrDefault(number) + usd;
            }

            return true;
        }

        var payment = hands < MostHands && IsNoService(came->Peer) ? PaymentOf(record, lot, came->Peer, number) : -1;
        return payment < 0 || FollowBack(came->Peer, payment, from, usd, hands + 1, at, ref read);
    }

    // The same transfer in the ring of its payer: both keep their newest transfers in the same order. -1 where he no longer does.
    private int PaymentOf(AddressRecord* record, int lot, uint payer, uint payee)
    {
        var later = 0;
        for (var i = lot + 1; i < record->RingCount; i++)
        {
            later += !rings.At(record, i)->IsOut && rings.At(record, i)->Peer == payer ? 1 : 0;
        }

        var ring = addresses.At(payer);
        for (var i = ring->RingCount - 1; i >= 0; i--)
        {
            if (rings.At(ring, i)->IsOut && rings.At(ring, i)->Peer == payee && later-- == 0)
            {
                return IsPast(ring, rings.At(ring, i)) ? -1 : i;
            }
        }

        return -1;
    }
}
