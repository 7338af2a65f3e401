using System.Security.Cryptography;
using SimpleBase;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Screening;

/// <summary>The ways in which a listed address is spelt by those who ask for it.</summary>
internal static class AddressSpellings
{
    /// <summary>As written, as the family writes it, and every other way in which a person, node or explorer does.</summary>
    public static IEnumerable<string> Of(ListedAddress listed)
    {
        yield return listed.Text;
        var address = listed.Address;
        if (address.Family is not (AddressFamily.Other or AddressFamily.Monero))
        {
            yield return AddressText.Write(address);
        }

        var hex = Convert.ToHexStringLower(address.Bytes);
        var spellings = address.Family switch
        {
            AddressFamily.Evm => ["0x" + hex, "0x" + hex.ToUpperInvariant(), "0X" + hex.ToUpperInvariant()],
            AddressFamily.Tron => ["41" + hex, "41" + hex.ToUpperInvariant(), "0x41" + hex],
            AddressFamily.Bitcoin or AddressFamily.Litecoin when address.Bytes[0] >= 0x80 => [AddressText.Write(address).ToUpperInvariant()],      // bech32
            AddressFamily.BnbBeacon => [AddressText.Write(address).ToUpperInvariant()],
            AddressFamily.Xrp => [XAddress(address)],
            _ => (string[])[],
        };
        foreach (var spelling in spellings.Concat(AddressForms.OthersOf(address).Prepend(address).Where(form => form.Bytes.Length == 21).Select(AddressText.Write)))
        {
            yield return spelling;
            if (spelling.StartsWith("bitcoincash:", StringComparison.Ordinal))
            {
                yield return spelling["bitcoincash:".Length..];
                yield return spelling.ToUpperInvariant();
            }
        }
    }

    // XLS-5d, without a tag.
    private static string XAddress(ChainAddress address)
    {
        byte[] payload = [0x05, 0x44, .. address.Bytes, .. new byte[9]];
        return Base58.Ripple.Encode([.. payload, .. SHA256.HashData(SHA256.HashData(payload)).AsSpan(0, 4)]);
    }
}
