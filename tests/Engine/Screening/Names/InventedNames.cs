using CsCheck;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening.Names;

/// <summary>Names made of invented parts, and what clerks do to them.</summary>
internal static class InventedNames
{
    private static readonly string[] starts = ["quor", "zel", "kel", "brem", "thal", "vor", "mir", "hast", "dul", "fen", "gar", "lon", "pash", "rud", "sev", "tam", "yel", "bash", "krim", "nor", "jas", "wil", "ost", "ald"];
    private static readonly string[] middles = ["a", "e", "o", "i", "ando", "emi", "ura", "ola", "ishe", "avo", "ube", "eto"];
    private static readonly string[] ends = ["vex", "mor", "dan", "tak", "lin", "sov", "ber", "gath", "nik", "rall", "ski", "feld", "man", "zai", "pur", "det"];
    private static readonly string[] given = ["Muhammad", "Ivan", "Maria", "Ali", "Dmitry", "William", "Fatima", "Chen", "Anna", "Hassan"];

    /// <summary>A word of an invented name, five letters or more.</summary>
    public static Gen<string> Word { get; } = Gen.Select(Gen.OneOf(starts), Gen.OneOf(middles), Gen.OneOf(ends), (start, middle, end) => $"{char.ToUpperInvariant(start[0])}{start[1..]}{middle}{end}");

    /// <summary>A person's name of two to four words, at times with a common given name.</summary>
    public static Gen<string> Person { get; } = Gen.Select(Gen.Frequency((2, Word), (1, Gen.OneOf(given))), Word.Array[1, 3], (first, rest) => string.Join(' ', rest.Prepend(first)));

    /// <summary>What is known of a party beside its names.</summary>
    public static Gen<PartyFacts> Facts { get; } = Gen.Select(Gen.Int[0, 6], Gen.OneOf("", "IR", "SY", "RU"), Gen.Enum<Usd1Compliance.Lists.ListedGender>(), Gen.OneOf("", "A1", "B2"), (born, country, gender, number) => new PartyFacts(
        born == 0 ? [] : [new(new DateOnly(1940 + (born * 7), 5, born), new DateOnly(1940 + (born * 7), 5, born), false)], country.Length == 0 ? [] : [country], gender, number.Length == 0 ? [] : [number]));

    /// <summary>A name with one slip in one of its words: a letter left out, typed twice, wrong, or turned with the next; words turned; a word left out.</summary>
    public static Gen<string> Slipped(string name) => Gen.Select(Gen.Int[0, 7], Gen.Int[0, 1_000], Gen.Char['a', 'z'], (slip, at, letter) =>
    {
        var words = name.Split(' ');
        var word = words[at % words.Length];
        var place = 1 + (at / 7 % (word.Length - 2));
        words[at % words.Length] = slip switch
        {
            0 => word.Remove(place, 1),
            1 => word.Insert(place, word[place].ToString()),
            2 => $"{word[..place]}{letter}{word[(place + 1)..]}",
            3 => $"{word[..place]}{word[place + 1]}{word[place]}{word[(place + 2)..]}",
            4 => word.Insert(place, letter.ToString()),
            _ => word,
        };
        return slip switch
        {
            5 => string.Join(' ', words.Reverse()),
            6 when words.Length > 2 => string.Join(' ', words.Where((_, number) => number != at % words.Length)),
            7 => string.Concat(words[0], words[1].ToLowerInvariant(), words.Length > 2 ? " " : "", string.Join(' ', words.Skip(2))),
            _ => string.Join(' ', words),
        };
    });
}
