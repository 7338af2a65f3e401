namespace Usd1Compliance.Monitoring;

/// <summary>What a finding rests on: enough to derive it again years later. Kept as JSON; <see cref="EvidenceInWords"/> tells it to an analyst.</summary>
/// <param name="PackSha256">Of the rule pack, in hexadecimal.</param>
/// <param name="Subject">originator or beneficiary: which side of the transfer the alert is about.</param>
/// <param name="Transfer">The transfer as it was judged.</param>
/// <param name="Parameters">The rule's parameters, by name.</param>
/// <param name="Facts">The facts that the rule looked at, in the order of its expression.</param>
/// <param name="Hits">What either address is on a list for; empty where neither is.</param>
/// <param name="Failure">Why the rule could not be evaluated; null where it was.</param>
/// <param name="Segment">The segment of the subject whose own thresholds the rule was judged by; null where its own held.</param>
public sealed record AlertEvidence(string PackSha256, string Subject, EvidenceTransfer Transfer, IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<EvidenceFact> Facts, IReadOnlyList<EvidenceHit> Hits, string? Failure = null, EvidenceSegment? Segment = null);

/// <summary>Thresholds of a segment, in place of a rule's own.</summary>
/// <param name="Id">The segment.</param>
/// <param name="Parameters">Those that the segment gives, with the values that were used.</param>
public sealed record EvidenceSegment(string Id, IReadOnlyDictionary<string, string> Parameters);

/// <summary>The transfer of an alert, in the spelling that people read.</summary>
/// <param name="Kind">transfer, mint, burn, freeze, unfreeze or seize.</param>
/// <param name="OccurredAt">UTC.</param>
/// <param name="Amount">Exact, in whole tokens.</param>
/// <param name="Symbol">Of the token.</param>
/// <param name="Chain">Where it moved.</param>
/// <param name="From">The address that tokens left; null where there is none.</param>
/// <param name="To">The address that tokens reached; null where there is none.</param>
public sealed record EvidenceTransfer(string Kind, DateTimeOffset OccurredAt, string Amount, string Symbol, string Chain, string? From, string? To);

/// <summary>A fact that a rule looked at.</summary>
/// <param name="Name">As rules name it: <c>originator.SentUsd24h</c>.</param>
/// <param name="Value">Invariant text: a number, <c>true</c>, <c>false</c> or a word; null where it was not known.</param>
public sealed record EvidenceFact(string Name, string? Value);

/// <summary>An address of the transfer on a list.</summary>
/// <param name="Side">originator or beneficiary.</param>
/// <param name="Address">As the publisher wrote it.</param>
/// <param name="ListId">The list.</param>
/// <param name="VersionId">The version that was in force.</param>
/// <param name="EntryId">The entry as it stood in that version.</param>
/// <param name="EntryKey">The publisher's own key of the party.</param>
/// <param name="PrimaryName">The party.</param>
/// <param name="Blocking">Whether the list blocks property.</param>
/// <param name="Programmes">Under which the party is listed.</param>
/// <param name="ListedOn">Since when; null where the publisher does not say.</param>
/// <param name="ListedAtTheTime">Whether that was on or before the UTC day of the transfer; null where the day of listing is not known.</param>
public sealed record EvidenceHit(string Side, string Address, string ListId, long VersionId, long EntryId, string EntryKey, string PrimaryName, bool Blocking,
    IReadOnlyList<string> Programmes, DateOnly? ListedOn, bool? ListedAtTheTime);
