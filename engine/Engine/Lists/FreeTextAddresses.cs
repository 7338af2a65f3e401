using System.Text.RegularExpressions;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Lists;

/// <summary>
/// Finds chain addresses in what lists write as plain text: the UN, the EU and the UK have no field for them, and OFAC's remarks can
/// hold one too. A word counts when its shape and its checksum say that it is an address. Two forms have no checksum (Solana's, and
/// Tron's hexadecimal without 0x): those count only where the words before them speak of a wallet.
/// </summary>
public static partial class FreeTextAddresses
{
    /// <summary>The tag of an address that was found in free text: no publisher said which currency it is of.</summary>
    public const string Tag = "TEXT";

    private const int CueReach = 100;

    /// <summary>Every address of a text, in its order, each once.</summary>
    /// <param name="text">Any text, of any length.</param>
    public static IReadOnlyList<string> Find(string text)
    {
        List<string> found = [];
        var seen = new HashSet<ChainAddress>();
        foreach (var word in Word().EnumerateMatches(text))
        {
            var candidate = text.AsSpan(word.Index, word.Length);
            if (AddressText.TryRead(candidate, out var address) && (HasChecksum(candidate, address) || SpeaksOfWallet(text.AsSpan(0, word.Index))) && seen.Add(address))
            {
                found.Add(candidate.ToString());
            }
        }

        return found;
    }

    /// <summary>The entries with the addresses that their remarks and details hold and their own fields do not.</summary>
    internal static IReadOnlyList<ListEntry> AddTo(IReadOnlyList<ListEntry> entries) => [.. entries.Select(AddTo)];

    private static ListEntry AddTo(ListEntry entry)
    {
        var found = entry.Details.Select(detail => detail.Text).Append(entry.Remarks).Where(text => text.Length >= 25).SelectMany(Find).ToList();
        if (found.Count == 0)
        {
            return entry;
        }

        var known = entry.Addresses.Select(address => address.Address).ToHashSet();
        var added = found.Select(text => new ListedCurrencyAddress(Tag, text)).Where(address => known.Add(address.Address)).ToList();
        return added.Count == 0 ? entry : entry with
        {
            Addresses = [.. entry.Addresses.Concat(added).OrderBy(address => address.Tag, StringComparer.Ordinal).ThenBy(address => address.Text, StringComparer.Ordinal)],
        };
    }

    // 0x and 40 digits is no checksum either, but nothing else is written so; and a wrong case in it is still that address.
    private static bool HasChecksum(ReadOnlySpan<char> text, ChainAddress address) => address.Family switch
    {
        AddressFamily.Solana => false,
        AddressFamily.Tron => text[0] == 'T' || text[0] == '0',
        _ => true,
    };

    private static bool SpeaksOfWallet(ReadOnlySpan<char> before) => Cue().IsMatch(before[^Math.Min(CueReach, before.Length)..]);

    // A run of letters and digits, which nothing that belongs to a longer word touches; Bitcoin Cash may say its name before it.
    [GeneratedRegex("(?<![A-Za-z0-9])(?:bitcoincash:)?[A-Za-z0-9]{25,106}(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("wallet|solana|\\bsol\\b|tron|\\btrx\\b|usdt|usdc|crypto|virtual (asset|currency)|digital (asset|currency)|blockchain", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Cue();
}
