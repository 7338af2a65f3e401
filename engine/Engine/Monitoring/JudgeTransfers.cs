using System.Globalization;
using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.BelowTheLine;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>Judges transfers by one pack: measures facts, evaluates the rules, and puts together what was found. It touches no database.</summary>
/// <param name="pack">By which.</param>
/// <param name="below">Looks below its line; null where nobody does.</param>
internal sealed class JudgeTransfers(CompiledPack pack, LookBelowTheLine? below = null)
{
    private readonly ulong[] yes = new ulong[pack.Words];
    private readonly ulong[] unknown = new ulong[pack.Words];
    private readonly FactRow facts = new(pack.Facts);
    private readonly string packSha256 = Convert.ToHexStringLower(pack.Pack.Sha256);

    /// <summary>The pack.</summary>
    public RulePack Pack => pack.Pack;

    /// <summary>Judges transfers in their order.</summary>
    /// <param name="transfers">The next of one source.</param>
    /// <param name="state">What came before; counts these transfers.</param>
    /// <param name="knowledge">In force.</param>
    public BatchFindings Judge(IReadOnlyList<Transfer> transfers, MonitoringState state, AddressKnowledge knowledge)
    {
        state.Know(knowledge);
        List<Finding> findings = [];
        Dictionary<(int Rule, string Fact), GapCount> gaps = [];
        foreach (var transfer in transfers)
        {
            state.Take(transfer, facts);
            var failed = pack.Evaluate(facts, state.Memory, yes, unknown);
            foreach (var rule in Bits(yes))
            {
                findings.Add(Found(rule, transfer, facts, knowledge));
            }

            foreach (var failure in failed)
            {
                findings.Add(Failed(failure, transfer, facts, knowledge));
            }

            foreach (var rule in Bits(unknown))
            {
                CountGaps(gaps, rule, transfer, facts);
            }

            below?.Look(transfer, facts, state.Memory, yes, unknown, rule => Found(rule, transfer, facts, knowledge));
        }

        return new BatchFindings(findings, [.. gaps.Values], below?.TakeDrawn() ?? []);
    }

    private static IEnumerable<int> Bits(ulong[] words)
    {
        for (var word = 0; word < words.Length; word++)
        {
            for (var bits = words[word]; bits != 0; bits &= bits - 1)
            {
                yield return (word * 64) + BitOperations.TrailingZeroCount(bits);
            }
        }
    }

    private void CountGaps(Dictionary<(int Rule, string Fact), GapCount> gaps, int rule, Transfer transfer, FactRow facts)
    {
        // A mint has no originator and a burn no beneficiary: nothing is missing that anybody could feed, and counting it would hide what is.
        foreach (var fact in pack.FactsOf(rule, facts).Where(fact => fact.Value is null && SideStands(fact.Name, transfer)))
        {
            var before = gaps.GetValueOrDefault((rule, fact.Name))?.Transfers ?? 0;
            gaps[(rule, fact.Name)] = new GapCount(pack.Pack.Rules[rule].Id, fact.Name, before + 1, transfer.Id.Sequence);
        }
    }

    private static bool SideStands(string fact, Transfer transfer) =>
        fact.StartsWith("originator.", StringComparison.Ordinal) ? transfer.From is not null
        : !fact.StartsWith("beneficiary.", StringComparison.Ordinal) || transfer.To is not null;

    private Finding Found(int index, Transfer transfer, FactRow facts, AddressKnowledge knowledge)
    {
        var rule = pack.Pack.Rules[index];
        var (subject, side) = SubjectOf(rule, transfer);
        return new Finding(rule.Id, rule, transfer, subject, rule.Severity, rule.Typology, rule.Says, Evidence(index, side, transfer, facts, knowledge));
    }

