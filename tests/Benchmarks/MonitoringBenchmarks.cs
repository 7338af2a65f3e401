using System.Diagnostics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Benchmarks;

/// <summary>
/// The monitoring engine: in memory on one core at one, five and ten million addresses, one hot address, from files with detection held against the truth, and through
/// PostgreSQL to committed alerts.
/// </summary>
public static class MonitoringBenchmarks
{
    internal const string Command = "./bench monitoring";
    private const int measured = 1_000_000, services = 1_000;
    private const uint begins = 1_770_000_000;
    private static readonly int[] sizes = [1_000_000, 5_000_000, 10_000_000];

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await RunInProcessAsync(cancellationToken);
        await MonitoringMicroBenchmarks.RunAsync(cancellationToken);
        await MonitoringFileBenchmarks.RunAsync(Pack(), cancellationToken);
        await MonitoringLedgerBenchmarks.RunAsync(cancellationToken);
    }

    /// <summary>In memory alone.</summary>
    public static Task RunInProcessAsync(CancellationToken cancellationToken)
    {
        var pack = Pack();
        List<(double Millions, double Rate, double Bytes)> grown = [];
        foreach (var size in sizes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (rate, bytes) = MeasureSize(size, pack);
            grown.Add((size / 1_000_000.0, rate, bytes));
        }

        if (Environment.GetEnvironmentVariable("USD1_UPDATE_DOCS") == "yes")
        {
            File.WriteAllText(Path.Combine(Directory.GetParent(RulesFolder.Packs)!.Parent!.FullName, "docs", "monitoring-growth.svg"), GrowthPlot.Of(
                [new("transfers/s, facts and rules, one core", 250_000, [.. grown.Select(size => (size.Millions, size.Rate))]), new("bytes an address", 400, [.. grown.Select(size => (size.Millions, size.Bytes))])]));
        }

        MeasureHotAddress(pack);
        return Task.CompletedTask;
    }

    /// <summary>The shipped rules.</summary>
    internal static CompiledPack Pack()
    {
        var model = FactModel.Of<TransferFacts>();
        return CompilePack.ForTransfers(((PackReading.Sound)new RulePackReader(model).ReadDirectory(RulesFolder.Packs)).Pack, model);
    }

    /// <summary>A memory that knows so many addresses, each by a transfer.</summary>
    internal static TransferMemory Filled(int size)
    {
        var memory = new TransferMemory(GlobalLayer.BuiltIn);
        // As in life, the busiest are exchanges and their like, and known as such.
        memory.Know(AddressKnowledge.Nothing with { Labels = new AddressLabels(Enumerable.Range(0, services).Select(n => new AddressLabel(Address(n), "exchange", "", "bench", DateTimeOffset.UnixEpoch))) });
        var (random, now) = (new SplitMix64((ulong)size), begins);
        for (var n = 0; n < size; n++)
        {
            memory.Take(Transfer(n, (int)(random.Next() % (ulong)size), now += (uint)(n % 3 == 0 ? 1 : 0), 100_000_000 + (long)(random.Next() % 1_000_000_000)));
        }

        return memory;
    }

    /// <summary>A transfer among so many addresses, spread as in life.</summary>
    internal static StreamedTransfer Next(SplitMix64 random, int size, uint at) => Transfer(Zipf(random, size), Zipf(random, size), at, 1_000_000 + (long)(random.Next() % 5_000_000_000));

    // A memory that knows so many addresses, and then transfers among them as they are spread in life: a few in most of them.
    private static (double Rate, double Bytes) MeasureSize(int size, CompiledPack pack)
    {
        using var memory = Filled(size);
        var (random, now) = (new SplitMix64((ulong)size + 1), begins + (uint)(size / 3) + 1);
        var (row, yes, unknown) = (new FactRow(pack.Facts), new ulong[pack.Words], new ulong[pack.Words]);
        List<double> rates = [];
        for (var round = 0; round < 4; round++)
        {
            var stream = new StreamedTransfer[measured];
            for (var n = 0; n < measured; n++)
            {
                stream[n] = Next(random, size, now += (uint)(n % 50 == 0 ? 1 : 0));
            }

            var begun = Process.GetCurrentProcess().TotalProcessorTime;
            for (var n = 0; n < measured; n++)
            {
                memory.Foresee(stream, n);
                memory.Take(stream[n], row);
                pack.Evaluate(row, memory, yes, unknown);
            }

            rates.Add(measured / (Process.GetCurrentProcess().TotalProcessorTime - begun).TotalSeconds);
        }

        // The first round pays for compiling.
        var on = $"{measured:N0} transfers among {size:N0} known addresses (Zipf, the {services:N0} busiest labelled as exchanges), facts and {pack.Pack.Rules.Count} rules of 46 typologies, one thread, CPU time; median of three";
        var (rate, bytes) = (rates.Skip(1).Order().ElementAt(1), memory.Bytes / (double)memory.Addresses);
        Figure.Print($"monitoring.process.{size / 1_000_000}m", rate, "transfers/s", on, Command);
        Figure.Print($"monitoring.memory.{size / 1_000_000}m", bytes, "bytes/address", on, Command);
        MeasureSnapshot(memory, size);
        return (rate, bytes);
    }

    private static void MeasureSnapshot(TransferMemory memory, int size)
    {
        var path = Path.Combine(Path.GetTempPath(), $"usd1-bench-{Environment.ProcessId}.memory");
        try
        {
            var begun = Stopwatch.GetTimestamp();
            using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                memory.WriteSnapshot(file);
            }

            var written = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            begun = Stopwatch.GetTimestamp();
            using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20))
            using (var again = new TransferMemory(GlobalLayer.BuiltIn))
            {
                again.ReadSnapshot(file, AddressKnowledge.Nothing);
            }

            var on = $"{size:N0} addresses, {new FileInfo(path).Length >> 20:N0} MB with its SHA-256";
            Figure.Print($"monitoring.snapshot.write.{size / 1_000_000}m", written, "s", on, Command);
            Figure.Print($"monitoring.snapshot.read.{size / 1_000_000}m", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s", on, Command);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // One address that is paid a million times in a day, beside addresses that are paid a few times, among as many as a market has: in turns, so that both meet the same machine.
    private static void MeasureHotAddress(CompiledPack pack)
    {
        const int times = 1_000_000, piece = 10_000, size = 5_000_000, hotOne = size + 1;
        using var memory = Filled(size);
        var random = new SplitMix64(9);
        var (row, yes, unknown) = (new FactRow(pack.Facts), new ulong[pack.Words], new ulong[pack.Words]);
        var (hot, cold) = (TimeSpan.Zero, TimeSpan.Zero);
        var now = begins + (size / 3) + 1;
        for (var n = 0; n < times; n += piece)
        {
            now += 800;
            hot += Measure(_ => hotOne);
            cold += Measure(_ => services + (int)(random.Next() % (size - services)));
        }

        memory.Measure(Transfer(services, hotOne, now, 5_000_000), row);
        var (counted, distinct) = ((int)row["beneficiary.ReceivedCount24h"]!, (int)row["beneficiary.DistinctSenders24h"]!);
        Figure.Print("monitoring.hot.ratio", hot / cold, "ratio", $"a transfer to one address with {counted:N0} transfers from {distinct:N0} senders in 24 hours against one to any other of {size:N0}, judged by every rule", Command);

        // Who pays is drawn from the same for both.
        TimeSpan Measure(Func<int, int> payee)
        {
            var stream = Enumerable.Range(0, piece).Select(k => Transfer(services + (int)(random.Next() % 50_000), payee(k), now, 5_000_000)).ToArray();
            return Time(() =>
            {
                for (var k = 0; k < piece; k++)
                {
                    memory.Foresee(stream, k);
                    memory.Take(stream[k], row);
                    pack.Evaluate(row, memory, yes, unknown);
                }
            });
        }
    }

    private static TimeSpan Time(Action run)
    {
        var begun = Process.GetCurrentProcess().TotalProcessorTime;
        run();
        return Process.GetCurrentProcess().TotalProcessorTime - begun;
    }

    internal static StreamedTransfer Transfer(int from, int to, uint at, long usd) => new()
    {
        Kind = TransferKind.Transfer, At = at, From = Address(from), To = Address(to == from ? to + 1 : to), Units = (Int128)usd * 1_000_000_000_000, Usd = usd, AssetId = 1, Chain = "ethereum", AtPar = true,
    };

    // Numbers fall off as in life: the first of ten million are met most.
    internal static int Zipf(SplitMix64 random, int size)
    {
        var part = (random.Next() >> 11) / (double)(1UL << 53);
        return (int)Math.Min(size - 1, Math.Pow(size, part) - 1 + (random.Next() % 3));
    }

    // As the hashes that addresses are: no byte follows from another.
    private static ChainAddress Address(int number)
    {
        Span<byte> bytes = stackalloc byte[24];
        var random = new SplitMix64((ulong)number);
        for (var at = 0; at < bytes.Length; at += 8)
        {
            BitConverter.TryWriteBytes(bytes[at..], random.Next());
        }

        return new ChainAddress(AddressFamily.Evm, bytes[..20]);
    }
}
