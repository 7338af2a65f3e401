using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Benchmarks;

/// <summary>
/// How fast and in how little memory the real SDN_ADVANCED.XML is read, packed as its publisher's archive and unpacked. Each reading is
/// a process of its own, so that the memory is that of one reading and of nothing else.
/// </summary>
public static class ListBenchmarks
{
    /// <summary>What a process of one reading is started with, before the file.</summary>
    public const string OneReading = "--one-list-reading";

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        if (SharedData.Find("sanctions/lists/ofac-sdn-advanced/sdn_advanced.2025-11-19.xml.bz2") is not { } packed)
        {
            Console.Error.WriteLine("lists: skipped, because ../shared/data is not there: the figures are about the real list of 2025-11-19.");
            return;
        }

        var unpacked = Path.Combine(Path.GetTempPath(), $"usd1-bench-{Environment.ProcessId}.xml");
        try
        {
            await UnpackAsync(packed, unpacked, cancellationToken);
            await MeasureAsync("unpacked", unpacked, cancellationToken);
            await MeasureAsync("bzip2", packed, cancellationToken);
        }
        finally
        {
            File.Delete(unpacked);
        }
    }

    /// <summary>What the process of one reading does.</summary>
    public static void ReadOnce(string path)
    {
        var started = Stopwatch.GetTimestamp();
        var whole = (ListReading.Whole)ListFile.Read(path, null, CancellationToken.None);
        var counts = ListCounts.Of(whole.File.Entries);
        Console.Out.WriteLine(JsonSerializer.Serialize(new Reading(Stopwatch.GetElapsedTime(started).TotalSeconds, PeakKilobytes() / 1024.0, whole.File.SizeBytes, counts.Parties, counts.Names, counts.Addresses)));
    }

    private static async Task MeasureAsync(string form, string path, CancellationToken cancellationToken)
    {
        var readings = new List<Reading>();
        for (var n = 0; n < 3; n++)
        {
            using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), OneReading, path]) { RedirectStandardOutput = true })!;
            readings.Add(JsonSerializer.Deserialize<Reading>(await process.StandardOutput.ReadToEndAsync(cancellationToken))!);
            await process.WaitForExitAsync(cancellationToken);
        }

        var typical = readings.OrderBy(reading => reading.Seconds).ElementAt(1);
        var reach = $"SDN_ADVANCED.XML of 2025-11-19, {typical.Bytes:N0} bytes unpacked, read from the {form} file on disk with its SHA-256, {typical.Parties:N0} parties, {typical.Names:N0} names, {typical.Addresses} (tag, address) pairs; median of three processes, start of .NET included in memory and not in time";
        Figure.Print($"lists.parse.{form}.seconds", typical.Seconds, "s", reach, "./bench lists");
        Figure.Print($"lists.parse.{form}.memory", readings.Max(reading => reading.PeakMegabytes), "MB peak resident", reach.Replace("median", "highest", StringComparison.Ordinal), "./bench lists");
    }

    // Under `dotnet run` the process is the host, and takes the assembly first.
    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location] : [];

    private static long PeakKilobytes() => File.Exists("/proc/self/status")
        ? long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture)
        : Process.GetCurrentProcess().PeakWorkingSet64 / 1024;

    private static async Task UnpackAsync(string packed, string unpacked, CancellationToken cancellationToken)
    {
        await using var input = new ICSharpCode.SharpZipLib.BZip2.BZip2InputStream(File.OpenRead(packed));
        await using var output = File.Create(unpacked);
        await input.CopyToAsync(output, cancellationToken);
    }

    private sealed record Reading(double Seconds, double PeakMegabytes, long Bytes, int Parties, int Names, int Addresses);
}
