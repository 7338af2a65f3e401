using System.Collections.Concurrent;
using System.Diagnostics;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>Ingest as a process of its own, from the build output that lies beside the tests, so that it can be killed.</summary>
internal sealed class IngestProcess(string postgres) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> said = new();
    private Process? process;

    /// <summary>The last lines that it said.</summary>
    public string Said => string.Join('\n', said.TakeLast(30));

    public void EnsureRunning()
    {
        if (process is { HasExited: false })
        {
            return;
        }

        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Usd1Compliance.Ingest.dll"), "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = Path.GetTempPath(), RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment[PostgresConnection.Variable] = postgres;
        process?.Dispose();
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
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

    public ValueTask DisposeAsync()
    {
        Kill();
        process?.Dispose();
        return ValueTask.CompletedTask;
    }
}
