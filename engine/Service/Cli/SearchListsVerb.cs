using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 screening search --lists U.jsonl.gz --queries Q.jsonl.gz</c>: each query against all lists, with its time.</summary>
internal static class SearchListsVerb
{
    private static readonly JsonSerializerOptions lines = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var lists = new Option<FileInfo>("--lists") { Description = "JSON lines with id, list, type, primary, aliases, other_script; .gz is unpacked.", Required = true };
        var queries = new Option<FileInfo>("--queries") { Description = "JSON lines with query, a party with name and type; .gz is unpacked.", Required = true };
        var threshold = new Option<float?>("--threshold") { Description = "From which score on a party is a hit, above 0 and below 1; the policy's for mint and redeem where it is not given." };
        var threads = new Option<int?>("--threads") { Description = "On how many threads the index is built, 1 or more; one where it is not given. Searching runs on one." };
        var command = new Command("search", "Look queries up in lists; writes the hits and the microseconds of each, then figures of all.") { lists, queries, threshold, threads, ScreeningVerbs.Policy };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.AloneAsync(parsed, async _ =>
        {
            var policy = ScreeningVerbs.Read(parsed);
            var from = parsed.GetValue(threshold) ?? policy.Thresholds.MintRedeem;
            if (from is not (> 0 and < 1))
            {
                throw new InvalidOperationException($"The threshold {from} is not above 0 and below 1.");
            }

            var builders = parsed.GetValue(threads) ?? 1;
            if (builders < 1)
            {
                throw new InvalidOperationException($"The index cannot be built on {builders} threads: give 1 or more.");
            }

            var before = GC.GetTotalMemory(forceFullCollection: true);
            var begun = TimeProvider.System.GetTimestamp();
            var index = await BuildNameIndex.OfAsync(policy, ListLinesReader.Parties(parsed.GetValue(lists)!).ToAsyncEnumerable(), builders, cancellationToken);
            var built = (long)TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
            var heap = (GC.GetTotalMemory(forceFullCollection: true) - before) / (1024 * 1024);
            var (times, listed, found, innocents, stopped) = Answer(policy, index, parsed.GetValue(queries)!, from, cancellationToken);
            times.Sort();
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                p50 = At(times, 0.5), p90 = At(times, 0.9), p99 = At(times, 0.99), max = At(times, 1), unit = "us", queries = times.Count, entries = index.Parties.Count, names = index.NameCount,
                heapMb = heap, buildMs = built, buildThreads = builders, threshold = from, policy = policy.Sha256,
                found = listed == 0 ? (double?)null : Math.Round(found / (double)listed, 4), innocentsPerThousand = innocents == 0 ? (double?)null : Math.Round(1000.0 * stopped / innocents, 2),
            }, lines));
            return ExitCode.Done;
        }));
        return command;
    }

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : Math.Round(sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))], 1);

    private static (List<double> Times, int Listed, int Found, int Innocents, int Stopped) Answer(NamePolicy policy, NameIndex index, FileInfo queries, float threshold, CancellationToken cancellationToken)
    {
        var search = new SearchNames(policy, index);
        var asked = PartyLines.Documents(queries).Select(document => (document.Line, Id: PartyLines.Text(document.Value, "id"), Label: LabelledQuery.Of(document.Value), Party: PartyLines.Party(document.Value.TryGetProperty("query", out var query) ? query : document.Value, $"{queries.Name}, line {document.Line}"))).ToList();

        // The first queries pay for compiling the code that all run on: some are asked unmeasured first.
        foreach (var (_, _, _, party) in asked.Take(300))
        {
            search.Find(party.Names[0], party.Of, threshold, party.Facts);
        }

        search.Forget();
        using var output = new StreamWriter(Console.OpenStandardOutput(), leaveOpen: true);
        var (listed, found, innocents, stopped) = (0, 0, 0, 0);
        List<double> times = new(asked.Count);
        foreach (var (line, id, label, party) in asked)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = TimeProvider.System.GetTimestamp();
            var hits = search.Find(party.Names[0], party.Of, threshold, party.Facts);
            var microseconds = TimeProvider.System.GetElapsedTime(start).TotalMicroseconds;
            times.Add(microseconds);
            listed += label is { IsListed: true } ? 1 : 0;
            found += label is { IsListed: true } && hits.Exists(hit => label.Means(index.Parties[hit.Party].Key)) ? 1 : 0;
            innocents += label is { IsListed: false } ? 1 : 0;
            stopped += label is { IsListed: false } && hits.Count > 0 ? 1 : 0;
            output.WriteLine(JsonSerializer.Serialize(new
            {
                id = id ?? $"{line}", query = party.Names[0], microseconds = Math.Round(microseconds, 1), truncated = search.Truncated,
                hits = hits.Select(hit => new { list = index.Parties[hit.Party].ListId, id = index.Parties[hit.Party].Key, score = hit.Score, name = index.NameOfHit(hit) }),
            }, lines));
        }

        return (times, listed, found, innocents, stopped);
    }
}

