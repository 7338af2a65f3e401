using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Audit;

/// <summary>What a check of the whole chain found.</summary>
/// <param name="Entries">Rows that were read.</param>
/// <param name="Head">Number and hash of the last sound row, to be kept outside the database; null on an empty trail.</param>
/// <param name="FirstBroken">The first row that does not hold, or null.</param>
/// <param name="Fault">What is wrong with it, in words.</param>
public sealed record AuditVerdict(long Entries, (long Number, string Hash)? Head, long? FirstBroken, string? Fault)
{
    /// <summary>Whether every row holds.</summary>
    public bool Holds => FirstBroken is null;
}

/// <summary>Recomputes the audit trail from its first row to its last.</summary>
public sealed class VerifyAudit(NpgsqlDataSource postgres)
{
    /// <summary>
    /// Checks that the numbers have no gap, that each row's hash is that of its content, and that it continues the row before. A cut
    /// tail leaves a sound chain: pass a head that was kept outside to see that, too.
    /// </summary>
    /// <param name="keptHead">A number and hash (hex) from an earlier check, or null.</param>
    /// <param name="progress">Told the rows read so far.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async Task<AuditVerdict> CheckAsync((long Number, string Hash)? keptHead, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var command = postgres.Command("""
            SELECT number, recorded_at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, details, previous_hash, hash
            FROM audit_entry ORDER BY number
            """);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        long entries = 0;
        var previous = new byte[32];
        (long Number, string Hash)? head = null;
        while (await row.ReadAsync(cancellationToken))
        {
            var entry = AuditTrail.Read(row);
            entries++;
            if (Fault(entry, entries, previous, keptHead) is { } fault)
            {
                return new AuditVerdict(entries, head, entry.Number, fault);
            }

            previous = entry.Hash;
            head = (entry.Number, Convert.ToHexStringLower(entry.Hash));
            if (entries % 10_000 == 0)
            {
                progress?.Report(entries);
            }
        }

        return keptHead is { } kept && kept.Number > entries
            ? new AuditVerdict(entries, head, entries + 1, $"the trail ends at entry {entries}, but entry {kept.Number} was seen before: entries were cut off its end")
            : new AuditVerdict(entries, head, null, null);
    }

    private static string? Fault(AuditEntry entry, long expectedNumber, byte[] previous, (long Number, string Hash)? keptHead)
    {
        if (entry.Number != expectedNumber)
        {
            return $"entry {expectedNumber} is missing: after {expectedNumber - 1} comes {entry.Number}";
        }

        if (!entry.PreviousHash.AsSpan().SequenceEqual(previous))
        {
            return "it does not continue the entry before it";
        }

        if (!entry.Hash.AsSpan().SequenceEqual(entry.ComputeHash()))
        {
            return "its content is not what was hashed when it was written";
        }

        return keptHead is { } kept && kept.Number == entry.Number && !string.Equals(kept.Hash, Convert.ToHexStringLower(entry.Hash), StringComparison.OrdinalIgnoreCase)
            ? "its hash is not the one that was kept outside: the chain was written anew"
            : null;
    }
}
