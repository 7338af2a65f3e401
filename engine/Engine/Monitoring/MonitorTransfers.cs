namespace Usd1Compliance.Monitoring;

/// <summary>Takes the transfers that were not judged yet, judges them by the rules and lists in force, and raises alerts.</summary>
public sealed class MonitorTransfers
{
    /// <summary>Judges one batch of each source that has transfers waiting.</summary>
    /// <param name="cancellationToken">Ends the work; what is not committed is judged again.</param>
    /// <returns>How many transfers were judged; 0 when nothing waits, or when another process is judging.</returns>
    public Task<int> RunOnceAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