/// <summary>What is known of a query beforehand: whom it means, or that it is an innocent.</summary>
/// <param name="Key">The key of the entry that is meant, as the lists have it; null of an innocent.</param>
/// <param name="Reference">The publisher's reference of it.</param>
internal sealed record LabelledQuery(string? Key, string? Reference)
{
    public bool IsListed => Key is not null;

    /// <summary>Null where the line says nothing; <c>label: no_hit</c> is an innocent, <c>expected</c> an entry of the UN's list.</summary>
    public static LabelledQuery? Of(JsonElement line) => line.TryGetProperty("expected", out var expected) && expected.ValueKind == JsonValueKind.Object
        ? new($"un:{PartyLines.Text(expected, "id")}", PartyLines.Text(expected, "reference"))
        : PartyLines.Text(line, "label") == "no_hit" ? new(null, null) : null;

    public bool Means(string key) => key == Key || (Reference is not null && key.Contains(Reference, StringComparison.Ordinal));
}

/// <summary>Reads lists as JSON lines.</summary>
internal static class ListLinesReader
{
    /// <summary>The parties of a file with <c>id</c>, <c>list</c>, <c>type</c>, <c>primary</c>, <c>aliases</c> of <c>name</c> and <c>weak</c>, <c>other_script</c>, <c>dob</c> and <c>nationality</c>.</summary>
    public static IEnumerable<IndexedParty> Parties(FileInfo file)
    {
        foreach (var (line, value) in PartyLines.Documents(file))
        {
            List<IndexedName> names = [];
            if (PartyLines.Text(value, "primary") is { } primary)
            {
                names.Add(new IndexedName(primary, false));
            }

            if (value.TryGetProperty("aliases", out var aliases) && aliases.ValueKind == JsonValueKind.Array)
            {
                names.AddRange(aliases.EnumerateArray().Where(alias => alias.ValueKind == JsonValueKind.Object && PartyLines.Text(alias, "name") is not null)
                    .Select(alias => new IndexedName(PartyLines.Text(alias, "name")!, alias.TryGetProperty("weak", out var weak) && weak.ValueKind == JsonValueKind.True)));
            }

            names.AddRange(PartyLines.Texts(value, "other_script").Select(name => new IndexedName(name, false)));
            if (names.Count == 0)
            {
                throw new InvalidOperationException($"{file.Name}, line {line}: an entry needs a primary name.");
            }

            yield return new IndexedParty(PartyLines.Text(value, "list") ?? "", PartyLines.Text(value, "id") ?? $"{line}", PartyLines.Of(PartyLines.Text(value, "type")), names)
            {
                Facts = new PartyFacts([.. PartyLines.Texts(value, "dob").Select(PartyLines.Born).OfType<Usd1Compliance.Lists.DateInterval>()], [.. PartyLines.Texts(value, "nationality").Select(PartyLines.Country).OfType<string>()], Usd1Compliance.Lists.ListedGender.Unknown, []),
            };
        }
    }
}
