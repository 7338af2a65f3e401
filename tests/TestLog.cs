using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Usd1Compliance.Tests;

/// <summary>What the classes of an engine said, line by line.</summary>
internal sealed class TestLog
{
    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>Every line, the level before it.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    /// <summary>How many lines hold these words.</summary>
    public int Count(string words) => lines.Count(line => line.Contains(words, StringComparison.Ordinal));

    public void Add(string line) => lines.Enqueue(line);

    public void Clear() => lines.Clear();
}

/// <summary>Writes to a <see cref="TestLog"/>.</summary>
internal sealed class TestLogger<T>(TestLog log) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => log.Add($"{logLevel}: {formatter(state, exception)}");
}
