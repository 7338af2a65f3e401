namespace Usd1Compliance.Rules;

/// <summary>Which side of a transfer a rule speaks about: its alert is about that address.</summary>
public enum RuleSubject
{
    /// <summary>The address that tokens leave.</summary>
    Originator,

    /// <summary>The address that tokens reach.</summary>
    Beneficiary,
}

/// <summary>One rule of a pack as a compliance officer wrote it. Its expression was read, walked and found sound.</summary>
public sealed record Rule
{
    /// <summary>Unique in its pack, lower case with hyphens: <c>structuring-sent-3000</c>. Alerts keep it.</summary>
    public required string Id { get; init; }

    /// <summary>1 and up; raised by whoever changes what the rule finds.</summary>
    public required int Version { get; init; }

    /// <summary>The pattern that it looks for, by name: <c>structuring</c>.</summary>
    public required string Typology { get; init; }

    /// <summary>The typology's number in the catalogue, 1 to 46.</summary>
    public required int Number { get; init; }

    /// <summary>On which market the finding lies.</summary>
    public required Market Market { get; init; }

    /// <summary>How grave the finding is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>0 to 100: its weight in the queue.</summary>
    public required int Score { get; init; }

    /// <summary>The finding in one sentence, for the analyst.</summary>
    public required string Says { get; init; }

    /// <summary>The law, guidance or study behind it.</summary>
    public required string Source { get; init; }

    /// <summary>Which side the alert is about.</summary>
    public required RuleSubject Subject { get; init; }

    /// <summary>For how long, in event time, the same rule about the same subject counts as a repeat of one alert; 24 hours unless the pack says otherwise.</summary>
    public required TimeSpan Suppression { get; init; }

    /// <summary>Its thresholds by name: <c>int</c>, <c>decimal</c> or <c>string</c>.</summary>
    public required IReadOnlyDictionary<string, object> Parameters { get; init; }

    /// <summary>What an innocent case looks like and how it is handled.</summary>
    public required string FalsePositives { get; init; }

    /// <summary>The expression to the letter.</summary>
    public required string Expression { get; init; }

    /// <summary>The file that it stands in.</summary>
    public required string File { get; init; }

    /// <summary>The facts that it looks at, as it names them (<c>originator.SentUsd24h</c>), in the order in which they first appear.</summary>
    public required IReadOnlyList<string> Facts { get; init; }

    /// <summary>The rule as it judges segments that have thresholds of their own for it; none of nearly every rule.</summary>
    public IReadOnlyList<SegmentVariant> Variants { get; init; } = [];

    /// <summary>What the expression came to when it was walked.</summary>
    internal RuleNode Tree { get; init; } = null!;

    /// <summary>The fact that says in which segment the address is that the rule speaks about.</summary>
    internal string SegmentFact => $"{(Subject == RuleSubject.Originator ? "originator" : "beneficiary")}.Segment";

    /// <summary>What is judged by: the tree, or one for each segment with thresholds of its own beside it.</summary>
    internal RuleNode Judgement(FactModel facts) => Variants.Count == 0 ? Tree : new RuleNode.BySegment(facts.ByName[SegmentFact], [.. Variants.Select(variant => (variant.Segment, variant.Tree))], Tree);
}
