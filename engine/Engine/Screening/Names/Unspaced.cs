using System.Text;

namespace Usd1Compliance.Screening.Names;

/// <summary>Cuts names in scripts that write no blanks: Chinese characters, Korean and Japanese syllables.</summary>
internal static class Unspaced
{
    private static readonly string[] twoCharacterSurnames = ["欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "남궁", "황보", "선우", "제갈", "독고"];

    private static readonly LexiconPart[] parts = [LexiconPart.Forms, LexiconPart.Places, LexiconPart.Words, LexiconPart.Numbers];

    /// <summary>The tokens of a piece.</summary>
    /// <param name="piece">Letters of one of these scripts.</param>
    /// <param name="of">Of a person's name, the surname is cut off; of others, the words that the lexicon knows.</param>
    /// <param name="alone">Whether the piece is the whole name: then it holds surname and given name.</param>
    /// <param name="lexicon">Words.</param>
    public static IEnumerable<NameToken> Cut(SplitName.Piece piece, NameOf of, bool alone, NameLexicon lexicon) =>
        of == NameOf.Person ? OfPerson(piece, alone, lexicon) : OfOrganisation(piece, lexicon);

    private static IEnumerable<NameToken> OfPerson(SplitName.Piece piece, bool alone, NameLexicon lexicon)
    {
        var runes = piece.Runes;
        if (!alone || runes.Length is < 2 or > 4 || piece.Script == WritingSystem.Kana)
        {
            return [Make(piece, runes, lexicon)];
        }

        var text = NameLexicon.Text(runes);
        var family = runes.Length > 2 && twoCharacterSurnames.Any(surname => text.StartsWith(surname, StringComparison.Ordinal)) ? 2 : 1;
        return [Make(piece, runes[..family], lexicon), Make(piece, runes[family..], lexicon)];
    }

    private static NameToken Make(SplitName.Piece piece, Rune[] runes, NameLexicon lexicon)
    {
        var token = Token(piece, runes);
        if ((lexicon.FindUnspaced(LexiconPart.Surnames, token.Written) ?? lexicon.FindUnspaced(LexiconPart.GivenNames, token.Written)) is { } found)
        {
            NamePhrases.Name(token, found);
        }

        return token;
    }

    private static NameToken Token(SplitName.Piece piece, Rune[] runes)
    {
        // A rare character that nobody gave a reading is known by its number: a word without letters could not be found.
        var read = Romanise.Word(runes, piece.Script);
        var text = read.Latin.Length > 0 ? read.Latin : string.Concat(runes.Select(rune => $"u{rune.Value:x}"));
        return new NameToken(text, NameLexicon.Text(runes), piece.Script, read.Sounds) { DotAfter = piece.Dot, Parenthesised = piece.Parenthesised };
    }

    private static List<NameToken> OfOrganisation(SplitName.Piece piece, NameLexicon lexicon)
    {
        List<NameToken> tokens = [];
        var unknown = 0;
        for (var at = 0; at < piece.Runes.Length;)
        {
            if (lexicon.Longest(piece.Runes.AsSpan(at), parts) is not var (found, length))
            {
                at++;
                continue;
            }

            Rest(unknown, at);
            var token = Token(piece, piece.Runes[at..(at + length)]);
            NamePhrases.Name(token, found);
            tokens.Add(token);
            at += length;
            unknown = at;
        }

        Rest(unknown, piece.Runes.Length);
        return tokens;

        void Rest(int from, int to)
        {
            if (to > from)
            {
                tokens.Add(Token(piece, piece.Runes[from..to]));
            }
        }
    }
}
