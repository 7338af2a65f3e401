using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Rules;

/// <summary>
/// A person proposes a rule pack: nothing changes until another person approves it (<see cref="DecidePack"/>), docs/decisions/0013.
/// <para>
/// Refusals in order: no right (<see cref="RightRefusedException"/>), <c>person_needed</c>, the text (<c>reason_too_short</c>, <c>text_too_long</c>,
/// <c>text_unreadable</c>), and what the command itself names.
/// </para>
/// </summary>
public sealed class ProposePack(NpgsqlDataSource postgres, RulePackReader reader, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Proposes the pack of a folder, whose unit tests were run.</summary>
    /// <param name="actor">A person with <see cref="Right.ProposeRules"/>.</param>
    /// <param name="report">How the tests beside the rules went: they must all pass.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The proposal that waits; also refused <c>rule_pack_refused</c>, <c>layer_missing</c>, <c>rule_tests_failed</c>, <c>pack_none_in_force</c>, <c>pack_in_force</c>, <c>pack_proposal_waits</c>.</returns>
    public async Task<Outcome<PackProposal>> ProposeAsync(Actor actor, RuleTestReport report, string reason, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ProposeRules);
        if ((PackSteps.FaultOf(actor, reason) ?? FaultOf(report)) is { } fault)
        {
            return fault;
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await RulePackStore.LockAsync(write, cancellationToken);
        return await ProposeAsync(write, actor, report.Pack!, report.Results.Count, null, reason.Trim(), cancellationToken);
    }

    /// <summary>Proposes to go back to a pack that was in force before.</summary>
    /// <param name="actor">A person with <see cref="Right.ProposeRules"/>.</param>
    /// <param name="packId">As the history and alerts name it.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The proposal that waits; also refused <c>pack_unknown</c>, <c>pack_changed</c>, <c>rule_pack_refused</c>, <c>pack_in_force</c>, <c>pack_proposal_waits</c>.</returns>
    public async Task<Outcome<PackProposal>> ProposeReturnAsync(Actor actor, long packId, string reason, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ProposeRules);
        if (PackSteps.FaultOf(actor, reason) is { } fault)
        {
            return fault;
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await RulePackStore.LockAsync(write, cancellationToken);
        if (await RulePackStore.FilesOfAsync(write, packId, cancellationToken) is not { } stored)
        {
            return new Refusal("pack_unknown", $"No rule pack {packId} was ever in force. usd1 rules packs names those that were.");
        }

        return reader.Read(stored.Files) switch
        {
            PackReading.Sound(var pack) when pack.Sha256.AsSpan().SequenceEqual(stored.Sha256) => await ProposeAsync(write, actor, pack, 0, packId, reason.Trim(), cancellationToken),
            PackReading.Sound => new Refusal("pack_changed", $"Rule pack {packId} is not what was in force: its files no longer hash to what its row says. Treat it as an incident, and propose the pack from its folder."),
            var refused => PackSteps.Unreadable($"Rule pack {packId}", ((PackReading.Refused)refused).Problems),
        };
    }

    private async Task<Outcome<PackProposal>> ProposeAsync(AtomicWrite write, Actor actor, RulePack pack, int tests, long? returnsTo, string reason, CancellationToken cancellationToken)
    {
        if (await RulePackStore.InForceIdAsync(write, cancellationToken) is not { } inForce)
        {
            return new Refusal("pack_none_in_force", $"No rule pack is in force yet, so there is none to change. Start the service: it loads the shipped pack, or that of the folder which {RulesFolder.Variable} names.");
        }

        var (sha256, _) = (await RulePackStore.FilesOfAsync(write, inForce, cancellationToken))!.Value;
        var difference = await PackSteps.DifferenceAsync(write, reader, inForce, pack, cancellationToken);
        if (sha256.AsSpan().SequenceEqual(pack.Sha256) && difference.Unread is null)
        {
            return new Refusal("pack_in_force", $"This pack is in force already, as pack {inForce}: no letter of its files differs.");
        }

        if (await PackProposalStore.WaitingAsync(write, pack.Sha256, inForce, cancellationToken) is { } waiting)
        {
            return new Refusal("pack_proposal_waits", $"{waiting.ProposedBy} proposed this very pack already, as proposal {waiting.Id}. A second person approves or refuses that.");
        }

        var id = await PackProposalStore.AddAsync(write, actor, pack, tests, returnsTo, inForce, difference, reason, clock.GetUtcNow(), cancellationToken);
        await trail.RecordAsync(write, actor, "rule_pack.propose", new AuditSubject("pack_proposal", $"{id}"), new
        {
            sha256 = Convert.ToHexStringLower(pack.Sha256), rules = RulePackStore.Names(pack), tests, replaces = inForce, returnsTo, reason,
            added = difference.Added.Select(rule => rule.RuleId), removed = difference.Removed.Select(rule => rule.RuleId), changed = difference.Changed.Select(rule => rule.RuleId),
        }, cancellationToken);
        var (proposal, _) = (await PackProposalStore.FindAsync(write, id, cancellationToken))!.Value;
        await write.CommitAsync(cancellationToken);
        return proposal;
    }

    private static Refusal? FaultOf(RuleTestReport report)
    {
        if (report.Pack is null)
        {
            return PackSteps.Unreadable("The pack", report.Problems);
        }

        if (!report.Pack.HasLayer)
        {
            return new Refusal("layer_missing", $"The folder holds no {GlobalLayer.FileName}. It is part of a pack: what is a service, what taints, what is dust. Copy it from the rules in force into the folder, or lay it beside a folder of the name packs.");
        }

        var faults = report.Results.Where(result => result.Fault is not null).Select(result => $"{result.Test.Rule}: {result.Test.Says}: {result.Fault}").Concat(report.Problems.Select(problem => $"{problem}"));
        return report.Passed ? null : new Refusal("rule_tests_failed", $"The tests beside the rules do not pass, so that nothing is proposed. {string.Join(" ", faults)}");
    }
}