    // A rule that cannot be computed is a finding of its own: the transfer was not judged by it, and somebody must.
    private Finding Failed(RuleFailed failure, Transfer transfer, FactRow facts, AddressKnowledge knowledge)
    {
        var (subject, side) = SubjectOf(failure.Rule, transfer);
        var evidence = Evidence(pack.IndexOf(failure.Rule), side, transfer, facts, knowledge) with { Failure = failure.Message };
        var severity = failure.Rule.Severity == Severity.Critical ? Severity.Critical : Severity.High;
        return new Finding($"rule-failed/{failure.Rule.Id}", failure.Rule, transfer, subject, severity, "rule-failed",
            $"The rule {failure.Rule.Id} could not be evaluated for this transfer: {failure.Message} Judge the transfer by hand, and mend the rule.", evidence);
    }

    // Where the side that the rule speaks about is the issuer's own, the other side is what an analyst can look at; else whoever asked, else the token itself.
    internal static (ChainAddress Subject, string Side) SubjectOf(Rule rule, Transfer transfer) => SubjectOf(rule.Subject, transfer.From, transfer.To) is ({ } subject, var side) ? (subject, side)
        : (transfer.InitiatedBy ?? transfer.Asset.Contract ?? ChainAddress.Unexplained($"{transfer.Asset.Chain}:{transfer.Asset.Symbol}"), "issuer");

    /// <summary>Which side of a transfer an alert is about; null where it names nobody.</summary>
    internal static (ChainAddress? Subject, string Side) SubjectOf(RuleSubject wanted, ChainAddress? from, ChainAddress? to) => (wanted, from, to) switch
    {
        (RuleSubject.Originator, not null, _) => (from, "originator"),
        (RuleSubject.Beneficiary, _, not null) => (to, "beneficiary"),
        (_, not null, _) => (from, "originator"),
        (_, _, not null) => (to, "beneficiary"),
        _ => (null, "issuer"),
    };

    private AlertEvidence Evidence(int rule, string side, Transfer transfer, FactRow facts, AddressKnowledge knowledge) => new(
        packSha256,
        side,
        new EvidenceTransfer(transfer.Kind.ToString().ToLowerInvariant(), transfer.OccurredAt, transfer.Amount.ToString(), transfer.Asset.Symbol, transfer.Asset.Chain, Text(transfer.From), Text(transfer.To)),
        Texts(pack.VariantOf(rule, facts)?.Parameters ?? pack.Pack.Rules[rule].Parameters),
        [.. pack.FactsOf(rule, facts).Select(fact => new EvidenceFact(fact.Name, Text(fact.Value)))],
        [.. HitsOf("originator", transfer.From, transfer, knowledge), .. HitsOf("beneficiary", transfer.To, transfer, knowledge)],
        Segment: pack.VariantOf(rule, facts) is { } variant ? new EvidenceSegment(variant.Segment, Texts(variant.Own)) : null);

    private static Dictionary<string, string> Texts(IReadOnlyDictionary<string, object> parameters) => parameters.ToDictionary(pair => pair.Key, pair => Text(pair.Value)!, StringComparer.Ordinal);

    private static IEnumerable<EvidenceHit> HitsOf(string side, ChainAddress? address, Transfer transfer, AddressKnowledge knowledge) =>
        address is not { } known ? [] : knowledge.Index.HitsOf(known, transfer.OccurredAt)
            .DistinctBy(hit => (hit.Listed.VersionId, hit.Listed.EntryId))      // one address under two currency tags is one hit
            .Select(hit => new EvidenceHit(side, hit.Listed.Text, hit.Listed.ListId, hit.Listed.VersionId, hit.Listed.EntryId, hit.Listed.EntryKey, hit.Listed.PrimaryName,
                hit.Listed.Blocking, hit.Listed.Programmes, hit.Listed.ListedOn, hit.ListedThen switch { Truth.Yes => true, Truth.No => false, _ => null }));

    private static string? Text(ChainAddress? address) => address is { } known ? AddressText.Write(known) : null;

    internal static string? Text(object? value) => value switch
    {
        null => null,
        bool yesOrNo => yesOrNo ? "true" : "false",
        decimal number => number.ToString("0.############################", CultureInfo.InvariantCulture),     // 10000, not 10000.000000
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
