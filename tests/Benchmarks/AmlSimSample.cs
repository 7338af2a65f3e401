using System.Globalization;

namespace Usd1Compliance.Benchmarks;

/// <summary>
/// A sample graph of IBM's AMLSim (Apache-2.0, synthetic): addresses, which of them belong to a laundering pattern, and transfers in order of their step. Amounts, opening
/// balances and the step of the fraud stand in the files and are not read: in these samples the small amounts of the patterns give the label away.
/// </summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Fraud">For each address, by its number from 0, whether it belongs to a pattern.</param>
/// <param name="Transfers">Originator and beneficiary by their numbers, and the step from 1 on, in the order of the file.</param>
internal sealed record AmlSimSample(string Name, bool[] Fraud, IReadOnlyList<(int Originator, int Beneficiary, int Step)> Transfers)
{
    /// <summary>Reads both files of a folder.</summary>
    /// <exception cref="InvalidDataException">A header or a line is not as AMLSim writes it, or the steps do not rise: nothing is guessed.</exception>
    public static AmlSimSample Read(string folder)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var fraud = new List<bool>();
        foreach (var cells in Lines(Path.Combine(folder, "nodes.csv"), "nodeid,isFraud,init_balance,fraudStep"))
        {
            numbers.Add(cells[0], fraud.Count);
            fraud.Add(cells[1] switch { "1" => true, "0" => false, var other => throw new InvalidDataException($"{folder}: isFraud is {other}, and must be 0 or 1.") });
        }

        var transfers = Lines(Path.Combine(folder, "transactions.csv"), "sourceNodeId,targetNodeId,value,time")
            .Select(cells => (numbers[cells[0]], numbers[cells[1]], int.Parse(cells[3], CultureInfo.InvariantCulture))).ToList();
        if (transfers.Zip(transfers.Skip(1)).Any(two => two.First.Item3 > two.Second.Item3))
        {
            throw new InvalidDataException($"{folder}: the transfers are not in the order of their steps.");
        }

        return new(Path.GetFileName(folder), [.. fraud], transfers);
    }

    private static IEnumerable<string[]> Lines(string file, string header)
    {
        using var reader = File.OpenText(file);
        if (reader.ReadLine() != header)
        {
            throw new InvalidDataException($"{file} must begin with {header}.");
        }

        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            yield return cells.Length == 4 ? cells : throw new InvalidDataException($"{file}: {line} must have four cells.");
        }
    }
}
