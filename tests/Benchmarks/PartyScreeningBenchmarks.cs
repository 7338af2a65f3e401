using System.Diagnostics;
using System.Globalization;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening;
using Usd1Compliance.Screening.Names;
using Usd1Compliance.Service.Cli;

namespace Usd1Compliance.Benchmarks;

/// <summary>What one party costs as the service screens it: found among all lists, explained, and brought together over lists that repeat it.</summary>
internal static class PartyScreeningBenchmarks
{
    private const string command = "./bench screening";
    private const int warmUp = 300, measured = 4_000;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        if (SharedData.Find("sanctions/lists/names_universe.2025-11_2026-05.jsonl.gz") is not { } lists || SharedData.Find("sanctions/screen_dev.jsonl.gz") is not { } queries)
        {
            Console.Error.WriteLine("screening: parties against all lists were skipped, because ../shared/data is not there: the figures are about the real lists of 2025-11 to 2026-05.");
            return;
        }

        var policy = NamePolicy.Read(NamePairBenchmarks.PolicyFolder);
        policy.Fold("warm", NameOf.Person);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        var names = await ListedNames.OfAsync(policy, ListLinesReader.Parties(new FileInfo(lists)).Select(Listed).ToAsyncEnumerable(), [], Environment.ProcessorCount, cancellationToken);
        var load = Stopwatch.GetElapsedTime(started);
        var on = $"{names.Index.Parties.Count:N0} parties with {names.Index.NameCount:N0} names of the lists of OFAC, UN, EU and UK, each with list, version, entry and programmes";
        Figure.Print("screening.parties.load", load.TotalSeconds, "s", $"{on}: from a gzipped file of JSON lines, folded on {Environment.ProcessorCount} threads", command);
        Figure.Print("screening.parties.heap", (GC.GetTotalMemory(forceFullCollection: true) - before) / (1024.0 * 1024.0), "MB", $"{on}, without the policy", command);
        var asked = PartyLines.Documents(new FileInfo(queries)).Select(document => PartyLines.Party(document.Value.GetProperty("query"), $"line {document.Line}")).Take(measured).Select(party => new PartyQuery(party.Names, party.Of, party.Facts)).ToList();
        List<double> microseconds = [];
        var found = 0;
        foreach (var (at, query) in asked.Take(warmUp).Concat(asked).Index())
        {
            var start = Stopwatch.GetTimestamp();
            var search = names.Find(query, policy.Thresholds.MintRedeem);
            foreach (var hit in search.Hits)
            {
                found += names.Explain(query, hit).Comparison.Pairs.Count;
            }

            if (at >= warmUp)
            {
                microseconds.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        GC.KeepAlive(found);
        microseconds.Sort();
        var reach = string.Create(CultureInfo.InvariantCulture, $"{on}; {asked.Count} queries of people on the UN's list and innocent ones, looked up and every hit explained, one thread, at {policy.Thresholds.MintRedeem}");
        Figure.Print("screening.parties.p50", microseconds[microseconds.Count / 2], "us", reach, command);
        Figure.Print("screening.parties.p99", microseconds[(int)(microseconds.Count * 0.99)], "us", reach, command);
    }

    // As the database gives them, so that what leads a hit back to its list is weighed too.
    private static ListedParty Listed(IndexedParty party, int entry) => new(party.ListId, 1, entry, party.Key, party.Of switch { NameOf.Person => ListEntryKind.Individual, NameOf.Vessel => ListEntryKind.Vessel, _ => ListEntryKind.Entity }, true, ["SDGT"],
        [.. party.Names.Select((name, at) => new ListedName(name.Text, "", at == 0 ? "Name" : "A.K.A.", at == 0, name.Weak, []))])
    {
        BirthDates = party.Facts.BirthDates, Countries = party.Facts.Countries, Gender = party.Facts.Gender,
    };
}
