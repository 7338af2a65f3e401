using System.Collections.Concurrent;
using System.Diagnostics;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests;

/// <summary>One of the product's processes, from the build output that lies beside the tests, so that it can be told to stop, or killed.</summary>
/// <param name="name">Ingest, Service or Ui.</param>
/// <param name="postgres">Connection string of the process's login.</param>
/// <param name="folder">Where it runs.</param>
/// <param name="verb">What is typed behind its name.</param>
internal sealed class ProductProcess(string name, string postgres, string folder, params string[] verb) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> said = new();
    private ConcurrentQueue<string> saidInThisLife = new();
    private Process? process;

    /// <summary>Further settings of its environment.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>The last lines that it said.</summary>
    public string Said => string.Join('\n', said.TakeLast(30));

    /// <summary>In how many lines it said something, in all of its lives.</summary>
    public int Count(string words) => said.Count(line => line.Contains(words, StringComparison.Ordinal));

    /// <summary>Waits until it has started and hears signals.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        for (var patience = Stopwatch.StartNew(); !saidInThisLife.Any(line => line.Contains("Application started", StringComparison.Ordinal)); await Task.Delay(30, cancellationToken))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1) && process is { HasExited: false }, $"{name} did not start in a minute.\n{Said}");
        }
    }

    public void EnsureRunning()
    {
        if (process is { HasExited: false })
        {
            return;
        }

        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"Usd1Compliance.{name}.dll"), .. verb, "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment[PostgresConnection.Variable] = postgres;
        foreach (var (variable, value) in Settings)
        {
            start.Environment[variable] = value;
        }

        process?.Dispose();
        process = Process.Start(start)!;
        var life = saidInThisLife = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) => Hear(line.Data, life);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, life);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: nothing in the process runs any more.</summary>
    public void Kill()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    /// <summary>SIGTERM, as an operator or a container stops it; answers its exit code when it has ended.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        var running = process ?? throw new InvalidOperationException($"{name} was never started.");
        using var kill = Process.Start("kill", ["-TERM", $"{running.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
        await running.WaitForExitAsync(cancellationToken);
        return running.ExitCode;
    }

    private void Hear(string? line, ConcurrentQueue<string> life)
    {
        said.Enqueue(line ?? "");
        life.Enqueue(line ?? "");
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        process?.Dispose();
        return ValueTask.CompletedTask;
    }
}
