using System.Diagnostics;
using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Benchmarks;

/// <summary>How many transfers a second the memory counts, and how many it measures: without database and without rules.</summary>
public static class MonitoringBenchmarks
{
    private const int Transfers = 300_000;
    private const int Addresses = 20_000;

    public static Task RunAsync(CancellationToken cancellationToken)
    {
        var transfers = Stream().ToList();
        var reach = $"{Transfers:N0} transfers among {Addresses:N0} addresses in 35 days, every tenth with one address; one thread, in memory, no database, no rules";
        var row = new FactRow(FactModel.Of<TransferFacts>());
        List<double> taken = [];
        List<double> measured = [];
        for (var round = 0; round < 3; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            taken.Add(Time(transfers, (memory, transfer) => memory.Take(StreamedTransfer.Of(transfer))));
            measured.Add(Time(transfers, (memory, transfer) => memory.Measure(StreamedTransfer.Of(transfer), row)));
        }

        Figure.Print("monitoring.replay", Transfers / taken.Order().ElementAt(1), "transfers/s", $"{reach}; counted as a restart does; median of three", "./bench monitoring");
        Figure.Print("monitoring.measure", Transfers / measured.Order().ElementAt(1), "transfers/s", $"{reach}; every fact measured; median of three", "./bench monitoring");
        return Task.CompletedTask;
    }

    private static double Time(List<Transfer> transfers, Action<TransferMemory, Transfer> take)
    {
        using var memory = new TransferMemory();
        var started = Stopwatch.GetTimestamp();
        foreach (var transfer in transfers)
        {
            take(memory, transfer);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static IEnumerable<Transfer> Stream()
    {
        var random = new SplitMix64(1);
        var asset = new Asset(1, "ethereum", "USD1", null, 6, RedeemableAtPar: true);
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var n = 1; n <= Transfers; n++)
        {
            now += TimeSpan.FromSeconds(random.Next() % 21);
            yield return new Transfer(new TransferId(1, n), TransferKind.Transfer, now, Address(random), n % 10 == 0 ? Address(0) : Address(random),
                new TokenAmount(new BigInteger(random.Next() % 20_000_000_000UL), 6), asset, new ChainPosition(0, [], n, []));
        }
    }

    private static ChainAddress Address(SplitMix64 random) => Address((int)(random.Next() % Addresses));

    private static ChainAddress Address(int number)
    {
        var bytes = new byte[20];
        BitConverter.TryWriteBytes(bytes, number);
        BitConverter.TryWriteBytes(bytes.AsSpan(12), (long)number * 7_919);
        return new ChainAddress(AddressFamily.Evm, bytes);
    }
}
