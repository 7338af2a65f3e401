using System.Text.Json.Serialization;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Lists;

/// <summary>
/// What every good copy of a list holds: long-standing parties and addresses. A file without one of them was cut, mixed up or read wrongly, whatever
/// its size says, and waits for a person. Each stands for a part of the file that nothing else counts.
/// </summary>
public sealed record ListCanaries
{
    /// <summary>None: a list of one's own, or one whose file was never at hand to choose from.</summary>
    public static readonly ListCanaries None = new();

    /// <summary>The publisher's keys: <c>4697</c>.</summary>
    public IReadOnlyList<string> Parties { get; init; } = [];

    /// <summary>Addresses in any way of writing them.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Whether there is any.</summary>
    [JsonIgnore]
    public bool IsNone => Parties.Count == 0 && Addresses.Count == 0;

    /// <summary>Those that a file does not hold, in words.</summary>
    internal IReadOnlyList<string> MissingIn(IReadOnlyList<ListEntry> entries)
    {
        var keys = entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        var addresses = entries.SelectMany(entry => entry.Addresses).Select(listed => listed.Address).ToHashSet();
        return [.. Parties.Where(key => !keys.Contains(key)).Select(key => $"party {key}"),
            .. Addresses.Where(text => !AddressText.TryRead(text, out var address) || !addresses.Contains(address)).Select(text => $"address {text}")];
    }
}

/// <summary>The fewest of each kind that a good copy of a list holds; 0 where nothing is asked.</summary>
public sealed record ListMinimums
{
    /// <summary>Nothing is asked.</summary>
    public static readonly ListMinimums None = new();

    /// <summary>Entries of all kinds.</summary>
    public int Parties { get; init; }

    /// <summary>Natural persons.</summary>
    public int Individuals { get; init; }

    /// <summary>Firms and organisations.</summary>
    public int Entities { get; init; }

    /// <summary>Ships.</summary>
    public int Vessels { get; init; }

    /// <summary>Aircraft.</summary>
    public int Aircraft { get; init; }

    /// <summary>Distinct (tag, address) pairs.</summary>
    public int Addresses { get; init; }

    /// <summary>Each that is asked for, with what a file holds of it.</summary>
    internal IEnumerable<(string What, int AtLeast, int Has)> Against(ListCounts counts) => new[]
    {
        ("parties", Parties, counts.Parties),
        ("individuals", Individuals, counts.Of(ListEntryKind.Individual)),
        ("entities", Entities, counts.Of(ListEntryKind.Entity)),
        ("vessels", Vessels, counts.Of(ListEntryKind.Vessel)),
        ("aircraft", Aircraft, counts.Of(ListEntryKind.Aircraft)),
        ("addresses", Addresses, counts.Addresses),
    }.Where(asked => asked.Item2 > 0);
}
