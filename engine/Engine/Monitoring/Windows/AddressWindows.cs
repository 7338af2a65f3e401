using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Windows;

/// <summary>
/// Measures the facts of transfers in the order in which they are judged. What it keeps is a function of those transfers alone: the
/// same transfers in the same order leave the same state, whenever and however often they are taken.
/// </summary>
/// <remarks>
/// <para>What is counted: transfers, mints (received by the beneficiary, from nobody) and burns (sent by the originator, to nobody) of
/// more than $0.10. Dust of $0.10 or less, zero amounts and transfers to oneself are seen (age, idle time, balance) and enter no
/// count, sum or number of different addresses: anybody can send dust to anybody.</para>
/// <para>A transfer of unknown worth is counted and enters no sum; the sums of dollars into which it would belong are unknown as of
/// that transfer, and again as known as before as of the next, so that nobody blinds the sums by a worthless token.</para>
/// <para>Freezing, releasing and seizing are acts of the issuer: the address does not take part; a seizure lowers its balance.</para>
/// <para>Sums are of whole millionths of a dollar; what is less is cut off. Balances are exact.</para>
/// </remarks>
public sealed class AddressWindows
{
    /// <summary>Up to this many dollars an amount is dust.</summary>
    public const decimal DustUsd = 0.10m;

    /// <summary>Beyond this an amount is no money, and sums could overflow: its worth counts as unknown in windows.</summary>
    public const decimal GreatestUsd = 1_000_000_000_000_000m;

    private readonly Dictionary<ChainAddress, AddressActivity> activities = [];
    private readonly Dictionary<int, SupplyLedger> supplies = [];

    /// <summary>How many addresses are known.</summary>
    public int Addresses => activities.Count;

    /// <summary>Tells what was observed of the supply of a source's tokens.</summary>
    /// <param name="sourceId">Which source.</param>
    /// <param name="observations">In order of sequence; none where the source does not hold the token's whole history.</param>
    public void Observe(int sourceId, IReadOnlyList<ObservedSupply> observations) => SupplyOf(sourceId).Observe(observations);

    /// <summary>Counts a transfer and measures nothing: for a replay.</summary>
    public void Take(Transfer transfer) => Count(transfer, out _, out _);

    /// <summary>Counts a transfer and measures its facts.</summary>
    /// <param name="transfer">The next in the order of judging.</param>
    /// <param name="knowledge">Lists, labels and minters in force.</param>
    public TransferFacts Measure(Transfer transfer, AddressKnowledge knowledge)
    {
        Count(transfer, out var from, out var to);
        from.Activity?.Advance();       // both before either is measured: each looks at the other's counterparties
        to.Activity?.Advance();
        return new TransferFacts(
            new TransferFact { Kind = transfer.Kind.ToString().ToLowerInvariant(), AmountUsd = transfer.AmountUsd, MinterIsKnown = knowledge.MinterIsKnown(transfer) },
            Facts(transfer, transfer.From, from, knowledge),
            Facts(transfer, transfer.To, to, knowledge),
            new SupplyFacts { DriftUsd = SupplyOf(transfer.Id.SourceId).Drift(transfer) });
    }

    private readonly record struct Part(AddressActivity? Activity, Standing Before, Side Side);

    private static AddressFacts Facts(Transfer transfer, ChainAddress? address, Part part, AddressKnowledge knowledge)
    {
        if (address is not { } known)
        {
            return AddressFacts.Unknown;
        }

        var facts = part.Activity?.Facts(part.Before, part.Side, knowledge.Labels) ?? AddressFacts.Unknown;
        return knowledge.Complete(facts, known, transfer.OccurredAt);
    }

    private void Count(Transfer transfer, out Part from, out Part to)
    {
        var at = transfer.OccurredAt.UtcTicks;
        var usd = Worth(transfer);
        var isMoving = transfer.Kind is TransferKind.Transfer or TransferKind.Mint or TransferKind.Burn;
        var isToItself = transfer.From is { } one && transfer.To is { } other && one.Equals(other);
        var sender = ActivityOf(transfer.From, isMoving);
        var recipient = ActivityOf(transfer.To, isMoving);
        from = new Part(sender, sender?.Standing(at) ?? default, new Side(recipient, usd, IsSending: isMoving && !isToItself, IsReceiving: false, isMoving));
        to = new Part(recipient, recipient?.Standing(at) ?? default, new Side(sender, usd, IsSending: false, IsReceiving: isMoving && !isToItself, isMoving));
        sender?.Meet(at);
        recipient?.Meet(at);
        SupplyOf(transfer.Id.SourceId).Take(transfer);
        if (isMoving)
        {
            sender?.TakePart(at);
            recipient?.TakePart(at);
        }

        if (isToItself)
        {
            return;
        }

        sender?.Hold(transfer, -1);
        recipient?.Hold(transfer, +1);
        if (isMoving && usd is null or > DustUsd)
        {
            sender?.Send(new Move(at, usd, recipient, IsMint: false));
            recipient?.Receive(new Move(at, usd, sender, IsMint: transfer.Kind == TransferKind.Mint));
        }
        else if (transfer.Kind == TransferKind.Seize && usd is { } seized)
        {
            sender?.Lose(seized);
        }
    }

    private static decimal? Worth(Transfer transfer) =>
        transfer.AmountUsd is { } usd && usd <= GreatestUsd ? decimal.Round(usd, 6, MidpointRounding.ToZero) : null;

    private AddressActivity? ActivityOf(ChainAddress? address, bool isMade)
    {
        if (address is not { } key)
        {
            return null;
        }

        if (!activities.TryGetValue(key, out var activity) && isMade)
        {
            activities.Add(key, activity = new AddressActivity(key));
        }

        return activity;
    }

    private SupplyLedger SupplyOf(int sourceId) => supplies.TryGetValue(sourceId, out var supply) ? supply : supplies[sourceId] = new SupplyLedger();
}
