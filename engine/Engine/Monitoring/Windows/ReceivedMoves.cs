namespace Usd1Compliance.Monitoring.Windows;

/// <summary>What an address received, mints included: windows of 15 minutes, 24 hours, 7 days and 30 days.</summary>
/// <param name="counterparties">Of the address, in 30 days.</param>
internal sealed class ReceivedMoves(Counterparties counterparties)
    : Timeline<Move>(15 * TimeSpan.TicksPerMinute, 24 * TimeSpan.TicksPerHour, 7 * TimeSpan.TicksPerDay, 30 * TimeSpan.TicksPerDay)
{
    private readonly Tally<AddressActivity> senders24h = new();
    private readonly BelowLimits below24h = new();
    private readonly Tally<(decimal Usd, AddressActivity Sender)> equal7d = new();
    private readonly Tally<decimal> sendersOfAmount7d = new();
    private Sum minted15m;
    private Sum in24h;

    /// <summary>Mints in 15 minutes.</summary>
    public Sum Minted15m => minted15m;

    /// <summary>Count and sum in 24 hours.</summary>
    public Sum In24h => in24h;

    /// <summary>Just below the limits in 24 hours.</summary>
    public BelowLimits Below24h => below24h;

    /// <summary>Different senders in 24 hours.</summary>
    public int Senders24h => senders24h.Different;

    /// <summary>Different senders of exactly this amount in 7 days.</summary>
    public int SendersOf7d(decimal usd) => sendersOfAmount7d.Times(usd);

    /// <inheritdoc/>
    protected override void Enter(int window, in Move received)
    {
        switch (window)
        {
            case 0 when received.IsMint:
                minted15m.Add(received.Usd);
                break;
            case 1:
                in24h.Add(received.Usd);
                below24h.Add(received.Usd);
                _ = received.Other is { } from && senders24h.Add(from);
                break;
            case 2 when received is { Other: { } sender, Usd: { } usd } && equal7d.Add((usd, sender)):
                sendersOfAmount7d.Add(usd);
                break;
            case 3:
                counterparties.Add(received);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Leave(int window, in Move received)
    {
        switch (window)
        {
            case 0 when received.IsMint:
                minted15m.Remove(received.Usd);
                break;
            case 1:
                in24h.Remove(received.Usd);
                below24h.Remove(received.Usd);
                _ = received.Other is { } from && senders24h.Remove(from);
                break;
            case 2 when received is { Other: { } sender, Usd: { } usd } && equal7d.Remove((usd, sender)):
                sendersOfAmount7d.Remove(usd);
                break;
            case 3:
                counterparties.Remove(received);
                break;
        }
    }
}
