using System.Globalization;

namespace Usd1Compliance.Simulation.Measuring;

/// <summary>One instance as <c>instances.csv</c> tells of it.</summary>
/// <param name="Name">Which.</param>
/// <param name="Typology">Its number in the catalogue.</param>
/// <param name="Label">Planted or hard negative.</param>
/// <param name="FirstAt">When its first transfer occurred, UTC.</param>
/// <param name="Also">Other typologies that it meets as well: an alert of theirs on it is no false one.</param>
public sealed record TruthInstance(string Name, int Typology, TruthLabel Label, DateTimeOffset FirstAt, IReadOnlyList<int> Also);

/// <summary>What an economy holds besides everyday life: its instances, and which transfer belongs to which.</summary>
public sealed class DetectionTruth
{
    private readonly Dictionary<string, TruthInstance> instances;
    private readonly Dictionary<long, TruthInstance> byTransfer;

    /// <summary>Takes both tables up.</summary>
    /// <param name="instances">Every instance, by a name of its own.</param>
    /// <param name="transfers">The transfers that are not ordinary, with the name of their instance.</param>
    /// <exception cref="InvalidDataException">A transfer names an instance that there is not.</exception>
    public DetectionTruth(IEnumerable<TruthInstance> instances, IEnumerable<(long TransferId, string Instance)> transfers)
    {
        this.instances = instances.ToDictionary(instance => instance.Name, StringComparer.Ordinal);
        byTransfer = transfers.ToDictionary(each => each.TransferId, each => this.instances.GetValueOrDefault(each.Instance)
            ?? throw new InvalidDataException($"Transfer {each.TransferId} belongs to instance '{each.Instance}', which the table of instances does not have. Take both tables of one economy."));
    }

    /// <summary>All instances.</summary>
    public IReadOnlyCollection<TruthInstance> Instances => instances.Values;

    /// <summary>The instance of a transfer; null for an ordinary one.</summary>
    public TruthInstance? OfTransfer(long transferId) => byTransfer.GetValueOrDefault(transferId);

    /// <summary>Reads <c>instances.csv</c> and <c>truth.csv</c> of a folder that <c>usd1 simulate</c> wrote.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidDataException">A line cannot be read: says which and why.</exception>
    public static DetectionTruth Read(string folder) => new(
        Rows(Path.Combine(folder, "instances.csv"), Files.FileWords.Instances).Select(row => new TruthInstance(
            row[0], int.Parse(row[1], CultureInfo.InvariantCulture), LabelOf(row[2]), DateTimeOffset.Parse(row[6], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            [.. row[8].Split('|', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture))])),
        Rows(Path.Combine(folder, "truth.csv"), Files.FileWords.Truth).Select(row => (long.Parse(row[0], CultureInfo.InvariantCulture), row[3])));

    private static TruthLabel LabelOf(string text) => text switch
    {
        "planted" => TruthLabel.Planted,
        "hard_negative" => TruthLabel.HardNegative,
        _ => throw new InvalidDataException($"'{text}' is no label of an instance. It is planted or hard_negative."),
    };

    private static IEnumerable<string[]> Rows(string path, Files.Column[] columns)
    {
        using var reader = File.OpenText(path);
        var (header, expected) = (reader.ReadLine(), string.Join(',', columns.Select(column => column.Name)));
        if (header != expected)
        {
            throw new InvalidDataException($"{path} begins with '{header}' and not with {expected}. Write the economy anew by usd1 simulate.");
        }

        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            var cells = text.Split(',');
            yield return cells.Length == columns.Length ? cells : throw new InvalidDataException($"{path}, line {line} has {cells.Length} cells and not {columns.Length}.");
        }
    }
}
