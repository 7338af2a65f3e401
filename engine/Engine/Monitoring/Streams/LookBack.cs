using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Streams;

/// <summary>A finding of the look-back.</summary>
/// <param name="TransferId">As the stream names it.</param>
/// <param name="Transfer">From or to the address that is listed now.</param>
/// <param name="Rule">Its place in the pack.</param>
internal readonly record struct LookedBack(string TransferId, StreamedTransfer Transfer, int Rule);

/// <summary>
/// Transfers from and to addresses in the 365 days before they were listed. When the listing comes, they are judged again by what it tells of them, by those rules that ask whether an
/// address was listed at the time: what is met is a finding of the look-back (31 CFR 501.603 and 501.604).
/// </summary>
internal sealed class LookBack(CompiledPack pack, StreamKnowledge known)
{
    private const long Reach = 365 * 86_400;
    private readonly Dictionary<ChainAddress, List<(string Id, StreamedTransfer Transfer)>> before = [];
    private readonly FactRow facts = new(pack.Facts);
    private readonly ulong[] yes = new ulong[pack.Words];
    private readonly ulong[] unknown = new ulong[pack.Words];

    // The rules that ask whether an address was listed at the time, a bit for each.
    private readonly ulong[] asking = Asking(pack);

    /// <summary>The facts of the finding that was given last.</summary>
    public FactRow Facts => facts;

    /// <summary>Keeps a transfer where one of its sides will be listed.</summary>
    public void Keep(TransferChunk chunk, int place)
    {
        ref readonly var transfer = ref chunk.Transfers[place];
        if (transfer.IsMoving && transfer.From is { } from && IsBeforeListing(from, transfer.At))
        {
            Keep(from, chunk, place);
        }

        if (transfer.IsMoving && transfer.To is { } to && IsBeforeListing(to, transfer.At))
        {
            Keep(to, chunk, place);
        }
    }

    /// <summary>What is found of addresses of which something else is known now, in the order of their transfers. Each finding is to be used before the next.</summary>
    /// <param name="changed">Those addresses.</param>
    /// <param name="at">Seconds since 1970.</param>
    public IEnumerable<LookedBack> Find(IReadOnlyCollection<ChainAddress> changed, uint at)
    {
        foreach (var address in changed)
        {
            if (!(known.ListedFrom(address) <= at) || !before.Remove(address, out var kept))
            {
                continue;
            }

            foreach (var (id, transfer) in kept)
            {
                foreach (var rule in Judge(address, transfer))
                {
                    yield return new LookedBack(id, transfer, rule);
                }
            }
        }
    }

    private bool IsBeforeListing(ChainAddress address, uint at) => known.ListedFrom(address) is { } from && at < from && at + Reach > from;

    private void Keep(ChainAddress address, TransferChunk chunk, int place)
    {
        if (!before.TryGetValue(address, out var kept))
        {
            before[address] = kept = [];
        }

        kept.Add((chunk.IdOf(place), chunk.Transfers[place]));
    }

    private List<int> Judge(ChainAddress listed, in StreamedTransfer transfer)
    {
        facts.Clear();
        facts.Values[FactPlaces.Kind] = FactRow.NumberOf(transfer.Kind.ToString().ToLowerInvariant());
        facts.Values[FactPlaces.AmountUsd] = transfer.Usd >= 0 ? transfer.Usd : FactRow.Unknown;
        foreach (var (side, first) in new[] { (transfer.From, FactPlaces.Originator), (transfer.To, FactPlaces.Beneficiary) })
        {
            if (side == listed)
            {
                facts.Set(first + FactPlaces.IsListed, true);
                facts.Set(first + FactPlaces.WasListedAtTheTime, false);
                facts.Set(first + FactPlaces.ListingDateIsKnown, true);
            }
        }

        pack.Evaluate(facts, yes, unknown);
        List<int> met = [];
        for (var word = 0; word < yes.Length; word++)
        {
            for (var bits = yes[word] & asking[word]; bits != 0; bits &= bits - 1)
            {
                met.Add((word * 64) + BitOperations.TrailingZeroCount(bits));
            }
        }

        return met;
    }

    private static ulong[] Asking(CompiledPack pack)
    {
        var asking = new ulong[pack.Words];
        for (var rule = 0; rule < pack.Pack.Rules.Count; rule++)
        {
            asking[rule / 64] |= pack.Pack.Rules[rule].Facts.Any(fact => fact.EndsWith($".{nameof(AddressFacts.WasListedAtTheTime)}", StringComparison.Ordinal)) ? 1UL << rule : 0;
        }

        return asking;
    }
}
