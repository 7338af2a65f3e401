using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Windows;

/// <summary>
/// Everything that is kept about one address. Its clock is the newest event time that it was met with and never goes back: its
/// windows end there. A late transfer is measured as of that moment, and counted with its own time into the windows that still reach it.
/// </summary>
internal sealed class AddressActivity(ChainAddress address)
{
    private readonly Holdings holdings = new();
    private readonly Counterparties counterparties = new();
    private readonly SenderDays senderDays = new();
    private SentMoves? sent;
    private ReceivedMoves? received;
    private Dwell? dwell;
    private long clock;
    private long? first;
    private long last;
    private int mints;

    /// <summary>Which address.</summary>
    public ChainAddress Address => address;

    /// <summary>What it stood at before a transfer.</summary>
    public Standing Standing(long at) => new(
        first is null ? null : Math.Max(0, at - first.Value),
        first is null ? null : Math.Max(0, at - last),
        holdings.Usd);

    /// <summary>Moves its clock on to an event that names it.</summary>
    public void Meet(long at)
    {
        clock = Math.Max(clock, at);
        senderDays.Advance(clock);
    }

    /// <summary>It took part in a transfer, be it dust.</summary>
    public void TakePart(long at)
    {
        first = Math.Min(first ?? at, at);
        last = Math.Max(last, at);
    }

    /// <summary>Its balance grows or falls.</summary>
    public void Hold(Transfer transfer, int sign) => holdings.Change(transfer, sign);

    /// <summary>Tokens worth counting left it.</summary>
    public void Send(in Move move)
    {
        (sent ??= new SentMoves(counterparties)).Add(move, clock);
        if (move.Usd is { } usd)
        {
            (dwell ??= new Dwell()).Send(move.At, usd, clock);
        }
    }

    /// <summary>Tokens worth counting reached it.</summary>
    public void Receive(in Move move)
    {
        (received ??= new ReceivedMoves(counterparties)).Add(move, clock);
        mints += move.IsMint ? 1 : 0;
        if (move.Other is { } sender)
        {
            senderDays.Add(sender, move.At);
        }

        if (move.Usd is { } usd)
        {
            (dwell ??= new Dwell()).Receive(move.At, usd);
        }
    }

    /// <summary>Tokens were taken from it.</summary>
    public void Lose(decimal usd) => dwell?.Lose(usd);

    /// <summary>Lets everything leave the windows that they no longer reach.</summary>
    public void Advance()
    {
        sent?.Advance(clock);
        received?.Advance(clock);
        dwell?.Advance(clock);
    }

    /// <summary>Its facts as of now, its transfer included, but for lists and labels. Both sides were advanced before.</summary>
    /// <param name="before">As of just before.</param>
    /// <param name="side">How its transfer bears on it.</param>
    /// <param name="labels">In force.</param>
    public AddressFacts Facts(Standing before, Side side, AddressLabels labels)
    {
        var facts = new AddressFacts
        {
            AgeHours = Span(before.AgeTicks, TimeSpan.TicksPerHour, side.IsTakingPart),
            IdleDays = Span(before.IdleTicks, TimeSpan.TicksPerDay, side.IsTakingPart),
            BalanceUsdBefore = side.IsWorthKnown ? before.BalanceUsd : null,
            BalanceUsdAfter = side.IsWorthKnown ? holdings.Usd : null,
            EarlierMints = mints - (received?.Minted15m.Count ?? 0),
            DistinctSendersBaseline = senderDays.Baseline,
            EqualAmountSenders7d = side.AmountUsd is { } usd ? received?.SendersOf7d(usd) ?? 0 : null,
            ImitatesCounterparty = side.Other?.counterparties.IsImitatedBy(this) ?? false,
        };
        return WithReceived(WithSent(facts, side, labels), side);
    }

