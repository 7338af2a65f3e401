namespace Usd1Compliance.Ingest;

/// <summary>Something that brings transfers: a chain, a file, the simulated economy. One is made for each run and thrown away after it.</summary>
public interface ISource
{
    /// <summary>
    /// Brings everything from <see cref="SourceRun.Checkpoint"/> on. Returns when the source has no more and never will (a file); follows
    /// for ever otherwise. Any exception but <see cref="SourceHaltedException"/> is tried again after a pause, from the last checkpoint.
    /// </summary>
    /// <param name="run">Where it writes and reports.</param>
    /// <param name="cancellationToken">The source is disabled, or the process ends.</param>
    /// <exception cref="SourceHaltedException">A person is needed: trying again cannot mend it.</exception>
    Task RunAsync(SourceRun run, CancellationToken cancellationToken);
}

/// <summary>A source cannot go on without a person. The message names the thing, what is wrong and the mend; it is shown to people.</summary>
public sealed class SourceHaltedException : Exception
{
    /// <summary>With the message for people.</summary>
    public SourceHaltedException(string message) : base(message)
    {
    }

    /// <summary>With the message for people and what led to it.</summary>
    public SourceHaltedException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>What the world outside answered cannot be used: it is down, or it lies. Nothing is skipped; the source tries again.</summary>
public sealed class SourceAnswerException : Exception
{
    /// <summary>With the message for people. It holds no address of a node: that may carry a key.</summary>
    public SourceAnswerException(string message) : base(message)
    {
    }

    /// <summary>With the message for people and what led to it.</summary>
    public SourceAnswerException(string message, Exception inner) : base(message, inner)
    {
    }
}
