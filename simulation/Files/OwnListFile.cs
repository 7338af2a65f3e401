using System.Text;

namespace Usd1Compliance.Simulation.Files;

/// <summary>A party of <c>lists/own.csv</c>.</summary>
internal sealed record OwnListLine(string Key, string Name, IReadOnlyList<string> Addresses, DateOnly ListedOn);

/// <summary>Writes the sanctioned parties as a list of one's own, in the format of docs/own-list.md.</summary>
internal static class OwnListFile
{
    public static async Task WriteAsync(string folder, IEnumerable<OwnListLine> parties, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(folder, "lists"));
        var text = new StringBuilder("key,name,kind,measure,addresses,programme,listed_on,reason\n");
        foreach (var party in parties)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{party.Key},\"{party.Name}\",entity,block,{string.Join('|', party.Addresses)},simulated,{party.ListedOn:yyyy-MM-dd},Invented for the simulated economy\n");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "lists", "own.csv"), text.ToString(), cancellationToken);
    }
}
