using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation.Market;

/// <summary>The token's own book on all its chains: moves balances, mints and burns, and tells each event. What cannot be paid is not paid.</summary>
internal sealed class MarketBook(Wallets wallets, Truths truths)
{
    private MarketRow[] told = new MarketRow[1 << 12];
    private int count;
    private long id;

    /// <summary>What was minted less what was burned and seized, over all chains, in base units.</summary>
    public long Supply { get; private set; }

    /// <summary>What was told since it was last taken. It is overwritten by what comes next.</summary>
    public ReadOnlyMemory<MarketRow> Take()
    {
        var taken = told.AsMemory(0, count);
        count = 0;
        return taken;
    }

    /// <summary>Pays, if the sender is not frozen and holds the sum.</summary>
    public bool Pay(int second, int from, int to, long sum, int truth = 0)
    {
        if (from == to || sum < 0 || !wallets.CanSend(from, sum))
        {
            return false;
        }

        wallets.Add(from, -sum);
        wallets.Add(to, sum);
        Tell(second, TransferKind.Transfer, wallets.ChainOf(from), from, to, sum, -1, OrderNumber.None, truth);
        return true;
    }

    /// <summary>New money, by a minter, under a number or none.</summary>
    public void Mint(int second, int to, long sum, int minter, OrderNumber order, int truth = 0)
    {
        wallets.Add(to, sum);
        Supply += sum;
        Tell(second, TransferKind.Mint, wallets.ChainOf(to), -1, to, sum, minter, order, truth);
    }

    /// <summary>Destroys, if the address is not frozen and holds the sum.</summary>
    public bool Burn(int second, int from, long sum, OrderNumber order, int truth = 0)
    {
        if (sum <= 0 || !wallets.CanSend(from, sum))
        {
            return false;
        }

        wallets.Add(from, -sum);
        Supply -= sum;
        Tell(second, TransferKind.Burn, wallets.ChainOf(from), from, -1, sum, -1, order, truth);
        return true;
    }

    /// <summary>Freezes an address that is not frozen.</summary>
    public void Freeze(int second, int account, int truth)
    {
        if (!wallets.IsFrozen(account))
        {
            wallets.SetFrozen(account, true);
            Tell(second, TransferKind.Freeze, wallets.ChainOf(account), account, -1, 0, -1, OrderNumber.None, truth);
        }
    }

    /// <summary>Releases a frozen address.</summary>
    public void Unfreeze(int second, int account, int truth)
    {
        if (wallets.IsFrozen(account))
        {
            wallets.SetFrozen(account, false);
            Tell(second, TransferKind.Unfreeze, wallets.ChainOf(account), account, -1, 0, -1, OrderNumber.None, truth);
        }
    }

    /// <summary>Destroys what a frozen address holds.</summary>
    public void Seize(int second, int account, int truth)
    {
        var sum = wallets.BalanceOf(account);
        if (wallets.IsFrozen(account) && sum > 0)
        {
            wallets.Add(account, -sum);
            Supply -= sum;
            Tell(second, TransferKind.Seize, wallets.ChainOf(account), account, -1, sum, -1, OrderNumber.None, truth);
        }
    }

    private void Tell(int second, TransferKind kind, byte chain, int from, int to, long sum, int minter, OrderNumber order, int truth)
    {
        if (count == told.Length)
        {
            Array.Resize(ref told, 2 * count);
        }

        told[count++] = new MarketRow(++id, second, kind, chain, from, to, sum, minter, order, truth);
        if (truth != 0)
        {
            truths.InstanceOf(truth).Note(id, second);
        }
    }
}
