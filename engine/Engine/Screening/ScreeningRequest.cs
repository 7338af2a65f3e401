using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Usd1Compliance.Screening;

/// <summary>A question to the lists: whether something may go on with these addresses.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="Addresses">1 to 100 addresses of any chain, as written.</param>
/// <param name="Reference">The client's own reference, at most 200 characters, or null. Not a person's name: it is kept for ever.</param>
public sealed record ScreeningRequest(ScreeningPurpose Purpose, IReadOnlyList<string> Addresses, string? Reference = null)
{
    /// <summary>How many addresses one request may hold.</summary>
    public const int MaxAddresses = 100;

    /// <summary>How many characters the reference may have.</summary>
    public const int MaxReference = 200;

    /// <summary>How many characters an address may have, longer than any that is one.</summary>
    public const int MaxAddressText = 200;

    /// <summary>SHA-256 of what is asked, each text behind its length: the same request in other white space is the same.</summary>
    internal byte[] ComputeHash()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(Purpose.ToString());
        Append(Addresses.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var address in Addresses)
        {
            Append(address);
        }

        // A reference that is not given differs from an empty one.
        Append(Reference is null ? "no reference" : "reference");
        Append(Reference ?? "");
        return sha.GetHashAndReset();

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
