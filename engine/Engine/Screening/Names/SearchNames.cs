using System.Runtime.InteropServices;

namespace Usd1Compliance.Screening.Names;

/// <summary>A party whose name is like the one that was looked for.</summary>
/// <param name="Party">Its place among <see cref="NameIndex.Parties"/>.</param>
/// <param name="Name">The best of its names, by its place in the index.</param>
/// <param name="Logit">Of the names alone.</param>
/// <param name="FullNameBy">The name of it that is the same word for word, by its place in the index, a weak one only where no other is; -1 where none is. Mostly it is the best one, but one with more words can score a hair higher.</param>
/// <param name="Score">With the evidence beyond the names, 0 to 1.</param>
public readonly record struct NameHit(int Party, int Name, float Logit, int FullNameBy, float Score)
{
    /// <summary>Whether one of its names is the same word for word.</summary>
    public bool FullName => FullNameBy >= 0;
}

/// <summary>
/// Looks a name up in an index. Every word's near words are gathered and the names that have them; a name is compared in full if what
/// it can reach at best is at least the threshold. One for each thread: it works on arrays of its own.
/// </summary>
public sealed class SearchNames(NamePolicy policy, NameIndex index)
{
    /// <summary>How many names are compared in full for a query at most. What is left over then is said, never kept silent: <see cref="Truncated"/>.</summary>
    public const int MostComparisons = 4_000;

    // What a first look may be wrong by, in logits.
    private const float Doubt = 0.8f;

    private readonly CompareNames compare = new(policy);
    private readonly LikenessCache known = new();
    private readonly NearWords near = new(index);
    private readonly Gathered[] gathered = new Gathered[index.Names.Length];
    private readonly List<int> touched = [];
    private readonly List<(float Bound, int Name)> candidates = [];
    private readonly Dictionary<int, NameHit> best = [];
    private readonly Dictionary<int, float> support = [];
    private (PartyFacts Facts, NameOf Of, float Least, float MostSupport) asked = (PartyFacts.None, NameOf.Person, 0, 0);
    private int mark;

    /// <summary>Whether the last search left candidates uncompared.</summary>
    public bool Truncated { get; private set; }

    /// <summary>How many names the last search compared.</summary>
    public int Compared { get; private set; }

    /// <summary>The parties at or above a threshold, best first, then in the order of the index.</summary>
    /// <param name="name">As given.</param>
    /// <param name="of">What kind of party is looked for.</param>
    /// <param name="threshold">Above 0 and below 1.</param>
    /// <param name="facts">What is known of it; lowers what the names of parties that differ in it must reach, and raises it.</param>
    public List<NameHit> Find(string name, NameOf of, float threshold, PartyFacts? facts = null)
    {
        best.Clear();
        (Truncated, Compared) = (false, 0);
        facts ??= PartyFacts.None;
        asked = (facts, of, NamePolicy.Logit(threshold), policy.MostSupport(facts));
        support.Clear();
        foreach (var query in policy.Readings(name, of))
        {
            if (query.Tokens.Length > 0)
            {
                Find(query);
            }
        }

        List<NameHit> hits = [];
        foreach (var hit in best.Values)
        {
            if (hit.Score >= threshold)
            {
                hits.Add(hit);
            }
        }

        hits.Sort(static (one, other) => one.Score != other.Score ? other.Score.CompareTo(one.Score) : one.Party.CompareTo(other.Party));
        return hits;
    }

    /// <summary>Forgets the near words of words that were looked for before.</summary>
    public void Forget() => near.Forget();

    private void Find(FoldedName query)
    {
        known.Clear();
        Gather(query);
        candidates.Clear();
        var bound = policy.BoundOf(query);
        foreach (var name in touched)
        {
            ref var slot = ref gathered[name];
            var atBest = bound.Of(slot.Weight, slot.Alike, slot.Words, slot.HasRarest, index.WeightOf[name], index.WordsOfName[name]);
            if (atBest >= asked.Least || (atBest >= asked.Least - asked.MostSupport && atBest >= LeastOf(name)))
            {
                candidates.Add((atBest, name));
            }

            slot = default;
        }

        touched.Clear();
        if (candidates.Count > MostComparisons)
        {
            Truncated = true;
            candidates.Sort(static (one, other) => one.Bound != other.Bound ? other.Bound.CompareTo(one.Bound) : one.Name.CompareTo(other.Name));
            candidates.RemoveRange(MostComparisons, candidates.Count - MostComparisons);
        }

        foreach (var (_, name) in candidates)
        {
            Compare(query, name);
        }
    }

