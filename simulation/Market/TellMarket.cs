using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation.Market;

/// <summary>Tells a market economy event by event, for a ledger: the same story that <see cref="WriteMarket"/> writes into files, to the last transfer.</summary>
public static class TellMarket
{
    /// <summary>What stands for the chain of a source that brings several.</summary>
    public const string Chains = "market";

    /// <summary>Every event in the order of time, from the first mint of the thin history on. A day is made at a time: memory grows with addresses, not with transfers.</summary>
    /// <param name="settings">What it is made from.</param>
    /// <param name="after">Events up to this one are passed over.</param>
    /// <param name="cancellationToken">Ends the telling after the day at hand.</param>
    /// <exception cref="ArgumentException">The settings make no economy; the message names each fault and its mend.</exception>
    public static IEnumerable<SimulatedTransfer> Transfers(MarketSettings settings, long after = 0, CancellationToken cancellationToken = default)
    {
        var economy = new MarketEconomy(settings);
        return Told(economy, after, cancellationToken);
    }

    /// <summary>Who may mint, on any of the chains: the issuer's minters and the bridges. Depends on the seed and the number of addresses.</summary>
    /// <param name="settings">What it is made from.</param>
    /// <exception cref="ArgumentException">The settings make no economy; the message names each fault and its mend.</exception>
    public static IReadOnlyList<ChainAddress> Minters(MarketSettings settings)
    {
        var world = new MarketEconomy(settings).World;
        return [.. world.People.Minters.SelectMany(group => group).Concat(world.People.Bridges).SelectMany(accounts => accounts).Select(world.Wallets.AddressOf).Distinct()];
    }

    private static IEnumerable<SimulatedTransfer> Told(MarketEconomy economy, long after, CancellationToken cancellationToken)
    {
        var world = economy.World;
        var (second, logIndex) = (-1, 0);
        foreach (var rows in economy.Days())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < rows.Length; i++)
            {
                var row = rows.Span[i];
                (second, logIndex) = row.Second == second ? (second, logIndex + 1) : (row.Second, 0);
                if (row.Id > after)
                {
                    yield return AsTransfer(world, row, logIndex);
                }
            }
        }
    }

    private static SimulatedTransfer AsTransfer(MarketWorld world, in MarketRow row, int logIndex)
    {
        var (wallets, truths) = (world.Wallets, world.Truths);
        var truth = TransferTruth.Ordinary;
        if (row.Truth != 0)
        {
            var instance = truths.InstanceOf(row.Truth);
            truth = new TransferTruth(instance.Label, instance.Typology, instance.Name, truths.RoleOf(row.Truth));
        }

        return new SimulatedTransfer(row.Id, row.Kind, DateTimeOffset.FromUnixTimeSeconds(world.Unix(row.Second)), AddressOf(row.From), AddressOf(row.To),
            new TokenAmount(new BigInteger(row.Sum), Money.Decimals), logIndex, AddressOf(row.InitiatedBy), row.Order.Kind == OrderKind.None ? null : row.Order.ToString(), null, truth)
        {
            Chain = MarketChain.Names[row.Chain],
        };

        ChainAddress? AddressOf(int account) => account < 0 ? null : wallets.AddressOf(account);
    }
}
