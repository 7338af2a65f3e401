using System.Diagnostics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening;
using Usd1Compliance.Tests.Engine.Screening;

namespace Usd1Compliance.Benchmarks;

/// <summary>Whether every address of the real list is found in each of its spellings, and how long that takes once it is read.</summary>
internal static class AddressVariantBenchmarks
{
    private const string command = "./bench screening";
    private const int rounds = 100;

    public static void Run(CancellationToken cancellationToken)
    {
        if (SharedData.Find("sanctions/lists/ofac-sdn-advanced/sdn_advanced.2025-11-19.xml.bz2") is not { } list)
        {
            Console.Error.WriteLine("screening: the spellings of listed addresses were skipped, because ../shared/data is not there: they are those of the real list of 2025-11-19.");
            return;
        }

        var listed = ((ListReading.Whole)ListFile.Read(list, null, cancellationToken)).File.Entries
            .SelectMany((entry, place) => entry.Addresses.Select(address => new ListedAddress("ofac-sdn", 1, place, entry.Key, entry.PrimaryName, true, [], Key(address.Text), address.Tag, address.Text, null))).ToList();
        var index = AddressIndex.Build(listed, []);
        var asked = listed.SelectMany(address => AddressSpellings.Of(address).Distinct(StringComparer.Ordinal)
            .Select(text => (Listed: address, Key: Key(text)))).ToList();
        var on = $"SDN_ADVANCED.XML of 2025-11-19: {listed.Count} addresses in {asked.Count} spellings (letter case, hexadecimal and base58, old and new form of a chain)";
        Figure.Print("screening.address.recall", asked.Count(one => index.Find(one.Key).Contains(one.Listed)) / (double)asked.Count, "share", on, command);
        Figure.Print("screening.address.find", Find(index, [.. asked.Select(one => one.Key)]), "ns", $"{on}; by key, each {rounds} times after as many to warm up", command);
    }

    private static ChainAddress Key(string text) => AddressText.TryRead(text.AsSpan().Trim(), out var address) ? address : ChainAddress.Unexplained(text.Trim());

    private static double Find(AddressIndex index, ChainAddress[] keys)
    {
        var found = 0;
        var watch = new Stopwatch();
        for (var round = 0; round < 2 * rounds; round++)
        {
            if (round == rounds)
            {
                watch.Start();
            }

            foreach (var key in keys)
            {
                found += index.Find(key).Length;
            }
        }

        watch.Stop();
        GC.KeepAlive(found);
        return watch.Elapsed.TotalNanoseconds / ((double)keys.Length * rounds);
    }
}
