using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <content>Where redeemed tokens were minted: every dollar that an address received stands in a line, and each payment takes the first ones.</content>
internal sealed partial class FactsByDefinition
{
    private sealed record Dollar(Seen Came, long From, long Usd);

    private void MintedToOther(Seen seen, ChainAddress redeemer, Action<string, object?> put)
    {
        if (seen.Kind == TransferKind.Burn && seen.Counts && seen.Usd is { } usd)
        {
            Dictionary<ChainAddress, long> minted = [];
            FollowBack(redeemer, seen, 0, usd, 0, seen.At, minted);
            var others = minted.Where(pair => pair.Key != redeemer).Select(pair => pair.Value);
            put("originator.MintedToOtherShare7d", minted.Count == 0 ? null : Part(others.DefaultIfEmpty(0).Max(), usd));
        }
    }

    private void FollowBack(ChainAddress address, Seen payment, long from, long usd, int hands, long at, Dictionary<ChainAddress, long> minted)
    {
        if (IsService(address) || !LastOf(address).Exists(one => ReferenceEquals(one, payment)))
        {
            return;
        }

        foreach (var part in Cut(FirstOf(address, payment), from, usd).Where(part => at - part.Came.At < 7 * Day))
        {
            if (part.Came.Kind == TransferKind.Mint)
            {
                minted[address] = minted.GetValueOrDefault(address) + part.Usd;
            }
            else if (hands < 4 && part.Came.From is { } payer)
            {
                FollowBack(payer, part.Came, part.From, part.Usd, hands + 1, at, minted);
            }
        }
    }

    /// <summary>What a payment was made of: parts of what had come before it, the first first.</summary>
    private List<Dollar> FirstOf(ChainAddress address, Seen payment)
    {
        List<Dollar> line = [];
        foreach (var one in LastOf(address).Where(one => one.Usd is not null))
        {
            if (one.To == address)
            {
                line.Add(new Dollar(one, 0, one.Usd!.Value));
                continue;
            }

            var paid = Cut(line, 0, one.Usd!.Value);
            if (ReferenceEquals(one, payment))
            {
                return paid;
            }

            line = Cut(line, paid.Sum(part => part.Usd), long.MaxValue);
        }

        return [];
    }

    /// <summary>So many dollars of a line from a place on.</summary>
    private static List<Dollar> Cut(List<Dollar> line, long from, long usd)
    {
        List<Dollar> cut = [];
        foreach (var part in line)
        {
            var skipped = Math.Min(from, part.Usd);
            var taken = Math.Min(usd, part.Usd - skipped);
            if (taken > 0)
            {
                cut.Add(new Dollar(part.Came, part.From + skipped, taken));
            }

            (from, usd) = (from - skipped, usd - taken);
        }

        return cut;
    }
}
