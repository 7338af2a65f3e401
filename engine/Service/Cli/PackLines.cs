using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary>Rule packs, proposals and what they change, as lines for people and as documents for scripts.</summary>
internal static class PackLines
{
    /// <summary>Rows that a verb prints at the most.</summary>
    public const int Most = 200;

    public static IEnumerable<string> Of(PackRecord pack)
    {
        yield return $"pack {pack.PackId}: {pack.Rules} rules, in force since {pack.LoadedAt:yyyy-MM-dd HH:mm} UTC, {HowOf(pack)}. SHA-256 {Convert.ToHexStringLower(pack.Sha256)}";
        if (pack.Proposal is { } agreed)
        {
            yield return $"   {agreed.Difference.InShort}. {agreed.Reason}";
        }
    }

    public static IEnumerable<string> Of(PackProposal one)
    {
        var what = $"{one.Rules} rules{(one.ReturnsTo is { } earlier ? $", a return to pack {earlier}" : $", {one.Tests} tests passed")}, by {one.ProposedBy} on {one.ProposedAt:yyyy-MM-dd HH:mm} UTC, against pack {one.Replaces}";
        yield return $"proposal {one.Id}: {what}. SHA-256 {Convert.ToHexStringLower(one.Sha256)}";
        yield return $"   {one.Difference.InShort}. {one.Reason}";
        yield return one.State switch
        {
            PackProposalState.Waiting => $"   WAITS for a second person: usd1 rules approve {one.Id} --as NAME --reason \"…\", or refuse.",
            PackProposalState.Overtaken => $"   OVERTAKEN: pack {one.Replaces} is no longer in force. Propose it again, if it is still right.",
            PackProposalState.Approved => $"   In force as pack {one.Decision!.PackId}, approved by {one.Decision.By} on {one.Decision.At:yyyy-MM-dd HH:mm} UTC: {one.Decision.Reason}",
            _ => $"   Refused by {one.Decision!.By} on {one.Decision.At:yyyy-MM-dd HH:mm} UTC: {one.Decision.Reason}",
        };
    }

    public static IEnumerable<string> Of(PackDifference difference)
    {
        if (difference.Unread is { } unread)
        {
            yield return $"WARNING: {unread} Every rule counts as added.";
        }

        foreach (var rule in difference.Rules)
        {
            yield return rule switch
            {
                { VersionBefore: null } => $"ADDED {rule.RuleId} (version {rule.VersionAfter}): {rule.Says}",
                { VersionAfter: null } => $"REMOVED {rule.RuleId} (version {rule.VersionBefore}): {rule.Says}",
                _ => $"CHANGED {rule.RuleId} (version {(rule.VersionBefore == rule.VersionAfter ? $"{rule.VersionAfter}{(rule.LacksNewVersion ? ", NOT RAISED" : "")}" : $"{rule.VersionBefore} -> {rule.VersionAfter}")})",
            };
            foreach (var field in rule.Fields)
            {
                yield return field switch
                {
                    { Before: null } => $"   {field.Field}: {field.After}",
                    { After: null } => $"   {field.Field}: was {field.Before}",
                    _ => $"   {field.Field}: {field.Before} -> {field.After}",
                };
            }
        }

        foreach (var field in difference.Layer ?? [])
        {
            yield return $"LAYER {field.Field}: {(field.Before is { } was ? $"{was} -> " : "")}{field.After ?? "gone"}";
        }

        if (difference is { Rules.Count: 0, Layer: null })
        {
            yield return $"No rule changes; only how they are written in {string.Join(", ", difference.Files)}.";
        }
    }

    public static IEnumerable<string> Rest<T>(Page<T> page) => page.Total > page.Rows.Count ? [$"and {page.Total - page.Rows.Count} earlier ones, which the page Rules of the browser shows."] : [];

    public static object Document(PackProposal one) => new
    {
        one.Id, one.State, sha256 = Convert.ToHexStringLower(one.Sha256), one.Rules, one.Tests, one.ReturnsTo, one.Replaces, one.ProposedBy, one.ProposedAt, one.Reason,
        decidedBy = one.Decision?.By, decidedAt = one.Decision?.At, decidedFor = one.Decision?.Reason, packId = one.Decision?.PackId, one.Difference,
    };

    public static object Document(PackRecord pack) => new
    {
        pack.PackId, sha256 = Convert.ToHexStringLower(pack.Sha256), pack.Rules, inForceSince = pack.LoadedAt, putBy = pack.LoadedBy, pack.ShippedWith,
        proposal = pack.Proposal?.Id, proposedBy = pack.Proposal?.ProposedBy, approvedBy = pack.Proposal?.Decision?.By, pack.Proposal?.Reason, pack.Proposal?.Difference,
    };

    private static string HowOf(PackRecord pack) => pack switch
    {
        { ShippedWith: { } version } => $"loaded at first start, shipped with version {version}",
        { Proposal: { } agreed } => $"proposed by {agreed.ProposedBy}, approved by {agreed.Decision!.By}",
        _ => $"put there by {pack.LoadedBy}, before two persons were asked for",
    };
}
