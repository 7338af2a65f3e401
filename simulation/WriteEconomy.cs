using System.Text;
using Usd1Compliance.Ledger;
using Usd1Compliance.Simulation.Files;

namespace Usd1Compliance.Simulation;

/// <summary>What was written.</summary>
/// <param name="Transfers">Rows of the table of transfers.</param>
/// <param name="Addresses">Different accounts in them: an address on a chain.</param>
/// <param name="Planted">Transfers that belong to planted instances, without the dust of poisoning.</param>
/// <param name="HardNegatives">Transfers of lawful look-alikes.</param>
/// <param name="Labels">Labels that were given.</param>
/// <param name="Sha256">Of the table of transfers, in lower-case hexadecimal.</param>
public sealed record WrittenEconomy(long Transfers, int Addresses, long Planted, long HardNegatives, int Labels, string Sha256)
{
    /// <summary>Rows of the table of instances.</summary>
    public int Instances { get; init; }

    /// <summary>Transfers of poisoners; in the demo they count as planted.</summary>
    public long PoisoningDust { get; init; }
}

/// <summary>
/// Writes the demo's economy into a folder, in the files of docs/simulation.md: transfers, truth, instances, labels, minters and <c>lists/own.csv</c>.
/// </summary>
public static class WriteEconomy
{
    private const int ReportEvery = 5_000;

    /// <summary>Writes the files into a folder, which is made where it is missing; files that stand there are replaced.</summary>
    /// <param name="economy">What to write. It must end: live transfers would have no last row.</param>
    /// <param name="settings">What it is made from, for the progress.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="progress">0 to 1.</param>
    /// <param name="cancellationToken">Ends the writing; what was written so far stays.</param>
    /// <param name="format">In which format the tables are.</param>
    public static async Task<WrittenEconomy> IntoAsync(Economy economy, SimulationSettings settings, string folder, IProgress<double>? progress, CancellationToken cancellationToken, FileFormat format = FileFormat.Csv)
    {
        if (settings.LivePerSecond > 0)
        {
            throw new ArgumentException("An economy that goes on live has no end, and cannot be written into a file.", nameof(settings));
        }

        Directory.CreateDirectory(folder);
        await using var files = new EconomyTables(folder, format);
        var (rows, planted, hardNegatives) = (0L, 0L, 0L);
        HashSet<ChainAddress> seen = [];
        Dictionary<string, InstanceLine> instances = new(StringComparer.Ordinal);
        foreach (var transfer in economy.Transfers())
        {
            rows++;
            planted += transfer.Truth.Label == TruthLabel.Planted ? 1 : 0;
            hardNegatives += transfer.Truth.Label == TruthLabel.HardNegative ? 1 : 0;
            Note(seen, transfer.From);
            Note(seen, transfer.To);
            Write(files, transfer, instances);
            if (rows % ReportEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await files.FlushAsync(cancellationToken);
                progress?.Report(Math.Clamp(1 - ((settings.Until - transfer.OccurredAt).TotalDays / settings.Days), 0, 1));
            }
        }

        await RestAsync(files, economy, settings, folder, instances.Values, cancellationToken);
        progress?.Report(1);
        return new WrittenEconomy(rows, seen.Count, planted, hardNegatives, economy.Labels.Count, files.Sha256) { Instances = instances.Count };
    }

    /// <summary>Writes the labels as <c>usd1 labels import</c> reads them.</summary>
    public static async Task LabelsAsync(IEnumerable<SimulatedLabel> labels, TextWriter writer, CancellationToken cancellationToken)
    {
        await writer.WriteAsync("address,category,name,observed_at\n".AsMemory(), cancellationToken);
        foreach (var label in labels)
        {
            await writer.WriteAsync($"{TextOf(label.Address)},{label.Category},\"{label.Name}\",\n".AsMemory(), cancellationToken);
        }
    }

    private static void Write(EconomyTables files, SimulatedTransfer transfer, Dictionary<string, InstanceLine> instances)
    {
        files.Transfer(new TransferLine
        {
            Id = transfer.Sequence,
            Chain = Economy.Chain,
            Unix = transfer.BlockNumber,
            From = Encoding.ASCII.GetBytes(TextOf(transfer.From)),
            To = Encoding.ASCII.GetBytes(TextOf(transfer.To)),
            Sum = (long)transfer.Amount.BaseUnits,
            Kind = transfer.Kind,
            InitiatedBy = Encoding.ASCII.GetBytes(TextOf(transfer.InitiatedBy)),
            OrderId = transfer.OrderId ?? "",
        });
        var (label, typology, name, role) = transfer.Truth;
        if (label == TruthLabel.Ordinary)
        {
            return;
        }

        files.Truth(transfer.Sequence, label, typology, name, role);
        var before = instances.GetValueOrDefault(name) ?? new InstanceLine(name, typology, label, [], transfer.Sequence, 0, transfer.BlockNumber, 0, []);
        instances[name] = before with { Last = transfer.Sequence, LastUnix = transfer.BlockNumber };
    }

    private static async Task RestAsync(EconomyTables files, Economy economy, SimulationSettings settings, string folder, IEnumerable<InstanceLine> instances, CancellationToken cancellationToken)
    {
        foreach (var instance in instances)
        {
            files.Instance(instance);
        }

        foreach (var label in economy.Labels)
        {
            files.Label(TextOf(label.Address), label.Category, label.Name, null);
        }

        foreach (var minter in economy.KnownMinters)
        {
            files.Minter(Economy.Chain, TextOf(minter), "The issuer");
        }

        // The demo's own list (rules/demo) has its parties; here its addresses stand alone, listed before everything.
        var listedOn = DateOnly.FromDateTime(settings.Until.UtcDateTime).AddDays(-400 - settings.Days);
        await OwnListFile.WriteAsync(folder, settings.ListedAddresses.Select((address, i) => new OwnListLine($"listed-{i + 1}", $"Fictional party {i + 1}", [address], listedOn)), cancellationToken);
        await files.CompleteAsync(cancellationToken);
    }

    // Lower case: ten million checksums would cost more than all the rest.
    private static string TextOf(ChainAddress? address) => address is { } known ? "0x" + Convert.ToHexStringLower(known.Bytes) : "";

    private static void Note(HashSet<ChainAddress> seen, ChainAddress? address)
    {
        if (address is { } known)
        {
            seen.Add(known);
        }
    }
}
