using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Service;

/// <summary>The operators' command line as a process, run as an operator or a script runs it.</summary>
internal sealed class Usd1 : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("usd1-cli-");
    private readonly string? postgres;

    /// <summary>On a database.</summary>
    public Usd1(TestDatabase database) : this(database.ConnectionString)
    {
    }

    /// <summary>On whatever that names; null for nothing.</summary>
    public Usd1(string? postgres)
    {
        this.postgres = postgres;
        KeyFile = Write("key", "");
        File.WriteAllBytes(KeyFile, Key);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>The key that protects second factors.</summary>
    public byte[] Key { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The file of lists: the demo's, as <c>./run --demo</c> has it, where a test names no other.</summary>
    public string Lists { get; set; } = Checkout.PathOf("rules/demo/lists.json");

    private string KeyFile { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A file that goes with the test.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs a command.</summary>
    public Task<Said> RunAsync(params string[] arguments) => TypeAsync([], arguments);

    /// <summary>Runs a command that must be done, and reads its document.</summary>
    public async Task<JsonElement> AskAsync(params string[] arguments)
    {
        var said = await RunAsync([.. arguments, "--json"]);
        Assert.True(said.ExitCode == 0, $"{string.Join(' ', arguments)}: {said}");
        return said.Document;
    }

    /// <summary>Runs a command into which lines are piped.</summary>
    public async Task<Said> TypeAsync(IEnumerable<string> lines, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Usd1Compliance.Service.dll"), .. arguments])
        {
            WorkingDirectory = folder.FullName, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Remove(PostgresConnection.Variable);
        if (postgres is not null)
        {
            start.Environment[PostgresConnection.Variable] = postgres;
        }

        start.Environment[SecretProtection.Variable] = KeyFile;
        start.Environment[RulesFolder.ListsVariable] = Lists;
        using var process = Process.Start(start)!;
        foreach (var line in lines)
        {
            await process.StandardInput.WriteLineAsync(line);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Stop);
        var error = process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return new Said(process.ExitCode, await output, await error);
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>What a command answered.</summary>
    public sealed record Said(int ExitCode, string Output, string Error)
    {
        /// <summary>The one JSON document on standard output.</summary>
        public JsonElement Document => JsonDocument.Parse(Output).RootElement;

        /// <summary>Sees that it was refused with an exit code and a code, in words and without a stack trace.</summary>
        public void IsRefused(int exitCode, string code)
        {
            Assert.Equal((exitCode, code), (ExitCode, Document.GetProperty("error").GetString()));
            Assert.Equal($"usd1: {Document.GetProperty("message").GetString()}", Error.TrimEnd());
            Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        }
    }
}
