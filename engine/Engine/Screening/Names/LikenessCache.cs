namespace Usd1Compliance.Screening.Names;

/// <summary>
/// The likenesses of the query's words to the words of an index that are near them. A first look at a candidate takes all others for
/// different words, which is nearly always so; what comes close to the threshold is then compared without it.
/// </summary>
internal sealed class LikenessCache
{
    private readonly Dictionary<long, (float Likeness, PairRule Rule)> known = new(512);

    /// <summary>Forgets the last query.</summary>
    public void Clear() => known.Clear();

    /// <summary>Remembers the near words of the query's word at a place.</summary>
    public void Add(int place, NearWord[] near)
    {
        foreach (var word in near)
        {
            // Half of a word is not the word: halves are joined when the names are compared.
            if (word.Rule == PairRule.Joined)
            {
                continue;
            }

            known[((long)place << 32) | (uint)word.Word] = (word.Likeness, word.Rule);
        }
    }

    /// <summary>The likeness of the query's word at a place to a word of the index.</summary>
    public (float Likeness, PairRule Rule) Of(int place, NameToken word, NameToken other) =>
        word.Kind == TokenKind.Initial || other.Kind == TokenKind.Initial ? TokenLikeness.Of(word, other) : known.GetValueOrDefault(((long)place << 32) | (uint)other.Shared);
}

/// <summary>A word of an index that may be meant by a word of a query.</summary>
/// <param name="Word">Its number.</param>
/// <param name="Likeness">How alike they are.</param>
/// <param name="Rule">Why.</param>
internal readonly record struct NearWord(int Word, float Likeness, PairRule Rule);
