using Usd1Compliance.Simulation.Files;

namespace Usd1Compliance.Simulation.Market;

/// <summary>Writes a market economy into a folder: the tables of <see cref="EconomyTables"/> and <c>lists/own.csv</c>. docs/simulation.md has their columns.</summary>
public static class WriteMarket
{
    /// <summary>Writes it. The folder is made where it is missing; files that stand there are replaced.</summary>
    /// <param name="settings">What it is made from.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="format">In which format the tables are.</param>
    /// <param name="progress">0 to 1.</param>
    /// <param name="cancellationToken">Ends the writing after the day at hand; what was written so far stays.</param>
    /// <exception cref="ArgumentException">The settings make no economy; the message names each fault and its mend.</exception>
    public static async Task<WrittenEconomy> IntoAsync(MarketSettings settings, string folder, FileFormat format, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var economy = new MarketEconomy(settings);
        var world = economy.World;
        Directory.CreateDirectory(folder);
        await using var files = new EconomyTables(folder, format);
        var counts = new Counts();
        var day = 0;
        foreach (var rows in economy.Days())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(files, world, rows.Span, counts);
            await files.FlushAsync(cancellationToken);
            progress?.Report(Math.Max(0, ++day - MarketWorld.HistoryDays) / (double)settings.Days);
        }

        var instances = Instances(files, world);
        Labels(files, world);
        Minters(files, world);
        await OwnListFile.WriteAsync(folder, world.Known.Listed.Select(party =>
            new OwnListLine(party.Key, party.Name, [.. party.Accounts.Select(world.Wallets.TextOf).Distinct()], DateOnly.FromDateTime(world.Genesis.AddDays(party.ListedDay).UtcDateTime))), cancellationToken);
        await files.CompleteAsync(cancellationToken);
        return new WrittenEconomy(counts.Rows, counts.Seen.Count, counts.Planted, counts.HardNegatives, world.Known.Labels.Count, files.Sha256) { Instances = instances, PoisoningDust = counts.Poisoning };
    }

    private sealed class Counts
    {
        public long Rows;
        public long Planted;
        public long Poisoning;
        public long HardNegatives;

        /// <summary>Accounts that occur. An owner's accounts on several chains count once each.</summary>
        public readonly HashSet<int> Seen = [];
    }

    private static void Write(EconomyTables files, MarketWorld world, ReadOnlySpan<MarketRow> rows, Counts counts)
    {
        var wallets = world.Wallets;
        Span<byte> from = stackalloc byte[64], to = stackalloc byte[64], minter = stackalloc byte[64];
        foreach (ref readonly var row in rows)
        {
            counts.Rows++;
            files.Transfer(new TransferLine
            {
                Id = row.Id,
                Chain = MarketChain.Names[row.Chain],
                Unix = world.Unix(row.Second),
                From = Text(row.From, from, counts),
                To = Text(row.To, to, counts),
                Sum = row.Sum,
                Kind = row.Kind,
                InitiatedBy = row.InitiatedBy < 0 ? [] : minter[..wallets.WriteText(row.InitiatedBy, minter)],
                OrderId = row.Order.ToString(),
            });
            if (row.Truth != 0)
            {
                var instance = world.Truths.InstanceOf(row.Truth);
                Count(counts, instance);
                files.Truth(row.Id, instance.Label, instance.Typology, instance.Name, world.Truths.RoleOf(row.Truth));
            }
        }

        ReadOnlySpan<byte> Text(int account, Span<byte> into, Counts seen)
        {
            if (account < 0)
            {
                return [];
            }

            seen.Seen.Add(account);
            return into[..wallets.WriteText(account, into)];
        }
    }

    private static void Count(Counts counts, Instance instance)
    {
        if (instance.Label == TruthLabel.HardNegative)
        {
            counts.HardNegatives++;
        }
        else if (instance.Typology == 36)
        {
            counts.Poisoning++;
        }
        else
        {
            counts.Planted++;
        }
    }

    private static int Instances(EconomyTables files, MarketWorld world)
    {
        var told = world.Truths.Instances.Where(instance => instance.Transfers > 0).ToList();
        foreach (var instance in told)
        {
            files.Instance(new InstanceLine(instance.Name, instance.Typology, instance.Label, [.. instance.Subjects.Select(world.Wallets.TextOf).Distinct()],
                instance.First, instance.Last, world.Unix(instance.FirstSecond), world.Unix(instance.LastSecond), instance.Also));
        }

        return told.Count;
    }

    // An owner's accounts on several chains are one address, and an address has one label of a category: the earliest.
    private static void Labels(EconomyTables files, MarketWorld world)
    {
        HashSet<(string Address, string Category)> given = [];
        foreach (var label in world.Known.Labels.OrderBy(label => label.Since ?? -1))
        {
            var address = world.Wallets.TextOf(label.Account);
            if (given.Add((address, label.Category)))
            {
                files.Label(address, label.Category, label.Name, label.Since is { } since ? world.Unix(since) : null);
            }
        }
    }

    private static void Minters(EconomyTables files, MarketWorld world)
    {
        for (byte chain = 0; chain < MarketChain.Count; chain++)
        {
            var (name, on) = (MarketChain.Names[chain], chain);
            foreach (var minter in world.People.Minters.SelectMany(group => group[on]))
            {
                files.Minter(name, world.Wallets.TextOf(minter), "The issuer");
            }

            foreach (var bridge in world.People.Bridges)
            {
                files.Minter(name, world.Wallets.TextOf(bridge[on]), "A bridge");
            }
        }
    }
}
