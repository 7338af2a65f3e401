using System.Globalization;

namespace Usd1Compliance.Monitoring;

/// <summary>The evidence of an alert as sentences for an analyst.</summary>
public static class EvidenceInWords
{
    /// <summary>What was found: why a rule failed, the segment whose thresholds held, hits, then the facts of the alert's subject, of the other side and of the transfer, and what was not known.</summary>
    public static IReadOnlyList<string> Sentences(this AlertEvidence evidence)
    {
        List<string> sentences = [];
        if (evidence.Failure is { } failure)
        {
            sentences.Add($"The rule could not be evaluated: {failure}");
        }

        if (evidence.Segment is { } segment)
        {
            sentences.Add($"Judged by the thresholds of the segment {segment.Id}: {string.Join(", ", segment.Parameters.Select(pair => $"{pair.Key} {pair.Value}"))}.");
        }

        sentences.AddRange(evidence.Hits.Select(hit => HitInWords(hit, evidence.Transfer)));
        sentences.AddRange(FactsOf(evidence, evidence.Subject, ""));
        var other = evidence.Subject == "originator" ? "beneficiary" : "originator";
        sentences.AddRange(FactsOf(evidence, other, $"The {other}: "));
        foreach (var part in (string[])["transfer", "pair", "graph", "customer", "supply"])
        {
            sentences.AddRange(FactsOf(evidence, part, ""));
        }

        var unknown = evidence.Facts.Where(fact => fact.Value is null).Select(fact => fact.Name).ToList();
        if (unknown.Count > 0)
        {
            sentences.Add($"Not known: {string.Join(", ", unknown)}.");
        }

        return sentences;
    }

    private static string HitInWords(EvidenceHit hit, EvidenceTransfer transfer)
    {
        var programmes = hit.Programmes.Count == 0 ? "" : $", programmes {string.Join(", ", hit.Programmes)}";
        var party = $"{hit.Address} is on {hit.ListId} (party {hit.EntryKey} {hit.PrimaryName}{programmes})";
        var day = $"{transfer.OccurredAt.UtcDateTime:yyyy-MM-dd}";
        return (hit.ListedOn, hit.ListedAtTheTime) switch
        {
            ({ } listedOn, true) => $"{party}, listed on {listedOn:yyyy-MM-dd}; it was listed at the time of the transfer of {day}.",
            ({ } listedOn, false) => $"{party}, listed on {listedOn:yyyy-MM-dd}; the transfer of {day} came before that: it was not listed at that time.",
            _ => $"{party}; the list does not say since when: whether it was listed at the time of the transfer of {day} is not known.",
        };
    }

    // A count and the sum that belongs to it are one sentence; a sum alone is one of its own.
    private static IEnumerable<string> FactsOf(AlertEvidence evidence, string part, string opening)
    {
        var values = evidence.Facts
            .Where(fact => fact.Value is not null && fact.Name.StartsWith(part + ".", StringComparison.Ordinal))
            .DistinctBy(fact => fact.Name)
            .Select(fact => (Name: fact.Name[(part.Length + 1)..], Value: fact.Value!))
            .ToList();
        var byName = values.ToDictionary(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            var counted = name.Contains("Usd", StringComparison.Ordinal) ? name.Replace("Usd", "Count", StringComparison.Ordinal) : null;
            if (counted is not null && byName.ContainsKey(counted))
            {
                continue;
            }

            var sum = byName.GetValueOrDefault(name.Replace("Count", "Usd", StringComparison.Ordinal));
            var together = sum is not null && name.Contains("Count", StringComparison.Ordinal) ? $", {Usd(sum)} together" : "";
            yield return $"{opening}{FactWords.Say($"{part}.{name}", value)}{together}.";
        }
    }

    /// <summary>Dollars as people write them: <c>$28,500.00</c>.</summary>
    internal static string Usd(string value) => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var usd)
        ? usd.ToString("$#,##0.00####", CultureInfo.InvariantCulture)
        : value;
}
