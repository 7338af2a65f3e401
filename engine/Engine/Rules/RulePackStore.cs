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
/// <param name="LoadedBy">Who put it in force.</param>
public sealed record PackRecord(long PackId, byte[] Sha256, int Rules, DateTimeOffset LoadedAt, string LoadedBy);

/// <summary>A pack with its rules, and when it came in force.</summary>
public sealed record PackInForce(PackRecord Record, RulePack Pack);

/// <summary>Rule packs as rows: every one that was ever in force, to the letter. The newest is in force.</summary>
public sealed class RulePackStore(NpgsqlDataSource postgres, RulePackReader reader, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Puts a pack in force. Putting the pack that is in force already changes nothing and answers it.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageRules"/>.</param>
    /// <param name="pack">A sound one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PackInForce> PutAsync(Actor actor, RulePack pack, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageRules);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        // One at a time: two processes that start together would otherwise both put the shipped pack.
        await write.Command("SELECT pg_advisory_xact_lock(hashtext('rule_pack'))").RunAsync(cancellationToken);
        var before = await write.Command("SELECT pack_id, sha256, rules, loaded_at, loaded_by FROM rule_pack ORDER BY pack_id DESC LIMIT 1").RowAsync(ReadRecord, cancellationToken);
        if (before is not null && before.Sha256.AsSpan().SequenceEqual(pack.Sha256))
        {
            return new PackInForce(before, pack);
        }

        var record = (await write.Command("""
            INSERT INTO rule_pack (sha256, files, rules, loaded_at, loaded_by)
            VALUES ($1, $2::text::jsonb, $3, $4, $5)
            RETURNING pack_id, sha256, rules, loaded_at, loaded_by
            """, pack.Sha256, JsonSerializer.Serialize(pack.Files.ToDictionary(file => file.Name, file => file.Text)), pack.Rules.Count, clock.GetUtcNow(), actor.Name)
            .RowAsync(ReadRecord, cancellationToken))!;
        await audit.RecordAsync(write, actor, "rule_pack.put", new AuditSubject("rule_pack", $"{record.PackId}"),
            new { sha256 = Convert.ToHexStringLower(pack.Sha256), rules = pack.Rules.Select(rule => $"{rule.Id} {rule.Version}"), replaces = before?.PackId }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new PackInForce(record, pack);
    }

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
    public Task<PackInForce?> FindAsync(Actor actor, long? packId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadRules);
        return ReadAsync(packId, cancellationToken);
    }

    /// <summary>Every pack that was ever in force, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadRules"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<PackRecord>> AllAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadRules);
        return postgres.Command("SELECT pack_id, sha256, rules, loaded_at, loaded_by FROM rule_pack ORDER BY pack_id DESC").RowsAsync(ReadRecord, cancellationToken);
    }

    private async Task<PackInForce?> ReadAsync(long? packId, CancellationToken cancellationToken)
    {
        var row = await postgres.Command("""
            SELECT pack_id, sha256, rules, loaded_at, loaded_by, files::text FROM rule_pack
            WHERE $1::bigint IS NULL OR pack_id = $1
            ORDER BY pack_id DESC LIMIT 1
            """, packId).RowAsync(read => Tuple.Create(ReadRecord(read), read.GetString(5)), cancellationToken);
        if (row is null)
        {
            return null;
        }

        var files = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Item2)!;
        var pack = reader.Read([.. files.Select(file => new RulePackFile(file.Key, file.Value))]).Demand();
        return pack.Sha256.AsSpan().SequenceEqual(row.Item1.Sha256)
            ? new PackInForce(row.Item1, pack)
            : throw new InvalidOperationException($"Rule pack {row.Item1.PackId} is not what was put in force: its files hash to {Convert.ToHexStringLower(pack.Sha256)}, its row says {Convert.ToHexStringLower(row.Item1.Sha256)}. Treat it as an incident; usd1 rules load puts a sound pack in force.");
    }

    private static PackRecord ReadRecord(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetInt32(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4));
}
