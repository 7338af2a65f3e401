using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Usd1Compliance.Audit;

/// <summary>What an audited step was about: a kind of thing and which one.</summary>
/// <param name="Kind">A word of docs/vocabulary.md in lower case: case, alert, user, list, screening.</param>
/// <param name="Id">Which one.</param>
public sealed record AuditSubject(string Kind, string Id);

/// <summary>One row of the audit trail.</summary>
/// <param name="Number">1, 2, 3, … without a gap.</param>
/// <param name="RecordedAt">UTC, to the microsecond, which is what the database keeps.</param>
/// <param name="ActorKind">What kind of thing acted.</param>
/// <param name="ActorId">Which one.</param>
/// <param name="ActorName">What it was called then.</param>
/// <param name="Action">What was done: <c>case.escalate</c>, <c>list.load</c>.</param>
/// <param name="Subject">What it was done to.</param>
/// <param name="Details">A JSON object, kept to the letter because it is hashed. No personal data beyond what the step needs.</param>
/// <param name="PreviousHash">The hash of the row before; 32 zero bytes on the first.</param>
/// <param name="Hash">SHA-256 over all of the above, as <see cref="ComputeHash"/> makes it.</param>
public sealed record AuditEntry(long Number, DateTimeOffset RecordedAt, string ActorKind, string ActorId, string ActorName, string Action, AuditSubject Subject, string Details, byte[] PreviousHash, byte[] Hash)
{
    /// <summary>
    /// The hash that this row must carry: SHA-256 over the number, the microseconds since 1970, then each text as its length in
    /// UTF-8 bytes (32 bits, big-endian) and those bytes, then the hash before. Lengths keep two fields from being read as one.
    /// </summary>
    public byte[] ComputeHash()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, Number);
        sha.AppendData(number);
        BinaryPrimitives.WriteInt64BigEndian(number, (RecordedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        sha.AppendData(number);
        foreach (var text in (ReadOnlySpan<string>)[ActorKind, ActorId, ActorName, Action, Subject.Kind, Subject.Id, Details])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(number, bytes.Length);
            sha.AppendData(number[..4]);
            sha.AppendData(bytes);
        }

        sha.AppendData(PreviousHash);
        return sha.GetHashAndReset();
    }
}
