namespace Usd1Compliance.Screening.Names;

/// <summary>
/// How a word sounds, in one letter to a sound, whatever script and spelling it was written in. Besides plain sounds there are open
/// ones, for letters that stand for several: the Arabic waw (v, u or o), the Latin j (j in jar, in Jakob, in Jean).
/// </summary>
/// <remarks>
/// The alphabet: vowels <c>a e i o u</c>; <c>y</c>; consonants <c>b p f v m n t d s z k g h r l</c>; <c>S</c> sh, <c>Z</c> zh,
/// <c>C</c> ch, <c>J</c> dzh, <c>X</c> kh, <c>T</c> ts; open: <c>j</c>, <c>c</c> (before e and i), <c>q</c> (qaf), <c>G</c> (ghayn),
/// <c>8</c> (tha: t, s), <c>9</c> (dhal, dad, zah: d, z), <c>A</c> (alif, ayn: any vowel or none), <c>W</c> (waw: v, u, o),
/// <c>I</c> (ya: y, i, e), <c>H</c> (final ta marbuta or he: a, e, h, t or none), and for scripts that do not tell them apart <c>U</c> (a weak vowel), <c>L</c> (r, l), <c>P</c> (b, p, v, f), <c>K</c> (k, g), <c>D</c> (d, t).
/// </remarks>
internal static class Sounds
{
    /// <summary>All sounds; a sound's place in it is its code.</summary>
    public const string Alphabet = "aeiouybpfvmntdszkghrlSZCJXTjcqG89AWIHULPKD";

    /// <summary>How many sounds there are.</summary>
    public const int Count = 42;

    /// <summary>Costs of a full difference, in hundredths.</summary>
    public const int Full = 100;

    private static readonly byte[] codes = Codes();
    private static readonly byte[] swaps = Swaps();
    private static readonly byte[] drops = MakeDrops();
    private static readonly byte[] weights = MakeWeights();
    private static readonly byte[] openDrops = Open(drops, 7);
    private static readonly byte[] openWeights = Open(weights, 25);

    /// <summary>The code of a sound by its letter.</summary>
    public static byte CodeOf(char sound) => codes[sound];

    /// <summary>What it costs to read one sound for another, 0 to 130.</summary>
    public static int Swap(byte one, byte other) => swaps[(one * Count) + other];

    /// <summary>What it costs to read a sound for any other.</summary>
    public static ReadOnlySpan<byte> SwapsOf(byte sound) => swaps.AsSpan(sound * Count, Count);

    /// <summary>What it costs to leave each sound out.</summary>
    public static ReadOnlySpan<byte> Drops => drops;

    /// <summary>The same where one side has no vowels.</summary>
    public static ReadOnlySpan<byte> OpenDrops => openDrops;

    /// <summary>How much of a word each sound is: a consonant 100, a vowel 50, an open sound less.</summary>
    public static ReadOnlySpan<byte> Weights => weights;

    /// <summary>The same where one side has no vowels.</summary>
    public static ReadOnlySpan<byte> OpenWeights => openWeights;

    /// <summary>How much of a word a sound is.</summary>
    public static int Weight(byte sound) => weights[sound];

    /// <summary>Whether the sound is a vowel.</summary>
    public static bool IsVowel(byte sound) => sound < 5;

    private static byte[] Codes()
    {
        var made = new byte[128];
        Array.Fill(made, byte.MaxValue);
        for (var code = 0; code < Alphabet.Length; code++)
        {
            made[Alphabet[code]] = (byte)code;
        }

        return made;
    }

    private static byte[] Open(byte[] of, byte vowel) => [.. of.Select((value, code) => IsVowel((byte)code) ? vowel : value)];

    private static byte[] MakeWeights()
    {
        var made = new byte[Count];
        for (var code = 0; code < Count; code++)
        {
            made[code] = Alphabet[code] switch { 'a' or 'e' or 'i' or 'o' or 'u' => 50, 'y' or 'h' => 60, 'A' or 'H' or 'U' => 20, 'W' or 'I' => 40, _ => 100 };
        }

        return made;
    }

    private static byte[] MakeDrops()
    {
        var made = new byte[Count];
        for (var code = 0; code < Count; code++)
        {
            made[code] = Alphabet[code] switch { 'a' or 'e' or 'i' or 'o' or 'u' => 45, 'y' => 30, 'h' => 35, 'A' => 5, 'H' => 5, 'U' => 8, 'W' => 25, 'I' => 25, _ => 100 };
        }

        return made;
    }

    // Pairs that languages and their romanisations take for one another, with the cost. What is not named costs 100, a vowel for a consonant 130.
    private static byte[] Swaps()
    {
        var made = new byte[Count * Count];
        for (var one = 0; one < Count; one++)
        {
            for (var other = 0; other < Count; other++)
            {
                var bothVowels = one < 5 && other < 5;
                var mixed = one < 5 != other < 5;
                made[(one * Count) + other] = (byte)(one == other ? 0 : bothVowels ? 45 : mixed ? 130 : 100);
            }
        }

        const string pairs = """
            ae35 ei30 ou25 ao40 au40 eo45 iu50 eu50 ai45 io55
            yi12 ye35 ya60
            vu40 vo60 fv30 bv45 pb40 pf45 td40 kg40 sz35 mn60 lr65
            Ss40 SC45 SZ40 ZJ25 Zz40 Cs60 CJ35 CT35 CX55 Ck60 Jg45 Jz55 Jy60 Jd60
            Xk30 Xh25 XG50 Xg55 hg45 Xs80 SX70
            Ts30 TC35 Tz35 Tt50 Tk60
            jJ10 jy10 jZ12 jX50 jh50 jg55 ji15 jz50 jC55 jd70
            cs12 ck35 cC30 cT15 cS45 cz40 cX60
            qk5 qg20 qX35 qG35 qh60 qC60
            Gg8 GX40 Gk40 Gh50 Gq35 Gr60
            8t8 8s12 8T40 8S60 8c30 8d50 8z45
            9d8 9z8 9s50 9t45 9l60 9T50 9J60 9j60
            Aa3 Ae8 Ao12 Ai15 Au15 Ay60
            Wv8 Wu4 Wo6 Wa45 We60 Wb60 Wf60 Wy80
            Ii4 Iy6 Ie12 Ia35 Ij8 IJ70
            Ha4 He6 Hh10 Ht12 Hi25 Ho40 Hu50
            WA40 IA40 HA5 HI40 Hy60
            Uu4 Uo15 Ui20 Ue20 Ua25
            Lr5 Ll5 Ln60
            Pb5 Pp5 Pv20 Pf20 PW60
            Kk5 Kg5 Kq8 Kh50 KX45 KC60 KJ60 Kc40
            Dd5 Dt5 D850 Ds60 DJ50 D950
            """;
        foreach (var pair in pairs.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            var (one, other, cost) = (codes[pair[0]], codes[pair[1]], byte.Parse(pair.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture));
            made[(one * Count) + other] = made[(other * Count) + one] = cost;
        }

        return made;
    }
}
