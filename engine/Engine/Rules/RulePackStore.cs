using System.Text.Json;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Rules;

/// <summary>A pack as it was put in force.</summary>
/// <param name="PackId">Ascending: the greatest is in force. Alerts name it.</param>
/// <param name="Sha256">Of the pack.</param>
/// <param name="Rules">How many rules it holds.</param>
/// <param name="LoadedAt">When it came in force.</param>
/// <param name="LoadedBy">Who put it in force: the second person, or the job <c>first-start</c>.</param>
public sealed record PackRecord(long PackId, byte[] Sha256, int Rules, DateTimeOffset LoadedAt, string LoadedBy)
{
    /// <summary>The version of the product that it came with, where it was loaded at first start; null otherwise.</summary>
    public string? ShippedWith { get; init; }

    /// <summary>What two people agreed on; null of the pack of the first start, and of packs from before two people were asked for.</summary>
    public PackProposal? Proposal { get; init; }
}

/// <summary>A pack with its rules, and when it came in force.</summary>
public sealed record PackInForce(PackRecord Record, RulePack Pack);

/// <summary>Rule packs as rows: every one that was ever in force, to the letter. The newest is in force. Two people put one there: <see cref="ProposePack"/>, <see cref="DecidePack"/>.</summary>
public sealed class RulePackStore(NpgsqlDataSource postgres, RulePackReader reader, AuditTrail audit, TimeProvider clock)
{
    private const string columns = "k.pack_id, k.sha256, k.rules, k.loaded_at, k.loaded_by, k.shipped_with, " + PackProposalStore.Columns;
    private const string from = " FROM rule_pack k LEFT JOIN pack_proposal p USING (proposal_id) LEFT JOIN pack_decision d USING (proposal_id) ";

    // The files of a pack stand behind its columns.
    private const int files = 24;

    /// <summary>The pack that judges now, or null before the first was put in force. For jobs: no right is asked.</summary>
    /// <exception cref="RulePackRefusedException">This build can no longer read it: a fact was renamed, say.</exception>
    public Task<PackInForce?> InForceAsync(CancellationToken cancellationToken) => ReadAsync(null, cancellationToken);

    /// <summary>The id of the pack that judges now, or null: the cheap question that a worker asks before each batch.</summary>
    public Task<long?> InForceIdAsync(CancellationToken cancellationToken) =>
        postgres.Command("SELECT max(pack_id) FROM rule_pack").TryScalarAsync<long>(cancellationToken);

