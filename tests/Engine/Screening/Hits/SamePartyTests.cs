using CsCheck;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Tests.Engine.Screening.Hits;

[Suite(Suite.Unit)]
public sealed class SamePartyTests
{
    private static readonly Gen<(string List, string Key, string[] SameAs)> one =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 6], Gen.Int[0, 5].Array[0, 2], (list, key, same) => ($"list-{list}", $"{key}", same.Select(other => $"un:{other}").ToArray()));

    [Fact]
    public void Groups_are_what_a_walk_from_entry_to_entry_reaches() => one.Array[0, 12].Sample(found =>
    {
        var groups = SameParty.Group(found, entry => entry.List, entry => entry.Key, entry => entry.SameAs);

        Assert.Equal(found.Length, groups.Sum(group => group.Count));
        for (var from = 0; from < found.Length; from++)
        {
            HashSet<int> reached = [from];
            while (Enumerable.Range(0, found.Length).FirstOrDefault(at => !reached.Contains(at) && reached.Any(known => Linked(found[known], found[at])), -1) is var next and >= 0)
            {
                reached.Add(next);
            }

            Assert.Contains(groups, group => group.SequenceEqual(reached.Order().Select(at => found[at])));
        }
    });

    private static bool Linked((string List, string Key, string[] SameAs) one, (string List, string Key, string[] SameAs) other) =>
        (one.List == other.List && one.Key == other.Key) || one.SameAs.Intersect(other.SameAs).Any();
}
