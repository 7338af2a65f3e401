using Npgsql;
using Usd1Compliance.Ingest.Chains;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest;

/// <summary>
/// Follows every enabled source, each on its own: one that fails is tried again after a pause, one that is halted waits for a person, and
/// neither touches the others. Of several ingest processes, one at a time follows a source.
/// </summary>
public sealed partial class SourceRunner(NpgsqlDataSource postgres, SourceStore sources, LedgerWriter ledger, BlockHeaderStore headers, RetractionStore retractions, AssetStore assets, SourceMaker maker, TimeProvider clock, ILogger<SourceRunner> log) : BackgroundService
{
    /// <summary>How often the list of sources is read.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause between two tries.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, Following> followed = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await LookAsync(stoppingToken);
                await Task.Delay(LookEvery, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping(followed.Count);
        }
        finally
        {
            foreach (var following in followed.Values)
            {
                await following.StopAsync();
            }
        }
    }

    /// <summary>Takes up what was enabled, and lets go of what was disabled or changed.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Source> enabled;
        try
        {
            enabled = await sources.EnabledAsync(cancellationToken);
        }
        catch (NpgsqlException unreachable)
        {
            // Sources that run see the same and wait by themselves; the list is read again in two seconds.
            LogDatabaseUnreachable(unreachable.Message);
            return;
        }

        // What ended although nothing should end it is begun anew: a source that stands still unseen is the worst of all.
        foreach (var (sourceId, following) in followed.Where(pair => !enabled.Contains(pair.Value.Source) || pair.Value.Work.IsCompleted).ToList())
        {
            await following.StopAsync();
            followed.Remove(sourceId);
        }

        foreach (var source in enabled.Where(source => !followed.ContainsKey(source.SourceId)))
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            followed.Add(source.SourceId, new Following(source, stop, Task.Run(() => FollowAsync(source, stop.Token), CancellationToken.None)));
        }
    }

    /// <summary>Follows one source until it is let go of. Nothing that goes wrong in it leaves this method.</summary>
    private async Task FollowAsync(Source source, CancellationToken cancellationToken)
    {
        var tries = 0;
        SourceReport? last = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            long before = -1;
            SourceRun? run = null;
            try
            {
                await using var lease = await SourceLease.TryTakeAsync(postgres, source.SourceId, cancellationToken);
                if (lease is null)
                {
                    await Task.Delay(LookEvery, clock, cancellationToken);
                    continue;
                }

                run = new SourceRun(source, await sources.CheckpointAsync(source.SourceId, cancellationToken), sources, ledger, headers, retractions, assets, clock, last);
                before = run.Checkpoint.CheckpointId;
                await maker.Make(source).RunAsync(run, cancellationToken);
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);      // finished: the lease is held, so that nobody begins it anew
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The wall between one source and the others: whatever fails in it is shown and tried again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                tries = run is not null && run.Checkpoint.CheckpointId > before ? 1 : tries + 1;
                await PauseAsync(source, run, failure, tries, cancellationToken);
                last = run?.LastReport ?? last;
            }
        }
    }

    private async Task PauseAsync(Source source, SourceRun? run, Exception failure, int tries, CancellationToken cancellationToken)
    {
        var halted = failure is SourceHaltedException;
        var pause = halted ? LongestPause : Pause(tries);
        var message = failure switch
        {
            SourceHaltedException or SourceAnswerException or NodeTooSlowException or SourceMovedException => failure.Message,
            NpgsqlException => $"The database failed: {failure.Message}. Nothing was acknowledged that is not committed.",
            _ => $"Unforeseen: {failure.GetType().Name}: {failure.Message}",
        };
        LogPaused(source.Name, halted ? "halted" : "retrying", message, pause.TotalSeconds, failure is SourceHaltedException or SourceAnswerException or NodeTooSlowException ? null : failure);
        try
        {
            if (run is not null)
            {
                await run.ReportAsync(halted ? SourceState.Halted : SourceState.Retrying, message, cancellationToken);
            }

            await Task.Delay(pause, clock, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogLetGo(source.Name);
        }
        catch (NpgsqlException unreachable)
        {
            LogDatabaseUnreachable(unreachable.Message);
            await Task.Delay(pause, clock, CancellationToken.None);
        }
#pragma warning disable CA1031 // Saying what is wrong must not itself end the source.
        catch (Exception unsaid)
#pragma warning restore CA1031
        {
            LogUnsaid(source.Name, unsaid);
            await Task.Delay(pause, clock, CancellationToken.None);
        }
    }

    /// <summary>A quarter of a second, doubled at each try, up to <see cref="LongestPause"/>; a half of it by chance, so that many sources do not knock at once.</summary>
    internal static TimeSpan Pause(int tries)
    {
        var full = Math.Min(LongestPause.TotalMilliseconds, 250 * Math.Pow(2, Math.Min(tries, 20) - 1));
        return TimeSpan.FromMilliseconds(full / 2 + Random.Shared.NextDouble() * full / 2);
    }

    private sealed record Following(Source Source, CancellationTokenSource Stop, Task Work)
    {
        public async Task StopAsync()
        {
            await Stop.CancelAsync();
            await Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);      // what ended it was logged where it happened
            Stop.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Source {Source} could not say how it stands")]
    private partial void LogUnsaid(string source, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping {Sources} sources")]
    private partial void LogStopping(int sources);

    [LoggerMessage(Level = LogLevel.Information, Message = "Source {Source} is let go of")]
    private partial void LogLetGo(string source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database cannot be reached: {Reason}")]
    private partial void LogDatabaseUnreachable(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Source {Source} is {State}: {Reason} It is tried again in {Seconds:F1} s.")]
    private partial void LogPaused(string source, string state, string reason, double seconds, Exception? failure);
}
