using Npgsql;

namespace Usd1Compliance.Screening.Hits;

/// <summary>What is known already of a listed party that was found for a subject.</summary>
public enum HitStanding
{
    /// <summary>Nothing, or what was decided holds no longer: a hit is to be raised.</summary>
    New,

    /// <summary>A hit is open: somebody is to decide.</summary>
    Open,

    /// <summary>Decided: the subject is the listed party.</summary>
    TrueMatch,

    /// <summary>Decided: it is somebody else, and neither the subject nor the entries have changed since.</summary>
    FalsePositive,

    /// <summary>Decided: nobody can tell, on what is known unchanged.</summary>
    Inconclusive,
}

/// <summary>A group of entries of one party, with what is known of it.</summary>
/// <param name="Entries">That repeat one another.</param>
/// <param name="Standing">What is known.</param>
/// <param name="HitId">The hit that says so; for <see cref="HitStanding.New"/> the one of before, or null.</param>
/// <param name="Until">UTC; until when a false positive is remembered.</param>
public sealed record RecalledHit(IReadOnlyList<FoundEntry> Entries, HitStanding Standing, long? HitId, DateTimeOffset? Until);

/// <summary>Remembers what people decided on hits, so that nobody is asked the same twice, and nobody is let through on a decision that no longer holds.</summary>
public sealed class RecallHits(NpgsqlDataSource postgres, TimeProvider clock)
{
    /// <summary>Groups what was found and says of each group what is known. It writes nothing. No actor: only the engine's own screening asks.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<RecalledHit>> RecallAsync(FoundHits found, CancellationToken cancellationToken)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        return Recall(found, await HitRows.KnownAsync(connection, found.Subject, cancellationToken), clock.GetUtcNow());
    }

    internal static IReadOnlyList<RecalledHit> Recall(FoundHits found, IReadOnlyList<KnownHit> known, DateTimeOffset now) =>
        [.. SameParty.Group(found.Entries).Select(group => Recall(group, found.SubjectHash, known, now))];

    // A true match is never outweighed by what came after it; otherwise whoever is asked now comes first, then the newest word.
    private static RecalledHit Recall(IReadOnlyList<FoundEntry> group, byte[] subjectHash, IReadOnlyList<KnownHit> known, DateTimeOffset now)
    {
        var ofParty = known.Where(hit => hit.IsAbout(group)).ToList();
        if ((ofParty.FirstOrDefault(hit => hit.State == HitState.TrueMatch) ?? ofParty.FirstOrDefault(hit => hit.State == HitState.Open) ?? ofParty.FirstOrDefault()) is not { } hit)
        {
            return new RecalledHit(group, HitStanding.New, null, null);
        }

        var unchanged = group.All(entry => hit.Entries.Any(stored => stored.EntryId == entry.EntryId && stored.Kind == entry.Kind && (stored.Blocking || !entry.Blocking) && stored.SubjectHash.AsSpan().SequenceEqual(subjectHash)));
        return hit.State switch
        {
            HitState.TrueMatch => new(group, HitStanding.TrueMatch, hit.Id, null),
            HitState.Open => new(group, HitStanding.Open, hit.Id, null),
            HitState.FalsePositive when unchanged && hit.ExpiresAt > now => new(group, HitStanding.FalsePositive, hit.Id, hit.ExpiresAt),
            HitState.Inconclusive when unchanged => new(group, HitStanding.Inconclusive, hit.Id, null),
            _ => new(group, HitStanding.New, hit.Id, null),
        };
    }
}

/// <summary>A hit of a subject, as far as recalling needs it.</summary>
internal sealed record KnownHit(long Id, HitState State, byte[] SubjectHash, DateTimeOffset? ExpiresAt, bool NeedsTwo, float Score, bool Blocking, bool IsGone, IReadOnlyList<KnownEntry> Entries)
{
    /// <summary>Whether it is about one of the entries, whatever they held when it was raised.</summary>
    public bool IsAbout(IReadOnlyList<FoundEntry> group) => group.Any(entry => Entries.Any(stored => stored.ListId == entry.ListId && stored.Key == entry.Key));
}

/// <summary>An entry of it.</summary>
internal sealed record KnownEntry(long EntryId, string ListId, string Key, HitKind Kind, float Score, bool Blocking, byte[] SubjectHash)
{
    /// <summary>Whether this says all that was found now: the same entry and subject, and no more weight.</summary>
    public bool Covers(FoundEntry found, byte[] subjectHash) => EntryId == found.EntryId && Kind == found.Kind && Score >= found.Score && (Blocking || !found.Blocking) && SubjectHash.AsSpan().SequenceEqual(subjectHash);
}