    /// <summary>A pack that is or was in force, or null.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadRules"/>.</param>
    /// <param name="packId">As alerts name it; null for the one in force.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RulePackRefusedException">This build can no longer read it.</exception>
    /// <exception cref="RulePackChangedException">It is not what two people agreed on: its row was changed behind the product's back.</exception>
    public Task<PackInForce?> FindAsync(Actor actor, long? packId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadRules);
        return ReadAsync(packId, cancellationToken);
    }

    /// <summary>How a pack came in force, without its rules, or null: also of one that can no longer be read.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadRules"/>.</param>
    /// <param name="packId">As alerts name it; null for the one in force.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<PackRecord?> RecordAsync(Actor actor, long? packId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadRules);
        return postgres.Command("SELECT " + columns + from + "WHERE $1::bigint IS NULL OR k.pack_id = $1 ORDER BY k.pack_id DESC LIMIT 1", packId).RowAsync(ReadRecord, cancellationToken);
    }

    /// <summary>Packs that were ever in force, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadRules"/>.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Page<PackRecord>> PageAsync(Actor actor, int offset, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadRules);
        var total = await postgres.Command("SELECT count(*) FROM rule_pack").ScalarAsync<long>(cancellationToken);
        return new Page<PackRecord>(await postgres.Command("SELECT " + columns + from + "ORDER BY k.pack_id DESC OFFSET $1 LIMIT $2", offset, limit).RowsAsync(ReadRecord, cancellationToken), total);
    }

    /// <summary>Puts the first pack in force, which no two people could agree on yet; where one ever was, that one stands and is answered.</summary>
    /// <param name="actor">The job <c>first-start</c>, with <see cref="Right.ManageRules"/>.</param>
    /// <param name="pack">The shipped one.</param>
    /// <param name="shippedWith">The version of the product.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<PackInForce> PutFirstAsync(Actor actor, RulePack pack, string shippedWith, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageRules);
        await using (var write = await AtomicWrite.BeginAsync(postgres, cancellationToken))
        {
            await LockAsync(write, cancellationToken);
            if (await InForceIdAsync(write, cancellationToken) is null)
            {
                var now = clock.GetUtcNow();
                // A statement of its own beside that of a proposal: the login that runs it may name these columns and no others.
                var packId = await write.Command("""
                    INSERT INTO rule_pack (sha256, files, rules, loaded_at, loaded_by, shipped_with) VALUES ($1, $2::text::jsonb, $3, $4, $5, $6) RETURNING pack_id
                    """, pack.Sha256, JsonOf(pack), pack.Rules.Count, now, actor.Name, shippedWith).ScalarAsync<long>(cancellationToken);
                await RecordAsync(write, audit, actor, packId, pack, new { shippedWith, sha256 = Convert.ToHexStringLower(pack.Sha256), rules = Names(pack) }, cancellationToken);
                await write.CommitAsync(cancellationToken);
                return new PackInForce(new PackRecord(packId, pack.Sha256, pack.Rules.Count, now, actor.Name) { ShippedWith = shippedWith }, pack);
            }
        }

        return (await InForceAsync(cancellationToken))!;
    }

    /// <summary>Puts an approved proposal in force, inside the write that approves it.</summary>
    internal static Task<long> PutAsync(AtomicWrite write, Actor actor, RulePack pack, long proposalId, DateTimeOffset now, CancellationToken cancellationToken) => write.Command("""
        INSERT INTO rule_pack (sha256, files, rules, loaded_at, loaded_by, proposal_id) VALUES ($1, $2::text::jsonb, $3, $4, $5, $6) RETURNING pack_id
        """, pack.Sha256, JsonOf(pack), pack.Rules.Count, now, actor.Name, proposalId).ScalarAsync<long>(cancellationToken);

    /// <summary>One at a time: nobody proposes against, or approves over, a pack that another is just replacing. The triggers take the same lock.</summary>
    internal static Task LockAsync(AtomicWrite write, CancellationToken cancellationToken) => write.Command("SELECT pg_advisory_xact_lock(hashtext('rule_pack'))").RunAsync(cancellationToken);

    internal static Task<long?> InForceIdAsync(AtomicWrite write, CancellationToken cancellationToken) => write.Command("SELECT max(pack_id) FROM rule_pack").TryScalarAsync<long>(cancellationToken);

    /// <summary>The hash and files of a pack as they stand, read or not, inside a write.</summary>
    internal static async Task<(byte[] Sha256, IReadOnlyList<RulePackFile> Files)?> FilesOfAsync(AtomicWrite write, long packId, CancellationToken cancellationToken)
    {
        var found = await write.Command("SELECT sha256, files::text FROM rule_pack WHERE pack_id = $1", packId).RowAsync(row => Tuple.Create(row.GetFieldValue<byte[]>(0), FilesOf(row.GetString(1))), cancellationToken);
        return found is null ? null : (found.Item1, found.Item2);
    }

    internal static IReadOnlyList<RulePackFile> FilesOf(string json) => [.. JsonSerializer.Deserialize<Dictionary<string, string>>(json)!.Select(file => new RulePackFile(file.Key, file.Value))];

    internal static string JsonOf(RulePack pack) => JsonSerializer.Serialize(pack.Files.ToDictionary(file => file.Name, file => file.Text));

    internal static IEnumerable<string> Names(RulePack pack) => pack.Rules.Select(rule => $"{rule.Id} {rule.Version}");

    internal static Task RecordAsync(AtomicWrite write, AuditTrail audit, Actor actor, long packId, RulePack pack, object details, CancellationToken cancellationToken) =>
        audit.RecordAsync(write, actor, "rule_pack.put", new AuditSubject("rule_pack", $"{packId}"), details, cancellationToken);

    private async Task<PackInForce?> ReadAsync(long? packId, CancellationToken cancellationToken)
    {
        var row = await postgres.Command("SELECT " + columns + ", k.files::text" + from + "WHERE $1::bigint IS NULL OR k.pack_id = $1 ORDER BY k.pack_id DESC LIMIT 1", packId)
            .RowAsync(read => Tuple.Create(ReadRecord(read), FilesOf(read.GetString(files))), cancellationToken);
        if (row is null)
        {
            return null;
        }

        var (record, pack) = (row.Item1, reader.Read(row.Item2).Demand());
        return FaultOf(record, pack) is { } fault
            ? throw new RulePackChangedException(record.PackId, fault)
            : new PackInForce(record, pack);
    }

    // The database refuses such rows; whoever owns it can write them all the same, and shall not be judged by.
    private static string? FaultOf(PackRecord record, RulePack pack)
    {
        var hash = Convert.ToHexStringLower(pack.Sha256);
        return !pack.Sha256.AsSpan().SequenceEqual(record.Sha256) ? $"its files hash to {hash}, its row says {Convert.ToHexStringLower(record.Sha256)}"
            : record.Proposal is not { } agreed ? null
            : !pack.Sha256.AsSpan().SequenceEqual(agreed.Sha256) ? $"its files hash to {hash}, and proposal {agreed.Id}, which was approved, says {Convert.ToHexStringLower(agreed.Sha256)}"
            : agreed.State != PackProposalState.Approved || agreed.Decision!.ById == agreed.ProposedById ? $"no second person approved proposal {agreed.Id}"
            : null;
    }

    private static PackRecord ReadRecord(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetInt32(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4))
    {
        ShippedWith = row.IsDBNull(5) ? null : row.GetString(5),
        Proposal = row.IsDBNull(6) ? null : PackProposalStore.ReadAt(row, 6),
    };
}
