using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation;

/// <summary>What was written.</summary>
/// <param name="Transfers">Rows of transfers.csv.</param>
/// <param name="Addresses">Different addresses in them.</param>
/// <param name="Planted">Transfers that belong to planted instances.</param>
/// <param name="HardNegatives">Transfers of lawful look-alikes.</param>
/// <param name="Labels">Rows of labels.csv.</param>
/// <param name="Sha256">Of transfers.csv, in lower-case hexadecimal.</param>
public sealed record WrittenEconomy(long Transfers, int Addresses, long Planted, long HardNegatives, int Labels, string Sha256);

/// <summary>
/// Writes an economy as three CSV files in UTF-8 with LF: <c>transfers.csv</c> (transfer_id,chain,occurred_at,from,to,amount,kind),
/// <c>truth.csv</c> (transfer_id,label,typology,instance,role; a row only for what is not ordinary) and <c>labels.csv</c> (address,category,name).
/// No field holds a comma but the names, which stand in quotes.
/// </summary>
public static class WriteEconomy
{
    private const int ReportEvery = 5_000;

    /// <summary>Writes the three files into a folder, which is made where it is missing; files that stand there are replaced.</summary>
    /// <param name="economy">What to write. It must end: live transfers would have no last row.</param>
    /// <param name="settings">What it is made from, for the progress.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="progress">0 to 1.</param>
    /// <param name="cancellationToken">Ends the writing; what was written so far stays.</param>
    public static async Task<WrittenEconomy> IntoAsync(Economy economy, SimulationSettings settings, string folder, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (settings.LivePerSecond > 0)
        {
            throw new ArgumentException("An economy that goes on live has no end, and cannot be written into a file.", nameof(settings));
        }

        Directory.CreateDirectory(folder);
        await using (var labels = Open(Path.Combine(folder, "labels.csv")))
        {
            await LabelsAsync(economy.Labels, labels, cancellationToken);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var transfers = Open(Path.Combine(folder, "transfers.csv"));
        await using var truth = Open(Path.Combine(folder, "truth.csv"));
        await WriteAsync("transfer_id,chain,occurred_at,from,to,amount,kind\n");
        await truth.WriteAsync("transfer_id,label,typology,instance,role\n".AsMemory(), cancellationToken);
        var (rows, planted, hardNegatives) = (0L, 0L, 0L);
        HashSet<ChainAddress> seen = [];
        foreach (var transfer in economy.Transfers())
        {
            rows++;
            planted += transfer.Truth.Label == TruthLabel.Planted ? 1 : 0;
            hardNegatives += transfer.Truth.Label == TruthLabel.HardNegative ? 1 : 0;
            Note(seen, transfer.From);
            Note(seen, transfer.To);
            await WriteAsync(LineOf(transfer));
            if (transfer.Truth.Label != TruthLabel.Ordinary)
            {
                await truth.WriteAsync(TruthOf(transfer).AsMemory(), cancellationToken);
            }

            if (rows % ReportEvery == 0)
            {
                progress?.Report(Math.Clamp(1 - ((settings.Until - transfer.OccurredAt).TotalDays / settings.Days), 0, 1));
            }
        }

        progress?.Report(1);
        return new WrittenEconomy(rows, seen.Count, planted, hardNegatives, economy.Labels.Count, Convert.ToHexStringLower(hash.GetHashAndReset()));

        async Task WriteAsync(string line)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
            await transfers.WriteAsync(line.AsMemory(), cancellationToken);
        }
    }

    /// <summary>Writes labels.csv.</summary>
    public static async Task LabelsAsync(IEnumerable<SimulatedLabel> labels, TextWriter writer, CancellationToken cancellationToken)
    {
        await writer.WriteAsync("address,category,name\n".AsMemory(), cancellationToken);
        foreach (var label in labels)
        {
            await writer.WriteAsync($"{TextOf(label.Address)},{label.Category},\"{label.Name}\"\n".AsMemory(), cancellationToken);
        }
    }

    /// <summary>A row of transfers.csv with its line end.</summary>
    public static string LineOf(SimulatedTransfer transfer) => string.Create(CultureInfo.InvariantCulture,
        $"{transfer.Sequence},{Economy.Chain},{transfer.OccurredAt:yyyy-MM-ddTHH:mm:ssZ},{TextOf(transfer.From)},{TextOf(transfer.To)},{transfer.Amount},{KindOf(transfer.Kind)}\n");

    private static string TruthOf(SimulatedTransfer transfer) => string.Create(CultureInfo.InvariantCulture,
        $"{transfer.Sequence},{(transfer.Truth.Label == TruthLabel.Planted ? "planted" : "hard_negative")},{transfer.Truth.Typology},{transfer.Truth.Instance},{transfer.Truth.Role}\n");

    // Lower case: ten million checksums would cost more than all the rest.
    private static string TextOf(ChainAddress? address) => address is { } known ? "0x" + Convert.ToHexStringLower(known.Bytes) : "";

    private static string KindOf(TransferKind kind) => kind switch
    {
        TransferKind.Transfer => "transfer",
        TransferKind.Mint => "mint",
        TransferKind.Burn => "burn",
        TransferKind.Freeze => "freeze",
        TransferKind.Unfreeze => "unfreeze",
        TransferKind.Seize => "seize",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static void Note(HashSet<ChainAddress> seen, ChainAddress? address)
    {
        if (address is { } known)
        {
            seen.Add(known);
        }
    }

    private static StreamWriter Open(string path) => new(path, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
}
