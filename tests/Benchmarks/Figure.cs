using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Usd1Compliance.Benchmarks;

/// <summary>One measured number, as a JSON line on standard output: <c>{"name","value","unit","reach","command","on"}</c>; reach is what it must come to, null where nothing was promised.</summary>
public static class Figure
{
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What was promised, by name of the figure.</summary>
    private static readonly Dictionary<string, string> reaches = new(StringComparer.Ordinal)
    {
        ["amlsim.cycle_to_fanin.pr_auc"] = "0.83 or more",
        ["amlsim.fanin_to_cycle.pr_auc"] = "0.83 or more",
        ["ingest.decode.logs"] = "1,000,000 or more",
        ["ingest.decode.allocated"] = "no allocation per log",
        ["ingest.chain.logs"] = "20,000 or more",
        ["lists.parse.unpacked.seconds"] = "10 or less",
        ["lists.parse.unpacked.memory"] = "under 400",
        ["lists.parse.bzip2.seconds"] = "10 or less",
        ["lists.parse.bzip2.memory"] = "under 400",
        ["monitoring.process.5m"] = "250,000 or more",
        ["monitoring.file.standard.seconds"] = "60 or less",
        ["monitoring.file.standard.memory"] = "400 or less",
        ["monitoring.ledger"] = "40,000 or more",
        ["monitoring.latency.p99"] = "250 or less",
        ["monitoring.snapshot.read.5m"] = "20 or less",
        ["monitoring.hot.ratio"] = "no slower than a cold one",
        ["monitoring.detect.standard.structural.recall"] = "0.90 or more",
        ["monitoring.detect.standard.structural.precision"] = "0.5 or more",
        ["monitoring.detect.adversarial.structural.recall"] = "0.60 or more",
        ["screening.address.recall"] = "1",
        ["screening.address.find"] = "200 or less",
        ["screening.pairs.all.recall"] = "0.82 or more",
        ["screening.pairs.latin.f1"] = "0.89 or more",
        ["screening.pairs.tier_a.f1"] = "0.93 or more",
        ["screening.pairs.cases_csv.f1"] = "0.82 or more",
        ["screening.pairs.cyrillic.recall"] = "0.92 or more",
        ["screening.pairs.arabic.recall"] = "0.78 or more",
        ["screening.pairs.hangul.recall"] = "0.78 or more",
        ["screening.pairs.han.recall"] = "0.65 or more",
        ["screening.lists.found"] = "0.995 or more",
        ["screening.lists.innocents"] = "3 or fewer",
        ["screening.lists.p50"] = "200 or less",
        ["screening.lists.p99"] = "3,000 or less",
        ["screening.lists.heap"] = "150 or less",
        ["screening.lists.load"] = "3 or less",
        ["rescreening.parties"] = "2 or less",
        ["rescreening.addresses"] = "10 or less",
        ["rules.compiled.times_rulesengine"] = "50 or more",
    };

    /// <summary>Prints a figure.</summary>
    /// <param name="name">What was measured, stable: <c>lists.parse.seconds</c>.</param>
    /// <param name="value">The number; rounded to four significant digits.</param>
    /// <param name="unit">s, MB, logs/s, ns/transfer, ratio, …</param>
    /// <param name="on">What it was measured on, so that nobody reads more into it: which data, how many, on what.</param>
    /// <param name="command">How to measure it again.</param>
    public static void Print(string name, double value, string unit, string on, string command)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException($"The figure {name} is not a number: {value}.", nameof(value));
        }

        Console.Out.WriteLine(JsonSerializer.Serialize(new { name, value = Round(value), unit, reach = reaches.GetValueOrDefault(name), command, on }, options));
    }

    /// <summary>Tells the machine on standard error: a figure without it means little.</summary>
    public static void DescribeMachine() => Console.Error.WriteLine(
        $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores ({Processor()}), " +
        $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20:N0} MB, server GC {(System.Runtime.GCSettings.IsServerGC ? "on" : "off")}, {(Optimized ? "release" : "DEBUG BUILD: the figures do not count")}");

    private static bool Optimized =>
#if DEBUG
        false;
#else
        true;
#endif

    private static double Round(double value) => value == 0 ? 0 : double.Parse(value.ToString("G4", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ", 2)[^1] ?? "processor unknown"
        : "processor unknown";
}
