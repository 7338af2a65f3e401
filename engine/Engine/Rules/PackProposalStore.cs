using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Rules;

/// <summary>Proposed packs and what was decided on them, as rows that nobody changes.</summary>
public sealed class PackProposalStore(NpgsqlDataSource postgres)
{
    // Who joins a proposal, as p, with its decision d and the pack k that it came in force as: ReadAt reads these from a column on.
    internal const string Columns = """
        p.proposal_id, p.sha256, p.rules, p.tests, p.returns_to, p.replaces, p.difference::text, p.reason, p.proposed_by_id, p.proposed_by_name, p.proposed_at,
        p.replaces = (SELECT max(pack_id) FROM rule_pack), d.kind, d.decided_by_id, d.decided_by_name, d.decided_at, d.reason, k.pack_id
        """;

    private const string from = " FROM pack_proposal p LEFT JOIN pack_decision d USING (proposal_id) LEFT JOIN rule_pack k USING (proposal_id) ";

    /// <summary>Proposals, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadRules"/>.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Page<PackProposal>> PageAsync(Actor actor, int offset, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadRules);
        var total = await postgres.Command("SELECT count(*) FROM pack_proposal").ScalarAsync<long>(cancellationToken);
        return new Page<PackProposal>(await postgres.Command("SELECT " + Columns + from + "ORDER BY p.proposal_id DESC OFFSET $1 LIMIT $2", offset, limit).RowsAsync(row => ReadAt(row, 0), cancellationToken), total);
    }

    /// <summary>The proposals that wait for a second person, oldest first: several may, of which the first that is approved overtakes the others.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadRules"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<PackProposal>> WaitingAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadRules);
        return postgres.Command("SELECT " + Columns + from + "WHERE d.proposal_id IS NULL AND p.replaces = (SELECT max(pack_id) FROM rule_pack) ORDER BY p.proposal_id").RowsAsync(row => ReadAt(row, 0), cancellationToken);
    }

    /// <summary>A proposal, or null where there is none of that number.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadRules"/>.</param>
    /// <param name="proposalId">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<PackProposal?> FindAsync(Actor actor, long proposalId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadRules);
        return postgres.Command("SELECT " + Columns + from + "WHERE p.proposal_id = $1", proposalId).RowAsync(row => ReadAt(row, 0), cancellationToken);
    }

    /// <summary>A proposal with its files, inside the write that holds the packs locked.</summary>
    internal static async Task<(PackProposal Proposal, IReadOnlyList<RulePackFile> Files)?> FindAsync(AtomicWrite write, long proposalId, CancellationToken cancellationToken)
    {
        var found = await write.Command("SELECT " + Columns + ", p.files::text" + from + "WHERE p.proposal_id = $1", proposalId)
            .RowAsync(row => Tuple.Create(ReadAt(row, 0), RulePackStore.FilesOf(row.GetString(18))), cancellationToken);
        return found is null ? null : (found.Item1, found.Item2);
    }

    /// <summary>The proposal of this very pack that waits, or null.</summary>
    internal static Task<PackProposal?> WaitingAsync(AtomicWrite write, byte[] sha256, long inForce, CancellationToken cancellationToken) =>
        write.Command("SELECT " + Columns + from + "WHERE p.sha256 = $1 AND p.replaces = $2 AND d.proposal_id IS NULL", sha256, inForce).RowAsync(row => ReadAt(row, 0), cancellationToken);

    internal static Task<long> AddAsync(AtomicWrite write, Actor actor, RulePack pack, int tests, long? returnsTo, long replaces, PackDifference difference, string reason, DateTimeOffset now, CancellationToken cancellationToken) =>
        write.Command("""
            INSERT INTO pack_proposal (sha256, files, rules, tests, returns_to, replaces, difference, reason, proposed_by_kind, proposed_by_id, proposed_by_name, proposed_at)
            VALUES ($1, $2::text::jsonb, $3, $4, $5::bigint, $6, $7::text::jsonb, $8, $9, $10, $11, $12) RETURNING proposal_id
            """, pack.Sha256, RulePackStore.JsonOf(pack), pack.Rules.Count, tests, returnsTo, replaces, difference.ToJson(), reason, actor.Kind.ToString(), actor.Id, actor.Name, now).ScalarAsync<long>(cancellationToken);

    internal static Task DecideAsync(AtomicWrite write, Actor actor, PackProposal proposal, string kind, string reason, DateTimeOffset now, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO pack_decision (proposal_id, proposed_by_kind, proposed_by_id, kind, reason, decided_by_kind, decided_by_id, decided_by_name, decided_at)
        VALUES ($1, 'Person', $2, $3, $4, $5, $6, $7, $8)
        """, proposal.Id, proposal.ProposedById, kind, reason, actor.Kind.ToString(), actor.Id, actor.Name, now).RunAsync(cancellationToken);

    /// <summary>Reads a proposal from <see cref="Columns"/>, the first of which stands at a place.</summary>
    internal static PackProposal ReadAt(NpgsqlDataReader row, int at)
    {
        var decision = row.IsDBNull(at + 12) ? null
            : new PackDecision(row.GetString(at + 13), row.GetString(at + 14), row.GetFieldValue<DateTimeOffset>(at + 15), row.GetString(at + 16), row.IsDBNull(at + 17) ? null : row.GetInt64(at + 17));
        var state = decision is null ? row.GetBoolean(at + 11) ? PackProposalState.Waiting : PackProposalState.Overtaken : row.GetString(at + 12) == "approved" ? PackProposalState.Approved : PackProposalState.Refused;
        return new PackProposal(row.GetInt64(at), row.GetFieldValue<byte[]>(at + 1), row.GetInt32(at + 2), row.GetInt32(at + 3), row.IsDBNull(at + 4) ? null : row.GetInt64(at + 4), row.GetInt64(at + 5),
            PackDifference.FromJson(row.GetString(at + 6)), row.GetString(at + 7), row.GetString(at + 8), row.GetString(at + 9), row.GetFieldValue<DateTimeOffset>(at + 10), state, decision);
    }
}
