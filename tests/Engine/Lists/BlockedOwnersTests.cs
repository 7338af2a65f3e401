using System.Globalization;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>OFAC FAQ 398 to 402, sentence by sentence. X and Y are blocked by name; A, B, C, D are on no list.</summary>
[Suite(Suite.Unit)]
public sealed class BlockedOwnersTests
{
    [Theory]
    [InlineData("A<X=50", "A")]                                 // exactly 50 % is enough
    [InlineData("A<X=49.999999", "")]                           // anything below is not
    [InlineData("A<X=25, A<Y=25", "A")]                         // in aggregate, though neither has half (FAQ 399)
    [InlineData("A<X=25, A<Y=24.99", "")]
    [InlineData("A<X=50, B<A=50", "A B")]                       // indirectly (FAQ 401): not 25 %, which multiplying would say
    [InlineData("A<X=50, B<X=10, B<A=40", "A B")]               // directly and indirectly add up
    [InlineData("A<X=25, B<X=25, C<A=50, C<B=50", "")]          // diluted: A and B are not half owned, so what they own does not count (FAQ 401)
    [InlineData("A<X=49, B<A=100", "")]
    [InlineData("A<X=50, B<A=50, C<B=50, D<C=50", "A B C D")]   // a chain of any length
    [InlineData("D<C=50, C<B=50, B<A=50, A<X=50", "A B C D")]   // in any order of the links
    [InlineData("A<B=60, B<A=60", "")]                          // a ring that no blocked party is in
    [InlineData("A<B=60, B<A=30, B<X=50", "A B")]               // a ring that one is in
    [InlineData("A<A=100, A<X=10", "")]                         // who owns himself owns nothing by it
    [InlineData("A<X=30, A<X=20", "")]                          // two shares given for one owner are two sources, and not 50 %
    [InlineData("X<Y=100", "")]                                 // who is blocked by name needs no rule
    [InlineData("", "")]
    public void Half_of_an_entity_in_aggregate_directly_or_indirectly_blocks_it(string links, string blocked)
    {
        var found = BlockedOwners.Find(Links(links), Named("X", "Y"));
        Assert.Equal(blocked.Split(' ', StringSplitOptions.RemoveEmptyEntries), found.Select(one => one.Entity.Key));
        Assert.All(found, one => Assert.Equal(OwnershipFinding.Blocked, one.Finding));
        Assert.All(found, one => Assert.True(one.KnownPercent >= 50));
    }

    [Theory]
    [InlineData("A<X=?", "A")]                                  // OFAC's links say owned or controlled, and no share
    [InlineData("A<X=30, A<Y=?", "A")]
    [InlineData("A<X=30, A<X=?", "A")]                          // one source gives a share, another leaves it open: open it stays
    [InlineData("A<X=?, B<A=50", "A B")]                        // what may be owned may own
    [InlineData("A<X=?, B<A=49", "A")]
    [InlineData("A<C=?, A<X=10", "")]                           // nobody knows what C owns, but C is nobody
    public void A_share_that_is_not_known_asks_for_a_review_and_never_clears(string links, string review)
    {
        var found = BlockedOwners.Find(Links(links), Named("X", "Y"));
        Assert.Equal(review.Split(' ', StringSplitOptions.RemoveEmptyEntries), found.Select(one => one.Entity.Key));
        Assert.All(found, one => Assert.Equal(OwnershipFinding.Review, one.Finding));
    }

    [Fact]
    public void The_chain_shows_every_link_that_counts_up_to_the_parties_that_lists_name_and_no_other()
    {
        var found = BlockedOwners.Find(Links("B<A=40, B<X=10, B<C=50, A<X=25, A<Y=25"), Named("X", "Y"));
        var b = Assert.Single(found, one => one.Entity.Key == "B");
        Assert.Equal(50, b.KnownPercent);
        Assert.Equal(["B<A=40", "B<X=10", "A<X=25", "A<Y=25"], b.Chain.Select(link => $"{link.Owned.Key}<{link.Owner.Key}={link.SharePercent:0.##}"));
    }

    [Theory]
    [InlineData("Owned or Controlled By", "A", "X", true)]
    [InlineData("Owns, controls, or operates", "X", "A", true)]         // the same, said from the other end
    [InlineData("Owned by", "A", "X", true)]
    [InlineData("Acting for or on behalf of", "A", "X", false)]
    [InlineData("Family member of", "A", "X", false)]
    [InlineData("Linked To", "A", "X", false)]
    public void Of_the_links_that_lists_give_only_those_of_ownership_count(string type, string from, string to, bool counts)
    {
        var link = OwnershipLink.Of("t", from, new ListedRelation(type, to, Former: false));
        Assert.Equal(counts ? "t:A<t:X" : "", link is null ? "" : $"{link.Owned}<{link.Owner}{link.SharePercent}");
        Assert.Null(OwnershipLink.Of("t", from, new ListedRelation(type, to, Former: true)));
    }

    [Fact]
    public void A_ring_of_ten_thousand_firms_ends()
    {
        var links = Enumerable.Range(0, 10_000).Select(at => new OwnershipLink(Key($"{(at + 1) % 10_000}"), Key($"{at}"), 100, OwnershipLink.OwnedBy)).Append(new OwnershipLink(Key("0"), Key("X"), 50, OwnershipLink.OwnedBy));
        Assert.Equal(10_000, BlockedOwners.Find(links, Named("X")).Count);
    }

    private static PartyKey Key(string key) => new("t", key);

    private static HashSet<PartyKey> Named(params string[] keys) => [.. keys.Select(Key)];

    private static IEnumerable<OwnershipLink> Links(string text) => text.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(link =>
    {
        var parts = link.Split('<', '=');
        return new OwnershipLink(Key(parts[0]), Key(parts[1]), parts[2] == "?" ? null : decimal.Parse(parts[2], CultureInfo.InvariantCulture), OwnershipLink.OwnedBy);
    });
}
