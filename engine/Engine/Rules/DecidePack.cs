using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Rules;

/// <summary>
/// A second person approves or refuses a rule pack that was proposed. Nobody is exempt: whoever proposed it does not approve it, whatever roles he holds.
/// <para>
/// Refusals in order: no right (<see cref="RightRefusedException"/>), <c>person_needed</c>, the text (<c>reason_too_short</c>, <c>text_too_long</c>,
/// <c>text_unreadable</c>), <c>pack_proposal_unknown</c>, <c>pack_proposal_decided</c>, <c>pack_proposal_overtaken</c>, and what the command itself names.
/// </para>
/// </summary>
public sealed class DecidePack(NpgsqlDataSource postgres, RulePackReader reader, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Approves a proposal: the pack judges from the next batch on.</summary>
    /// <param name="actor">A person with <see cref="Right.ManageRules"/>, and another one than who proposed.</param>
    /// <param name="proposalId">What he saw proposed.</param>
    /// <param name="reason">Why: 10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The approved proposal; also refused <c>four_eyes</c>, <c>pack_changed</c>, <c>rule_pack_refused</c>.</returns>
    public Task<Outcome<PackProposal>> ApproveAsync(Actor actor, long proposalId, string reason, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageRules);
        return DecideAsync(actor, proposalId, reason, async (write, proposal, files) =>
        {
            if (actor.IsSameAs(ActorKind.Person, proposal.ProposedById))
            {
                return new Refusal("four_eyes", $"{actor.Name} proposed this pack; another person must approve it.");
            }

            var reading = reader.Read(files);
            if (reading is not PackReading.Sound(var pack))
            {
                return PackSteps.Unreadable($"The pack of proposal {proposalId}", ((PackReading.Refused)reading).Problems);
            }

            // What he read and what he approves are made one again here: files, hash, and the difference between the two packs.
            var difference = await PackSteps.DifferenceAsync(write, reader, proposal.Replaces, pack, cancellationToken);
            if (!pack.Sha256.AsSpan().SequenceEqual(proposal.Sha256) || difference.ToJson() != proposal.Difference.ToJson())
            {
                return new Refusal("pack_changed", $"Proposal {proposalId} is not what was proposed: its files or its difference have changed since, or this build reads them otherwise. If the product was not updated meanwhile, treat it as an incident. Refuse it, and propose the pack again from its folder.");
            }

            var now = clock.GetUtcNow();
            await PackProposalStore.DecideAsync(write, actor, proposal, "approved", reason.Trim(), now, cancellationToken);
            var packId = await RulePackStore.PutAsync(write, actor, pack, proposalId, now, cancellationToken);
            await RulePackStore.RecordAsync(write, trail, actor, packId, pack, new
            {
                proposal = proposalId, sha256 = Convert.ToHexStringLower(pack.Sha256), rules = RulePackStore.Names(pack), replaces = proposal.Replaces, returnsTo = proposal.ReturnsTo,
                proposedBy = proposal.ProposedById, proposedFor = proposal.Reason, reason = reason.Trim(),
            }, cancellationToken);
            return null;
        }, cancellationToken);
    }

    /// <summary>Refuses a proposal, or takes back what one proposed oneself.</summary>
    /// <param name="actor">A person with <see cref="Right.ManageRules"/>; who proposed it needs no more than <see cref="Right.ProposeRules"/>.</param>
    /// <param name="proposalId">What he saw proposed.</param>
    /// <param name="reason">Why: 10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The refused proposal.</returns>
    public Task<Outcome<PackProposal>> RefuseAsync(Actor actor, long proposalId, string reason, CancellationToken cancellationToken)
    {
        actor.Demand(actor.May(Right.ProposeRules) ? Right.ProposeRules : Right.ManageRules);
        return DecideAsync(actor, proposalId, reason, async (write, proposal, _) =>
        {
            if (!actor.IsSameAs(ActorKind.Person, proposal.ProposedById))
            {
                actor.Demand(Right.ManageRules);
            }

            await PackProposalStore.DecideAsync(write, actor, proposal, "refused", reason.Trim(), clock.GetUtcNow(), cancellationToken);
            await trail.RecordAsync(write, actor, "rule_pack.refuse", new AuditSubject("pack_proposal", $"{proposalId}"),
                new { sha256 = Convert.ToHexStringLower(proposal.Sha256), proposedBy = proposal.ProposedById, reason = reason.Trim() }, cancellationToken);
            return null;
        }, cancellationToken);
    }

    private async Task<Outcome<PackProposal>> DecideAsync(Actor actor, long proposalId, string reason, Func<AtomicWrite, PackProposal, IReadOnlyList<RulePackFile>, Task<Refusal?>> decide, CancellationToken cancellationToken)
    {
        if (PackSteps.FaultOf(actor, reason) is { } fault)
        {
            return fault;
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await RulePackStore.LockAsync(write, cancellationToken);
        if (await PackProposalStore.FindAsync(write, proposalId, cancellationToken) is not var (proposal, files))
        {
            return new Refusal("pack_proposal_unknown", $"There is no proposal {proposalId}. usd1 rules proposals names those there are.");
        }

        if (await RefuseAsync(write, proposal, cancellationToken) is { } notNow)
        {
            return notNow;
        }

        if (await decide(write, proposal, files) is { } refusal)
        {
            return refusal;
        }

        var (decided, _) = (await PackProposalStore.FindAsync(write, proposalId, cancellationToken))!.Value;
        await write.CommitAsync(cancellationToken);
        return decided;
    }

    private static async Task<Refusal?> RefuseAsync(AtomicWrite write, PackProposal proposal, CancellationToken cancellationToken) => proposal.State switch
    {
        PackProposalState.Approved or PackProposalState.Refused => new Refusal("pack_proposal_decided", $"{proposal.Decision!.By} {(proposal.State == PackProposalState.Approved ? "approved" : "refused")} proposal {proposal.Id} already."),
        PackProposalState.Overtaken => new Refusal("pack_proposal_overtaken", $"Proposal {proposal.Id} was made against pack {proposal.Replaces}; pack {await RulePackStore.InForceIdAsync(write, cancellationToken)} has come in force since. Look at what it would change now, and propose it again if it is still right."),
        _ => null,
    };
}
