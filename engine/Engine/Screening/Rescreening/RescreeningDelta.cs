using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Screening.Rescreening;

/// <summary>All that has to be asked anew because of a change of a list: its entries, and whoever ownership now makes something else of.</summary>
/// <param name="FromVersion">The version that was answered before; null where none was.</param>
/// <param name="ToVersion">The version of the change.</param>
/// <param name="AnsweredThrough">The change that was answered before; 0 where none was.</param>
/// <param name="Changes">Of the list itself.</param>
/// <param name="Ownership">Everybody whom ownership blocks now, or may.</param>
/// <param name="Owned">Those of them of whom it said something else, or nothing, when it was last answered; on whatever list.</param>
/// <param name="NoLongerOwned">Whom it blocked then and does not block now.</param>
internal sealed record RescreeningDelta(long? FromVersion, long ToVersion, long AnsweredThrough, EntryChanges Changes,
    IReadOnlyList<BlockedOwnership> Ownership, IReadOnlyList<PartyKey> Owned, IReadOnlyList<PartyKey> NoLongerOwned)
{
    /// <summary>The entries of the list that are new or described otherwise.</summary>
    public IReadOnlyList<long> EntryIds { get; } = [.. Changes.Added, .. Changes.Changed];

    /// <summary>Whether there is nobody to ask anything new about.</summary>
    public bool IsEmpty => EntryIds.Count + Owned.Count == 0;

    /// <summary>What ownership says of everybody now, to be kept.</summary>
    public IReadOnlyDictionary<PartyKey, KnownOwnership> Said { get; private init; } = new Dictionary<PartyKey, KnownOwnership>();

    /// <summary>SHA-256 over that, 32 bytes: whether it is still the same a stage later.</summary>
    public byte[] OwnershipHash { get; private init; } = [];

    /// <summary>Whether the list blocks property, by the file of lists.</summary>
    public bool Blocking { get; private init; }

    /// <summary>Of whom it says nothing any more.</summary>
    public IReadOnlyList<PartyKey> Unsaid { get; private init; } = [];

    /// <summary>Reads it.</summary>
    /// <param name="postgres">As the login of the process.</param>
    /// <param name="lists">Versions, entries and links.</param>
    /// <param name="change">Which change; its version is in force.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<RescreeningDelta> ReadAsync(NpgsqlDataSource postgres, ListStore lists, UnansweredChange change, CancellationToken cancellationToken)
    {
        var (from, answered, blocked) = await RescreeningRows.AnsweredAsync(postgres, change.ListId, cancellationToken);
        var blocks = await RescreeningRows.BlocksAsync(postgres, change.ListId, cancellationToken);
        var to = await RescreeningRows.VersionOfAsync(postgres, change.InForceId, cancellationToken);
        var between = await RescreeningRows.BegunAfterAsync(postgres, change.ListId, answered, change.InForceId, cancellationToken);
        var changes = await lists.EntryChangesAsync(from, between, to, cancellationToken);
        if (blocks && !blocked && from is not null)
        {
            // The list blocks property from now on, by our own word: every entry is asked about as if it were new.
            changes = changes with { Changed = (await lists.EntryChangesAsync(null, [], to, cancellationToken)).Added };
        }

        var ownership = await lists.BlockedOwnershipInForceAsync(cancellationToken);
        var known = await RescreeningRows.OwnershipAsync(postgres, cancellationToken);
        var said = ownership.ToDictionary(found => found.Entity, found => new KnownOwnership(HashOf(found), found.Finding == OwnershipFinding.Blocked));
        return new RescreeningDelta(from, to, answered, changes, ownership,
            [.. said.Where(now => !known.TryGetValue(now.Key, out var then) || !then.ContentHash.AsSpan().SequenceEqual(now.Value.ContentHash)).Select(now => now.Key)],
            [.. known.Where(then => then.Value.Blocked && !(said.TryGetValue(then.Key, out var now) && now.Blocked)).Select(then => then.Key)])
        {
            Said = said,
            Blocking = blocks,
            OwnershipHash = HashOf(said),
            Unsaid = [.. known.Keys.Where(party => !said.ContainsKey(party))],
        };
    }

    private static byte[] HashOf(Dictionary<PartyKey, KnownOwnership> said)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (party, known) in said.OrderBy(pair => pair.Key.ListId, StringComparer.Ordinal).ThenBy(pair => pair.Key.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{party.ListId}\n{party.Key}\n"));
            hash.AppendData(known.ContentHash);
        }

        return hash.GetHashAndReset();
    }

    // A chain that runs another way is another reason, which the hit has to show.
    private static byte[] HashOf(BlockedOwnership found)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{found.Finding} {found.KnownPercent:0.######}");
        foreach (var link in found.Chain)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{link.Owned} {link.Owner} {link.SharePercent:0.######} {link.Kind}");
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
