using Npgsql;
using Usd1Compliance.Audit;

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
    public Task<PackInForce> PutAsync(Actor actor, RulePack pack, CancellationToken cancellationToken) => throw new NotImplementedException($"{postgres}{reader}{audit}{clock}");

    /// <summary>The pack that judges now, or null before the first was put in force. For jobs: no right is asked.</summary>
    /// <exception cref="RulePackRefusedException">This build can no longer read it: a fact was renamed, say.</exception>
    public Task<PackInForce?> InForceAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The id of the pack that judges now, or null: the cheap question that a worker asks before each batch.</summary>
    public Task<long?> InForceIdAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>A pack that is or was in force, or null.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadRules"/>.</param>
    /// <param name="packId">As alerts name it; null for the one in force.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<PackInForce?> FindAsync(Actor actor, long? packId, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Every pack that was ever in force, newest first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadRules"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<PackRecord>> AllAsync(Actor actor, CancellationToken cancellationToken) => throw new NotImplementedException();
}
