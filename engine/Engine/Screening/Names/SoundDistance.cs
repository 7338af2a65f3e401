namespace Usd1Compliance.Screening.Names;

/// <summary>How far two words are apart by their sounds: a weighted edit distance over <see cref="Sounds"/>, given up as soon as it cannot come near enough.</summary>
internal static class SoundDistance
{
    private const int Longest = 40;
    private const int Turned = 60;      // two sounds that changed places

    /// <summary>Likeness from 0 to 1: one less what the cheapest reading of one as the other costs, against how much there is to read. 0 where it is below <paramref name="least"/>.</summary>
    /// <param name="one">Sounds of a word.</param>
    /// <param name="other">Sounds of another.</param>
    /// <param name="vowelsOpen">Whether one of the two was written without its vowels: then a vowel more costs next to nothing.</param>
    /// <param name="least">What is no longer of interest.</param>
    public static float Likeness(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, bool vowelsOpen, float least = 0)
    {
        one = one.Length > Longest ? one[..Longest] : one;
        other = other.Length > Longest ? other[..Longest] : other;
        if (one.Length == 0 || other.Length == 0)
        {
            return 0;
        }

        var drops = vowelsOpen ? Sounds.OpenDrops : Sounds.Drops;
        var weights = vowelsOpen ? Sounds.OpenWeights : Sounds.Weights;
        var length = (Sum(one, weights) + Sum(other, weights)) / 2f;
        var most = (int)((1 - least) * length);
        if (Math.Abs(Sum(one, drops) - Sum(other, drops)) > most * 2)
        {
            return 0;
        }

        var cost = Cost(one, other, drops, most);
        return cost > most ? 0 : 1 - (cost / length);
    }

    private static int Sum(ReadOnlySpan<byte> word, ReadOnlySpan<byte> of)
    {
        var sum = 0;
        foreach (var sound in word)
        {
            sum += of[sound];
        }

        return sum;
    }

    // The cost, or anything above most where it is above.
    private static int Cost(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, ReadOnlySpan<byte> drops, int most)
    {
        var width = other.Length + 1;
        Span<int> rows = stackalloc int[3 * (Longest + 1)];
        var twoBefore = rows[..width];
        var before = rows.Slice(Longest + 1, width);
        var row = rows.Slice(2 * (Longest + 1), width);
        before[0] = 0;
        for (var j = 1; j < width; j++)
        {
            before[j] = before[j - 1] + drops[other[j - 1]];
        }

        for (var i = 0; i < one.Length; i++)
        {
            var sound = one[i];
            var drop = drops[sound];
            var swaps = Sounds.SwapsOf(sound);
            var cheapest = row[0] = before[0] + drop;
            for (var j = 1; j < width; j++)
            {
                var heard = other[j - 1];
                int swap = swaps[heard];
                // The beginning of a word is what people and clerks get right most often.
                var best = before[j - 1] + ((i | (j - 1)) == 0 ? swap * 5 / 4 : swap);
                best = Math.Min(best, Math.Min(before[j] + drop, row[j - 1] + drops[heard]));
                if (i > 0 && j > 1 && sound == other[j - 2] && heard == one[i - 1])
                {
                    best = Math.Min(best, twoBefore[j - 2] + Turned);
                }

                row[j] = best;
                cheapest = Math.Min(cheapest, best);
            }

            // No way leads past a row but through it, or over it where two sounds changed places.
            if (cheapest > most)
            {
                return int.MaxValue;
            }

            var spare = twoBefore;
            twoBefore = before;
            before = row;
            row = spare;
        }

        return before[other.Length];
    }
}
