using System.Security.Cryptography;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Screening.Hits;

/// <summary>What a hit is about.</summary>
public enum HitSubjectKind
{
    /// <summary>A registered party, by its id.</summary>
    Party,

    /// <summary>A chain address that has moved tokens, or belongs to a party.</summary>
    Address,

    /// <summary>A name that a program asked about and that belongs to no registered party: screening id and place.</summary>
    Screening,
}

/// <summary>What a hit is about. Two are the same when kind and id are.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Id">Stable, 1 to 200 characters; no name of anybody.</param>
public sealed record HitSubject(HitSubjectKind Kind, string Id)
{
    /// <summary>A registered party.</summary>
    public static HitSubject Party(string partyId) => new(HitSubjectKind.Party, partyId);

    /// <summary>An address, as <c>family:hex</c>.</summary>
    public static HitSubject Address(ChainAddress address) => new(HitSubjectKind.Address, $"{address.Family}:{Convert.ToHexStringLower(address.ToArray())}");

    /// <summary>A name that was asked about: the nth party of a screening, from 0.</summary>
    public static HitSubject Screening(Guid screeningId, int place) => new(HitSubjectKind.Screening, $"{screeningId:D}/{place}");

    /// <summary>The address of a subject that is one; null for others.</summary>
    public ChainAddress? ToAddress() => Kind == HitSubjectKind.Address && Id.Split(':') is [var family, var hex] && Enum.TryParse<AddressFamily>(family, out var of)
        ? new ChainAddress(of, Convert.FromHexString(hex)) : null;

    /// <summary>What an address is remembered by: it never changes.</summary>
    public static byte[] HashOf(ChainAddress address) => SHA256.HashData([(byte)address.Family, .. address.ToArray()]);
}

/// <summary>By what an entry was found.</summary>
public enum HitKind
{
    /// <summary>A name, with what else is known.</summary>
    Name,

    /// <summary>A chain address, to the bit.</summary>
    Address,

    /// <summary>A name of a party that is blocked, or may be, because blocked parties own 50 % or more of it (OFAC FAQ 398 to 402).</summary>
    Ownership,
}

/// <summary>An entry of a list that a subject may be, as a screening found it.</summary>
/// <param name="ListId">Which list.</param>
/// <param name="Key">The publisher's key.</param>
/// <param name="EntryId">The entry with this very content, in our database.</param>
/// <param name="VersionId">The version in force that holds it.</param>
/// <param name="Kind">By what it was found.</param>
/// <param name="ListedName">The entry's primary name.</param>
/// <param name="Score">0 to 1; 1 for an address.</param>
/// <param name="Threshold">From which score on it was a hit.</param>
/// <param name="Asked">The name or address of the subject that was compared.</param>
/// <param name="Matched">The name or address of the entry, as the list writes it.</param>
/// <param name="Explanation">The whole comparison as a JSON object.</param>
public sealed record FoundEntry(string ListId, string Key, long EntryId, long VersionId, HitKind Kind, string ListedName, float Score, float Threshold, string Asked, string Matched, string Explanation)
{
    /// <summary>Whether property of this very entry is blocked.</summary>
    public bool Blocking { get; init; }

    /// <summary>Whether every word is the same.</summary>
    public bool FullName { get; init; }

    /// <summary>Whether the list calls the name a weak alias.</summary>
    public bool Weak { get; init; }

    /// <summary>Keys that other lists give the same party under: <c>un:QDi.001</c>.</summary>
    public IReadOnlyList<string> SameAs { get; init; } = [];

    /// <summary>SHA-256 of the name policy, lower-case hex; null for an address.</summary>
    public string? PolicySha256 { get; init; }
}

/// <summary>What was found for a subject in one look.</summary>
/// <param name="Subject">Whom.</param>
/// <param name="SubjectHash">SHA-256 of what was compared, 32 bytes: of a party its content hash.</param>
/// <param name="Entries">At least one.</param>
public sealed record FoundHits(HitSubject Subject, byte[] SubjectHash, IReadOnlyList<FoundEntry> Entries);
