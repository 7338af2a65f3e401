using System.Globalization;
using Parquet;
using Parquet.Schema;
using Usd1Compliance.Simulation;
using Usd1Compliance.Simulation.Files;
using Usd1Compliance.Simulation.Market;

namespace Usd1Compliance.Tests.Simulation;

/// <summary>The tables of an economy hold the same in CSV and in Parquet, and what stands in one belongs to what stands in the others.</summary>
[Suite(Suite.Unit)]
public sealed class MarketFilesTests : IDisposable
{
    private static readonly MarketSettings settings = new() { Until = new(2026, 6, 30, 0, 0, 0, TimeSpan.Zero), Days = 30, Addresses = 3_000, Transfers = 30_000 };
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("usd1-files-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parquet_holds_what_csv_holds()
    {
        await WriteMarket.IntoAsync(settings, folder.FullName, FileFormat.Csv, null, Stop);
        await WriteMarket.IntoAsync(settings, folder.FullName, FileFormat.Parquet, null, Stop);
        var csv = Rows("transfers.csv").ToList();

        await using var reader = await ParquetReader.CreateAsync(Path.Combine(folder.FullName, "transfers.parquet"), cancellationToken: Stop);
        Assert.Equal(["transfer_id", "chain", "occurred_at", "from", "to", "amount", "kind", "initiated_by", "order_id"], reader.Schema.GetDataFields().Select(field => field.Name));
        using var group = reader.OpenRowGroupReader(0);
        var (ids, amounts, times, senders) = (new long[csv.Count], new decimal[csv.Count], new DateTime[csv.Count], new string[csv.Count]);
        DataField Field(string name) => reader.Schema.GetDataFields().Single(field => field.Name == name);
        await group.ReadAsync<long>(Field("transfer_id"), ids, cancellationToken: Stop);
        await group.ReadAsync<decimal>(Field("amount"), amounts, cancellationToken: Stop);
        await group.ReadAsync<DateTime>(Field("occurred_at"), times, cancellationToken: Stop);
        await group.ReadAsync(Field("from"), senders, cancellationToken: Stop);
        Assert.Equal(csv.Select(row => long.Parse(row[0], CultureInfo.InvariantCulture)), ids);
        Assert.Equal(csv.Select(row => decimal.Parse(row[5], CultureInfo.InvariantCulture)), amounts);
        Assert.Equal(csv.Select(row => row[2]), times.Select(time => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)));
        Assert.Equal(csv.Select(row => row[3]), senders);
    }

    [Fact]
    public async Task Truth_instances_minters_and_the_own_list_belong_to_the_transfers()
    {
        var written = await WriteMarket.IntoAsync(settings, folder.FullName, FileFormat.Csv, null, Stop);
        var transfers = Rows("transfers.csv").ToDictionary(row => row[0]);
        var instances = Rows("instances.csv").ToDictionary(row => row[0]);
        Assert.Equal(written.Transfers, transfers.Count);
        Assert.All(Rows("truth.csv"), row => Assert.Equal((true, row[2], row[1]), (transfers.ContainsKey(row[0]), instances[row[3]][1], instances[row[3]][2])));
        Assert.All(instances.Values, row => Assert.Equal((row[6], row[7]), (transfers[row[4]][2], transfers[row[5]][2])));

        // Whoever mints under an order or a nonce is one of the known minters; all sanctioned addresses take part.
        var minters = Rows("minters.csv").Select(row => (row[0], row[1])).ToHashSet();
        Assert.All(transfers.Values.Where(row => row[6] == "mint" && row[8].Length > 0), row => Assert.Contains((row[1], row[7]), minters));
        var addresses = transfers.Values.SelectMany(row => new[] { row[3], row[4] }).ToHashSet(StringComparer.Ordinal);
        Assert.All(Rows("lists/own.csv").SelectMany(row => row[4].Split('|')), address => Assert.Contains(address, addresses));
    }

    [Fact]
    public async Task What_is_told_to_a_ledger_is_what_stands_in_the_files()
    {
        await WriteMarket.IntoAsync(settings, folder.FullName, FileFormat.Csv, null, Stop);
        var told = TellMarket.Transfers(settings, cancellationToken: Stop).Select(transfer => string.Join(',',
            transfer.Sequence.ToString(CultureInfo.InvariantCulture), transfer.Chain, transfer.OccurredAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), transfer.From?.ToString() ?? "",
            transfer.To?.ToString() ?? "", transfer.Amount.ToString(), transfer.Kind.ToString().ToLowerInvariant(), transfer.InitiatedBy?.ToString() ?? "", transfer.OrderId ?? ""));
        Assert.Equal(File.ReadLines(Path.Combine(folder.FullName, "transfers.csv")).Skip(1), told, StringComparer.OrdinalIgnoreCase);

        var truths = TellMarket.Transfers(settings, cancellationToken: Stop).Where(transfer => transfer.Truth.Label != TruthLabel.Ordinary).Select(transfer =>
            $"{transfer.Sequence},{(transfer.Truth.Label == TruthLabel.Planted ? "planted" : "hard_negative")},{transfer.Truth.Typology},{transfer.Truth.Instance},{transfer.Truth.Role}");
        Assert.Equal(File.ReadLines(Path.Combine(folder.FullName, "truth.csv")).Skip(1), truths);
        Assert.Equal(Rows("minters.csv").Select(row => row[1]).Distinct().Order(StringComparer.OrdinalIgnoreCase), TellMarket.Minters(settings).Select(minter => minter.ToString()).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
    }

    public void Dispose() => folder.Delete(recursive: true);

    // Good enough here: only names hold commas, and no test looks behind one.
    private IEnumerable<string[]> Rows(string name) => File.ReadLines(Path.Combine(folder.FullName, name)).Skip(1).Select(line => line.Split(','));
}
