using System.Diagnostics;

namespace Usd1Compliance.Tests;

[Suite(Suite.Unit)]
public sealed class DockerComposeTests
{
    private static readonly string[] passwords = ["POSTGRES_PASSWORD", "SERVICE_PASSWORD", "INGEST_PASSWORD", "UI_PASSWORD"];

    [Fact]
    public void The_compose_file_is_sound()
    {
        var (exitCode, words) = Config(passwords);
        Assert.True(exitCode == 0, words);
    }

    [Theory]
    [InlineData("POSTGRES_PASSWORD")]
    [InlineData("INGEST_PASSWORD")]
    public void No_password_has_a_default(string missing)
    {
        var (exitCode, words) = Config(passwords.Except([missing]));
        Assert.NotEqual(0, exitCode);
        Assert.Contains(missing, words, StringComparison.Ordinal);
    }

    // `docker compose` where the client has that plugin, else docker-compose; neither needs an engine for this.
    private static (int ExitCode, string Words) Config(IEnumerable<string> set)
    {
        foreach (var (program, arguments) in new[] { ("docker", "compose config --quiet"), ("docker-compose", "config --quiet") })
        {
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Checkout.Root, RedirectStandardError = true, RedirectStandardOutput = true };
            foreach (var variable in set)
            {
                start.Environment[variable] = "for tests only";
            }

            try
            {
                using var process = Process.Start(start)!;
                var output = process.StandardOutput.ReadToEndAsync();
                var words = process.StandardError.ReadToEnd() + output.Result;
                process.WaitForExit();
                if (!words.Contains("unknown shorthand flag", StringComparison.Ordinal) && !words.Contains("unknown flag", StringComparison.Ordinal) && !words.Contains("is not a docker command", StringComparison.Ordinal))
                {
                    return (process.ExitCode, words);
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                continue;       // that program is not on this machine: the next may be
            }
        }

        Assert.Skip("Neither docker compose nor docker-compose is on this machine.");
        return default;
    }
}
