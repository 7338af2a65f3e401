namespace Usd1Compliance.Simulation.Files;

/// <summary>The tables as CSV in UTF-8 with LF. No field holds a comma but names, which stand in quotes.</summary>
internal sealed class CsvFiles(string folder) : IEconomyFiles
{
    private readonly Utf8Sheet transfers = new(Path.Combine(folder, "transfers.csv"), FileWords.Transfers, hashed: true);
    private readonly Utf8Sheet truth = new(Path.Combine(folder, "truth.csv"), FileWords.Truth);
    private readonly Utf8Sheet instances = new(Path.Combine(folder, "instances.csv"), FileWords.Instances);
    private readonly Utf8Sheet labels = new(Path.Combine(folder, "labels.csv"), FileWords.Labels);
    private readonly Utf8Sheet minters = new(Path.Combine(folder, "minters.csv"), FileWords.Minters);

    public string Sha256 { get; private set; } = "";

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;       // a sheet empties itself

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
        labels.Quoted(name);
        if (observedUnix is { } known)
        {
            labels.Time(known);
        }
        else
        {
            labels.Cell("");
        }

        labels.EndLine();
    }

    public void Minter(string chain, string address, string name)
    {
        minters.Cell(chain);
        minters.Cell(address);
        minters.Quoted(name);
        minters.EndLine();
    }

    public Task CompleteAsync(CancellationToken cancellationToken)
    {
        Sha256 = transfers.Complete();
        return Task.CompletedTask;
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
