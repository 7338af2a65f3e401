using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>The real event files, whole, by the mappings that ship. The counts were taken from the files by other means.</summary>
[Suite(Suite.Database)]
public sealed class RealFilesTests(TestCluster cluster)
{
    [Theory]
    [InlineData("usdp_mint_burn_freeze_events_ethereum.csv", "usdp-events", 3100, 8)]       // 1,621 mints, 1,478 burns, 1 freeze; 8 of administration
    [InlineData("usdt_issuer_events_ethereum.csv", "usdt-events", 1100, 0)]                 // 153 issues, 560 freezes, 35 releases, 352 seizures
    [InlineData("tornado_pool_events_ethereum.csv", "tornado-pools", 13612, 0)]             // 7,056 deposits, 6,556 withdrawals
    public async Task A_real_event_file_is_ingested_whole_and_no_row_is_refused(string file, string mapping, long ingested, long skipped)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var path = Checkout.RealData($"ml/{file}");
        await using var database = await cluster.CreateAsync(cancellationToken);
        await using var ingest = await RunningIngest.StartAsync(database, cancellationToken);
        var source = await RunningIngest.AddAsync(database, new NewSource(mapping, SourceKind.File, "ethereum",
            SourceSettings.Write(new FileSourceSettings(path, Checkout.PathOf($"rules/mappings/{mapping}.json")))), cancellationToken);

        var status = await ingest.AwaitStateAsync(source.Name, SourceState.Finished, cancellationToken);

        Assert.Equal((ingested, skipped, 0L), (status.Ingested, status.Checkpoint.Skipped, status.Checkpoint.Refused));
        Assert.Equal(File.ReadLines(path).LongCount() - 1, ingested + skipped);
        var transfers = await ingest.TransfersAsync(source, cancellationToken);
        Assert.Equal(ingested, transfers.Count);
        Assert.Equal(KindsOf(mapping), string.Join(' ', transfers.GroupBy(transfer => transfer.Kind).OrderBy(group => group.Key).Select(group => $"{group.Key}:{group.Count()}")));
        Assert.Equal(SumInFile(path, mapping), transfers.Aggregate(BigInteger.Zero, (sum, transfer) => sum + transfer.Amount.BaseUnits * BigInteger.Pow(10, 18 - transfer.Amount.Decimals)));
    }

    private static string KindsOf(string mapping) => mapping switch
    {
        "usdp-events" => "Mint:1621 Burn:1478 Freeze:1",
        "usdt-events" => "Mint:153 Freeze:560 Unfreeze:35 Seize:352",
        _ => "Transfer:13612",
    };

    /// <summary>The amount column added up by hand, in units of 10^-18.</summary>
    private static BigInteger SumInFile(string path, string mapping)
    {
        var column = File.ReadLines(path).First().Split(',').IndexOf(mapping == "tornado-pools" ? "denomination" : "amount_usd");
        return File.ReadLines(path).Skip(1).Select(line => line.Split(',')[column]).Where(text => text.Length > 0).Aggregate(BigInteger.Zero, (sum, text) =>
        {
            var parts = text.Split('.');
            return sum + BigInteger.Parse(parts[0] + (parts.Length > 1 ? parts[1] : "").PadRight(18, '0'), System.Globalization.CultureInfo.InvariantCulture);
        });
    }
}
