namespace Usd1Compliance.Simulation.Files;

/// <summary>The tables of an economy, in one of the formats. The own list is CSV in both: it is what <c>usd1 lists load</c> reads.</summary>
internal sealed class EconomyTables(string folder, FileFormat format) : IAsyncDisposable
{
    private readonly Sheet transfers = Sheet.Open(folder, "transfers", FileWords.Transfers, format, hashed: true);
    private readonly Sheet truth = Sheet.Open(folder, "truth", FileWords.Truth, format);
    private readonly Sheet instances = Sheet.Open(folder, "instances", FileWords.Instances, format);
    private readonly Sheet labels = Sheet.Open(folder, "labels", FileWords.Labels, format);
    private readonly Sheet minters = Sheet.Open(folder, "minters", FileWords.Minters, format);

    /// <summary>SHA-256 of the table of transfers in lower-case hexadecimal, once it is complete.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Writes what is held back, where that is much.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await transfers.FlushAsync(cancellationToken);
        await truth.FlushAsync(cancellationToken);
    }

    public void Transfer(in TransferLine line)
    {
        transfers.Cell(line.Id);
        transfers.Cell(line.Chain);
        transfers.Time(line.Unix);
        transfers.Cell(line.From);
        transfers.Cell(line.To);
        transfers.Amount(line.Sum);
        transfers.Cell(FileWords.Of(line.Kind));
        transfers.Cell(line.InitiatedBy);
        transfers.Cell(line.OrderId);
        transfers.EndLine();
    }

    public void Truth(long id, TruthLabel label, int typology, string instance, string role)
    {
        truth.Cell(id);
        truth.Cell(FileWords.Of(label));
        truth.Cell(typology);
        truth.Cell(instance);
        truth.Cell(role);
        truth.EndLine();
    }

    public void Instance(InstanceLine line)
    {
        instances.Cell(line.Name);
        instances.Cell(line.Typology);
        instances.Cell(FileWords.Of(line.Label));
        instances.Cell(string.Join('|', line.Subjects));
        instances.Cell(line.First);
        instances.Cell(line.Last);
        instances.Time(line.FirstUnix);
        instances.Time(line.LastUnix);
        instances.Cell(string.Join('|', line.Also));
        instances.EndLine();
    }

    public void Label(string address, string category, string name, long? observedUnix)
    {
        labels.Cell(address);
        labels.Cell(category);
        labels.Name(name);
        labels.Time(observedUnix);
        labels.EndLine();
    }

    public void Minter(string chain, string address, string name)
    {
        minters.Cell(chain);
        minters.Cell(address);
        minters.Name(name);
        minters.EndLine();
    }

    /// <summary>Writes what is held back and settles <see cref="Sha256"/>.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        Sha256 = await transfers.CompleteAsync(cancellationToken);
        foreach (var sheet in (Sheet[])[truth, instances, labels, minters])
        {
            await sheet.CompleteAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await transfers.DisposeAsync();
        await truth.DisposeAsync();
        await instances.DisposeAsync();
        await labels.DisposeAsync();
        await minters.DisposeAsync();
    }
}