    private AddressFacts WithSent(AddressFacts facts, Side side, AddressLabels labels)
    {
        var known = side.IsWorthKnown || !side.IsSending;
        return facts with
        {
            SentCount24h = sent?.In24h.Count ?? 0,
            DistinctRecipients6h = sent?.Recipients6h ?? 0,
            SentCount30d = sent?.In30d ?? 0,
            SentUsd24h = known ? sent?.In24h.Usd ?? 0 : null,
            SentVariation6h = known ? sent?.Variation6h : null,
            MedianDwellMinutes24h = known ? dwell?.MedianMinutes : null,
            RoundShare30d = known ? sent?.RoundShare30d : null,
            SentToUnhostedOrBridgeUsd15m = known ? sent?.UnhostedOrBridgeUsd15m(labels) ?? 0 : null,
            SentBelow1000Count24h = known ? sent?.Below24h.Below1000.Count ?? 0 : null,
            SentBelow1000Usd24h = known ? sent?.Below24h.Below1000.Usd ?? 0 : null,
            SentBelow3000Count24h = known ? sent?.Below24h.Below3000.Count ?? 0 : null,
            SentBelow3000Usd24h = known ? sent?.Below24h.Below3000.Usd ?? 0 : null,
            SentBelow10000Count24h = known ? sent?.Below24h.Below10000.Count ?? 0 : null,
            SentBelow10000Usd24h = known ? sent?.Below24h.Below10000.Usd ?? 0 : null,
        };
    }

    private AddressFacts WithReceived(AddressFacts facts, Side side)
    {
        var known = side.IsWorthKnown || !side.IsReceiving;
        return facts with
        {
            ReceivedCount24h = received?.In24h.Count ?? 0,
            DistinctSenders24h = received?.Senders24h ?? 0,
            ReceivedUsd24h = known ? received?.In24h.Usd ?? 0 : null,
            MintedUsd15m = known ? received?.Minted15m.Usd ?? 0 : null,
            ReceivedBelow1000Count24h = known ? received?.Below24h.Below1000.Count ?? 0 : null,
            ReceivedBelow1000Usd24h = known ? received?.Below24h.Below1000.Usd ?? 0 : null,
            ReceivedBelow3000Count24h = known ? received?.Below24h.Below3000.Count ?? 0 : null,
            ReceivedBelow3000Usd24h = known ? received?.Below24h.Below3000.Usd ?? 0 : null,
            ReceivedBelow10000Count24h = known ? received?.Below24h.Below10000.Count ?? 0 : null,
            ReceivedBelow10000Usd24h = known ? received?.Below24h.Below10000.Usd ?? 0 : null,
        };
    }

    // The first transfer of an address has the age 0; a freeze of one that never took part has none.
    private static decimal? Span(long? ticks, long unit, bool isTakingPart) => ticks is { } known ? (decimal)known / unit : isTakingPart ? 0 : null;
}

/// <summary>What an address stood at before a transfer.</summary>
/// <param name="AgeTicks">Since its first transfer; null before it.</param>
/// <param name="IdleTicks">Since its last; 0 for a late transfer; null before its first.</param>
/// <param name="BalanceUsd">Null where not known.</param>
internal readonly record struct Standing(long? AgeTicks, long? IdleTicks, decimal? BalanceUsd);

/// <summary>How a transfer bears on one of its two addresses.</summary>
/// <param name="Other">The other address; null where there is none.</param>
/// <param name="AmountUsd">In whole millionths; null where not known.</param>
/// <param name="IsSending">Tokens leave it.</param>
/// <param name="IsReceiving">Tokens reach it.</param>
/// <param name="IsTakingPart">It is a transfer, mint or burn, not the issuer's own act upon the address.</param>
internal readonly record struct Side(AddressActivity? Other, decimal? AmountUsd, bool IsSending, bool IsReceiving, bool IsTakingPart)
{
    /// <summary>Whether dollars are known: facts into which an unknown amount would have to be counted are not.</summary>
    public bool IsWorthKnown => AmountUsd is not null;
}
