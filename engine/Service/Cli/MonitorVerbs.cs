using System.CommandLine;
using System.Collections.Frozen;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Streams;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 monitor</c>: the monitoring engine over files of transfers, for measuring, for models and for judging rules. It needs no database.</summary>
internal static class MonitorVerbs
{
    /// <summary>The files of transfers.</summary>
    public static readonly Option<string> Transfers = new("--transfers") { Description = "transfers.csv, or a folder whose *.csv and *.csv.gz are read in order of name: transfer_id,chain,occurred_at,from,to,amount[,kind[,initiated_by,order_id]].", Required = true };

    /// <summary>The folder of lists.</summary>
    public static readonly Option<string?> Lists = new("--lists") { Description = "A folder with files of lists (OFAC, UN, EU, UK, your own). Without it an empty list is in force: nobody is listed." };

    /// <summary>The file of labels.</summary>
    public static readonly Option<string?> Labels = new("--labels") { Description = "labels.csv: address,category,name[,observed_at]. Known from observed_at on, or always. freeze-proposed says that the issuer has proposed to freeze." };

    /// <summary>The file of minters.</summary>
    public static readonly Option<string?> Minters = new("--minters") { Description = "minters.csv with a column address: who mints for the issuer, for transfers with a column initiated_by. Without it nobody's mint is known to be right or wrong." };

    /// <summary>The family of verbs.</summary>
    public static Command Create() => new("monitor", "Run the monitoring engine over files of transfers; needs no database.") { RunMonitorVerb.Create(), MonitorFeaturesVerb.Create(), MeasureDetectionVerb.Create() };

    /// <summary>The files that are meant, in the order in which they are read.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path) ? [path] : throw new InvalidOperationException($"There is no file and no folder {path}. Name transfers.csv, or a folder that holds such files.");
        }

        List<string> files = [.. Directory.EnumerateFiles(path).Where(IsTable).Order(StringComparer.Ordinal)];
        // A folder of a simulated economy holds other tables too.
        var transfers = files.Where(file => Path.GetFileName(file).StartsWith("transfers", StringComparison.OrdinalIgnoreCase)).ToList();
        return transfers.Count > 0 ? transfers : files.Count > 0 ? files : throw new InvalidOperationException($"The folder {path} holds no *.csv and no *.csv.gz.");
    }

    /// <summary>The pack of a folder, or of the folder packs in it.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read; the message says all that is wrong.</exception>
    public static CompiledPack PackOf(string folder)
    {
        var model = FactModel.Of<TransferFacts>();
        var packs = Path.Combine(folder, "packs");
        return new RulePackReader(model).ReadDirectory(Directory.Exists(packs) ? packs : folder) switch
        {
            PackReading.Sound(var pack) => CompilePack.ForTransfers(pack, model),
            PackReading.Refused(var problems) => throw new InvalidOperationException($"The rules of {folder} are refused: {string.Join(' ', problems.Select(problem => problem.ToString()))}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>What is known of addresses, by the options.</summary>
    public static async Task<(StreamKnowledge Known, FrozenSet<ChainAddress> Minters)> KnownAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var labels = parsed.GetValue(Labels) is { } file ? await StreamKnowledge.ReadLabelsAsync(file, cancellationToken) : [];

        // Without a list of its own the stream is judged as though an empty one were in force: that nobody is listed is then known.
        var (listings, lists) = parsed.GetValue(Lists) is { } folder ? StreamKnowledge.ReadLists(folder, cancellationToken) : ((IReadOnlyList<ListedAddress>)[], (IReadOnlyList<ListInForce>)[]);
        var none = new ListInForce("none", "No list", Blocking: true, 1, new byte[32], null, DateTimeOffset.UnixEpoch, TimeSpan.MaxValue);
        var minters = parsed.GetValue(Minters) is { } names ? await StreamKnowledge.ReadMintersAsync(names, cancellationToken) : FrozenSet<ChainAddress>.Empty;
        return (new StreamKnowledge(labels, listings, lists.Count > 0 ? lists : [none], minters, parsed.GetValue(Labels) is not null), minters);
    }

    private static bool IsTable(string file) => file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);
}
