namespace Usd1Compliance.Screening.Names;

/// <summary>
/// Names of organisations and vessels that nobody has, for calibrating: a listed name whose most telling word is put out for one that is
/// made of two halves of others. What such a name finds in lists is no match, however many general words agree.
/// </summary>
public static class MadeInnocents
{
    /// <summary>The same parties and seed make the same names.</summary>
    public static IEnumerable<(string Name, NameOf Of)> From(NamePolicy policy, IEnumerable<IndexedParty> parties, int count, ulong seed)
    {
        List<(string Name, NameOf Of, string Rarest)> listed = [];
        foreach (var party in parties.Where(party => party.Of != NameOf.Person))
        {
            var name = policy.Fold(party.Names[0].Text, party.Of);
            if (name.Tokens is [{ Script: WritingSystem.Latin }, _, ..] && name.Tokens.MaxBy(token => token.Weight) is { Kind: TokenKind.Word, Written.Length: >= 5 } rarest && party.Names[0].Text.Contains(rarest.Written, StringComparison.Ordinal))
            {
                listed.Add((party.Names[0].Text, party.Of, rarest.Written));
            }
        }

        for (var made = 0; made < count && listed.Count > 2; made++)
        {
            var (name, of, rarest) = listed[Next(ref seed, listed.Count)];
            var (one, other) = (listed[Next(ref seed, listed.Count)].Rarest, listed[Next(ref seed, listed.Count)].Rarest);
            yield return (name.Replace(rarest, one[..((one.Length + 1) / 2)] + other[(other.Length / 2)..], StringComparison.Ordinal), of);
        }
    }

    // SplitMix64 (Steele, Lea, Flood 2014): the same everywhere.
    private static int Next(ref ulong state, int below)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)below);
    }
}
