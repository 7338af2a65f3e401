using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Usd1Compliance.Parties;

namespace Usd1Compliance.Screening;

/// <summary>A question to the lists: whether something may go on with these addresses and parties. At least one of either.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="Addresses">0 to 100 addresses of any chain, as written.</param>
/// <param name="Reference">The client's own reference, at most 200 characters, or null. Not a person's name: it is kept for ever.</param>
public sealed record ScreeningRequest(ScreeningPurpose Purpose, IReadOnlyList<string> Addresses, string? Reference = null)
{
    /// <summary>How many addresses one request may hold.</summary>
    public const int MaxAddresses = 100;

    /// <summary>How many parties one request may hold.</summary>
    public const int MaxParties = 20;

    /// <summary>How many characters the reference may have.</summary>
    public const int MaxReference = 200;

    /// <summary>How many characters an address may have, longer than any that is one.</summary>
    public const int MaxAddressText = 200;

    /// <summary>0 to 20 parties: who they are, or under which id they are registered. Kept with the answer as long as it is (31 CFR 501.601: ten years).</summary>
    public IReadOnlyList<AskedParty> Parties { get; init; } = [];

    /// <summary>SHA-256 of what is asked, each text behind its length: the same request in other white space is the same.</summary>
    internal byte[] ComputeHash()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(Purpose.ToString());
        AppendAll(Addresses);
        AppendOptional("reference", Reference);
        AppendCount(Parties.Count);
        foreach (var party in Parties)
        {
            AppendOptional("party", party.PartyId);
            AppendOptional("name", party.Name);
            AppendAll(party.Names);
            AppendOptional("kind", party.Kind);
            AppendOptional("birth date", party.BirthDate);
            AppendAll(party.Countries);
            AppendOptional("gender", party.Gender);
            AppendAll([.. party.Identifiers.SelectMany(identifier => (string[])[identifier.Type, identifier.Number])]);
        }

        return sha.GetHashAndReset();

        // What is not given differs from what is empty.
        void AppendOptional(string what, string? text)
        {
            Append(text is null ? $"no {what}" : what);
            Append(text ?? "");
        }

        void AppendAll(IReadOnlyList<string> texts)
        {
            AppendCount(texts.Count);
            foreach (var text in texts)
            {
                Append(text);
            }
        }

        void AppendCount(int count) => Append(count.ToString(CultureInfo.InvariantCulture));

        void Append(string text)
        {
            Span<byte> length = stackalloc byte[4];
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            sha.AppendData(length);
            sha.AppendData(bytes);
        }
    }
}

/// <summary>A party that is asked about: by the id under which it is registered and nothing else, or by all that is known of it.</summary>
public sealed record AskedParty
{
    /// <summary>Most names, the primary one with the others.</summary>
    public const int MaxNames = 32;

    /// <summary>Most characters of a name.</summary>
    public const int MaxNameText = 500;

    /// <summary>Most countries, and most identifiers.</summary>
    public const int MaxValues = 100;

    /// <summary>The issuer's own number of a registered party that is not closed: <c>C-123</c>.</summary>
    public string? PartyId { get; init; }

    /// <summary>What it is called, at most 500 characters, in any script.</summary>
    public string? Name { get; init; }

    /// <summary>What else it is called: with the name 32 at the most.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary><c>person</c> or <c>organisation</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>When a person was born or an organisation founded: 1965, 1965-03 or 1965-03-04.</summary>
    public string? BirthDate { get; init; }

    /// <summary>Of nationality, residence or registration: ISO 3166 alpha-2 in capitals.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary><c>female</c> or <c>male</c>.</summary>
    public string? Gender { get; init; }

    /// <summary>Passports, registrations and whatever else has a number that is the party's own.</summary>
    public IReadOnlyList<PartyIdentifier> Identifiers { get; init; } = [];
}