    // What a name must reach for its party to be a hit with what else is known of it. Evidence against counts when the names are compared: it hides no full name.
    private float LeastOf(int name)
    {
        if (asked.MostSupport == 0)
        {
            return asked.Least;
        }

        ref var of = ref CollectionsMarshal.GetValueRefOrAddDefault(support, index.PartyOf[name], out var exists);
        if (!exists)
        {
            var party = index.Parties[index.PartyOf[name]];
            of = Math.Max(0, CompareFacts.Of(asked.Facts, party.Facts, asked.Of, party.Of).Sum(policy.Points));
        }

        return asked.Least - of;
    }

    private void Compare(FoldedName query, int name)
    {
        Compared++;
        var least = LeastOf(name);
        var candidate = index.Names[name];
        if (compare.Logit(query, candidate, known) < least - Doubt)
        {
            return;
        }

        var logit = compare.Logit(query, candidate, null);
        if (index.Weak[name] && !compare.LastTookWholeCandidate)
        {
            logit = Math.Min(logit, NamePolicy.Logit(policy.WeakAliasAtMost));
        }

        if (logit < least)
        {
            return;
        }

        // Evidence is weighed with each name, since it does not lower a full name as far as another: one more alias never lowers the score.
        var (number, full) = (index.PartyOf[name], compare.LastWasFullName);
        var party = index.Parties[number];
        var score = policy.Qualify(logit, full, CompareFacts.Of(asked.Facts, party.Facts, asked.Of, party.Of));
        ref var hit = ref CollectionsMarshal.GetValueRefOrAddDefault(best, number, out var exists);
        var fullBy = exists ? hit.FullNameBy : -1;
        if (full && (fullBy < 0 || (index.Weak[fullBy], fullBy).CompareTo((index.Weak[name], name)) > 0))
        {
            fullBy = name;
        }

        // Of equals the first name, in whatever order they were compared.
        var isBest = !exists || (score, logit, -name).CompareTo((hit.Score, hit.Logit, -hit.Name)) > 0;
        hit = isBest ? new NameHit(number, name, logit, fullBy, score) : hit with { FullNameBy = fullBy };
    }

    // Each word of the query gives a name the best of its near words, once.
    private void Gather(FoldedName query)
    {
        for (var at = 0; at < query.Tokens.Length; at++)
        {
            var token = query.Tokens[at];
            var words = near.Of(token);
            known.Add(at, words);
            Gather(words, token.Weight, 1, token.Weight >= query.HeaviestWord - 0.05f);
        }

        for (var at = 0; at + 1 < query.Tokens.Length; at++)
        {
            Gather(near.OfJoined(query.Tokens[at], query.Tokens[at + 1]), query.Tokens[at].Weight + query.Tokens[at + 1].Weight, 2, true);
        }

        if (query.Tokens.Length == 1)
        {
            foreach (var name in index.NamesOfInitials(query.Tokens[0].Text))
            {
                ref var slot = ref Touch(name);
                (slot.Alike, slot.Weight, slot.Words, slot.HasRarest) = (query.Weight, query.Weight, 2, true);
            }
        }
    }

    private void Gather(NearWord[] words, float ofToken, byte count, bool isRarest)
    {
        mark++;
        foreach (var (word, likeness, rule) in words)
        {
            // Half of a word that the list writes apart stands for both halves until the names are compared.
            var half = rule == PairRule.Joined;
            var mean = half ? ofToken : (ofToken + index.Word(word).Weight) / 2;
            var value = mean * likeness;
            foreach (var name in index.NamesWith(word))
            {
                ref var slot = ref Touch(name);
                if (slot.Mark != mark)
                {
                    (slot.Mark, slot.OfWord, slot.OfWordWeight) = (mark, 0, 0);
                    slot.Words += half ? (byte)2 : count;
                    slot.HasRarest |= isRarest || half;
                }

                if (value > slot.OfWord)
                {
                    slot.Alike += value - slot.OfWord;
                    slot.Weight += mean - slot.OfWordWeight;
                    (slot.OfWord, slot.OfWordWeight) = (value, mean);
                }
            }
        }
    }

    private ref Gathered Touch(int name)
    {
        ref var slot = ref gathered[name];
        if (slot.Mark == 0)
        {
            touched.Add(name);
            slot.Mark = -1;
        }

        return ref slot;
    }

    // What a name has been given so far.
    private struct Gathered
    {
        public float Alike, Weight, OfWord, OfWordWeight;
        public int Mark;
        public byte Words;
        public bool HasRarest;
    }
}
