using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation;

/// <summary>The token's own book: moves balances, mints and burns, and tells each event. What cannot be paid is not paid.</summary>
internal sealed class Book(Accounts accounts, Agenda agenda)
{
    private readonly Queue<SimulatedTransfer> told = new();
    private long sequence;
    private long block;
    private int logIndex;
    private bool supplyIsAsked;
    private long supplyError;

    /// <summary>What was minted less what was burned and seized, in base units.</summary>
    public long Supply { get; private set; }

    /// <summary>How many events were told.</summary>
    public long Told => sequence;

    /// <summary>The next event that was told and not yet taken.</summary>
    public bool TryTake(out SimulatedTransfer? transfer) => told.TryDequeue(out transfer);

    /// <summary>Pays, if the sender is not frozen and holds the sum.</summary>
    public bool Pay(int from, int to, long sum, TransferTruth truth)
    {
        if (from == to || sum < 0 || !accounts.CanSend(from, sum))
        {
            return false;
        }

        accounts.Add(from, -sum);
        accounts.Add(to, sum);
        Tell(TransferKind.Transfer, from, to, sum, null, null, truth);
        return true;
    }

    /// <summary>New money to an address, by a minter and under an order of the issuer, or under none.</summary>
    public void Mint(int to, long sum, ChainAddress minter, string? orderId, TransferTruth truth)
    {
        accounts.Add(to, sum);
        Supply += sum;
        Tell(TransferKind.Mint, null, to, sum, minter, orderId, truth);
    }

    /// <summary>Redeems, if the address is not frozen and holds the sum.</summary>
    public bool Burn(int from, long sum, string orderId, TransferTruth truth)
    {
        if (sum <= 0 || !accounts.CanSend(from, sum))
        {
            return false;
        }

        accounts.Add(from, -sum);
        Supply -= sum;
        Tell(TransferKind.Burn, from, null, sum, null, orderId, truth);
        return true;
    }

    /// <summary>Freezes an address that is not frozen.</summary>
    public void Freeze(int account)
    {
        if (!accounts.IsFrozen(account))
        {
            accounts.SetFrozen(account, true);
            Tell(TransferKind.Freeze, account, null, 0, null, null, TransferTruth.Ordinary);
        }
    }

    /// <summary>Releases a frozen address.</summary>
    public void Unfreeze(int account)
    {
        if (accounts.IsFrozen(account))
        {
            accounts.SetFrozen(account, false);
            Tell(TransferKind.Unfreeze, account, null, 0, null, null, TransferTruth.Ordinary);
        }
    }

    /// <summary>Destroys what a frozen address holds.</summary>
    public void Seize(int account)
    {
        var sum = accounts.BalanceOf(account);
        if (accounts.IsFrozen(account) && sum > 0)
        {
            accounts.Add(account, -sum);
            Supply -= sum;
            Tell(TransferKind.Seize, account, null, sum, null, null, TransferTruth.Ordinary);
        }
    }

    /// <summary>Asks totalSupply() just after the next event.</summary>
    /// <param name="error">What the answer is wrong by, in base units: tokens that no event tells of.</param>
    public void AskSupply(long error = 0)
    {
        supplyIsAsked = true;
        supplyError = error;
    }

    private void Tell(TransferKind kind, int? from, int? to, long sum, ChainAddress? initiatedBy, string? orderId, TransferTruth truth)
    {
        logIndex = agenda.Now == block ? logIndex + 1 : 0;
        block = agenda.Now;
        var supply = supplyIsAsked ? AsAmount(Supply + supplyError) : (TokenAmount?)null;
        (supplyIsAsked, supplyError) = (false, 0);
        told.Enqueue(new SimulatedTransfer(
            ++sequence, kind, DateTimeOffset.FromUnixTimeSeconds(block), AddressOf(from), AddressOf(to), AsAmount(sum), logIndex, initiatedBy, orderId, supply, truth));
    }

    private ChainAddress? AddressOf(int? account) => account is { } known ? accounts.AddressOf(known) : null;

    private static TokenAmount AsAmount(long sum) => new(new BigInteger(sum), Money.Decimals);
}
