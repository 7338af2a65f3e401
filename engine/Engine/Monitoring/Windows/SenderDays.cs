namespace Usd1Compliance.Monitoring.Windows;

/// <summary>
/// The different senders of each whole UTC day, as an exponentially weighted mean with a half-life of 7 days. It begins with the
/// first day's count; a day without a sender counts as 0; a late event does not reopen a day that is over.
/// </summary>
internal sealed class SenderDays
{
    // 2^(-1/7): what is left of a day's weight on the next.
    private const decimal Kept = 0.9057236642639066715941728732m;
    private readonly HashSet<AddressActivity> today = [];
    private long day = -1;
    private decimal? mean;

    /// <summary>The mean up to yesterday; 0 before the second day.</summary>
    public decimal Baseline => mean ?? 0;

    /// <summary>Closes the days before this moment.</summary>
    /// <param name="now">Ticks UTC; never before an earlier call.</param>
    public void Advance(long now)
    {
        var current = now / TimeSpan.TicksPerDay;
        if (day < 0)
        {
            day = current;
        }

        while (day < current)
        {
            mean = mean is { } before ? (before * Kept) + (today.Count * (1 - Kept)) : today.Count;
            today.Clear();
            // A mean of nothing stays nothing: the rest of a long silence needs no counting.
            day = mean == 0 ? current : day + 1;
        }
    }

    /// <summary>Somebody sent.</summary>
    public void Add(AddressActivity sender, long at)
    {
        if (at / TimeSpan.TicksPerDay == day)
        {
            today.Add(sender);
        }
    }
}
