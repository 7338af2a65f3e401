using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;

namespace Usd1Compliance.Screening.Names;

/// <summary>Makes a <see cref="NameIndex"/>. Words that are the same in every way are one object, so that a name costs little more than its places.</summary>
public sealed class BuildNameIndex(NamePolicy policy)
{
    private const int FoldedAtOnce = 256;

    private readonly Dictionary<(string, string, string, TokenKind, int), NameToken> shared = [];
    private readonly List<NameToken> words = [];
    private readonly List<List<int>> postings = [];
    private readonly Dictionary<string, List<int>> byInitials = new(StringComparer.Ordinal);
    private readonly List<FoldedName> names = [];
    private readonly List<int> partyOf = [];
    private readonly List<bool> weak = [];
    private readonly List<IndexedParty> parties = [];

    /// <summary>The index of these parties.</summary>
    public static NameIndex Of(NamePolicy policy, IEnumerable<IndexedParty> parties)
    {
        var build = new BuildNameIndex(policy);
        foreach (var party in parties)
        {
            build.Add(party);
        }

        return build.Finish();
    }

    /// <summary>The same index, to the last posting, made on several threads: names are folded side by side and added in the order given.</summary>
    /// <param name="policy">How names are folded.</param>
    /// <param name="parties">Streamed: no more of them wait than the threads work on.</param>
    /// <param name="threads">1 or more.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<NameIndex> OfAsync(NamePolicy policy, IAsyncEnumerable<IndexedParty> parties, int threads, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var build = new BuildNameIndex(policy);
        Queue<Task<List<(IndexedParty, List<(FoldedName, bool)>)>>> folding = [];
        List<IndexedParty> batch = new(FoldedAtOnce);
        await foreach (var party in parties.WithCancellation(cancellationToken))
        {
            batch.Add(party);
            if (batch.Count == FoldedAtOnce)
            {
                await FoldAsideAsync();
            }
        }

        await FoldAsideAsync();
        while (folding.TryDequeue(out var folded))
        {
            build.Add(await folded);
        }

        return build.Finish();

        async Task FoldAsideAsync()
        {
            var mine = batch;
            batch = new(FoldedAtOnce);
            folding.Enqueue(Task.Run(() => mine.ConvertAll(party => (party, Fold(policy, party))), cancellationToken));
            if (folding.Count > threads)
            {
                build.Add(await folding.Dequeue());
            }
        }
    }

    /// <summary>Adds a party.</summary>
    public void Add(IndexedParty party) => Add([(party, Fold(policy, party))]);

    private void Add(List<(IndexedParty Party, List<(FoldedName Name, bool Weak)> Names)> folded)
    {
        foreach (var (party, ofParty) in folded)
        {
            foreach (var (name, isWeak) in ofParty)
            {
                Add(name, isWeak);
            }

            parties.Add(party);
        }
    }

    // What takes the time, and depends on nothing that was folded before.
    private static List<(FoldedName Name, bool Weak)> Fold(NamePolicy policy, IndexedParty party)
    {
        List<(FoldedName, bool)> names = new(party.Names.Count);
        foreach (var name in party.Names)
        {
            foreach (var folded in policy.Readings(name.Text, party.Of))
            {
                if (folded.Tokens.Length > 0)
                {
                    names.Add((folded, name.Weak));
                }
            }
        }

        return names;
    }

    private void Add(FoldedName folded, bool isWeak)
    {
        var number = names.Count;
        for (var at = 0; at < folded.Tokens.Length; at++)
        {
            var word = folded.Tokens[at] = Shared(folded.Tokens[at]);
            var places = postings[word.Shared];
            if (places.Count == 0 || places[^1] != number)
            {
                places.Add(number);
            }
        }

        if (folded.Of != NameOf.Person && folded.Tokens.Length > 1 && folded.Initials.Length is >= 3 and <= 10)
        {
            ref var of = ref CollectionsMarshal.GetValueRefOrAddDefault(byInitials, folded.Initials, out _);
            (of ??= []).Add(number);
        }

        names.Add(folded);
        partyOf.Add(parties.Count);
        weak.Add(isWeak);
    }

    private NameToken Shared(NameToken token)
    {
        var traits = (token.Capitals ? 1 : 0) | (token.Parenthesised ? 2 : 0) | (token.InLexicon ? 4 : 0) | (token.Reading ? 8 : 0) | ((int)token.Script << 4) | (BitConverter.SingleToInt32Bits(token.Weight) & ~0xFF);

        // Chinese characters are told apart as written and not by how they are read; a mark on a Latin letter is heard and not read.
        var heard = token.Script is WritingSystem.Han or WritingSystem.Hangul or WritingSystem.Kana ? token.Written : Encoding.Latin1.GetString(token.Sounds);
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(shared, (token.Text, token.Head, heard, token.Kind, traits), out var exists);
        if (!exists)
        {
            token.Shared = words.Count;
            words.Add(token);
            postings.Add([]);
            known = token;
        }

        return known!;
    }

    /// <summary>The index of what was added.</summary>
    public NameIndex Finish()
    {
        Dictionary<string, List<int>> byText = new(StringComparer.Ordinal);
        Dictionary<ulong, List<int>> bySkeleton = [];
        List<ulong> skeletons = [];
        foreach (var word in words)
        {
            Add(byText, word.Text, word.Shared);
            if (word.Head != word.Text)
            {
                Add(byText, word.Head, word.Shared);
            }

            if (word.Formal is not null)
            {
                Add(byText, NameIndex.FormalKey(word.Formal), word.Shared);
            }

            Skeleton.Of(word.Sounds, skeletons);
            foreach (var skeleton in skeletons)
            {
                Add(bySkeleton, skeleton, word.Shared);
            }
        }

        return new NameIndex(
            [.. words], [.. postings.Select(places => places.ToArray())],
            byText.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal), bySkeleton.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray()),
            byInitials.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal), [.. names], [.. partyOf], [.. weak], parties);
    }

    private static void Add<TKey>(Dictionary<TKey, List<int>> of, TKey key, int word)
        where TKey : notnull
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(of, key, out _);
        (list ??= []).Add(word);
    }
}
