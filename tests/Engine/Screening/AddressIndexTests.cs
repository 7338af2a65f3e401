using Microsoft.Extensions.Time.Testing;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Tests.Engine.Screening;

[Suite(Suite.Database)]
public sealed class AddressIndexTests(TestCluster cluster)
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2025, 11, 20, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2019-09-13", "2019-09-12T23:59:59Z", Truth.No)]          // a second before the day
    [InlineData("2019-09-13", "2019-09-13T00:00:00Z", Truth.Yes)]         // the day counts from its first second
    [InlineData("2019-09-13", "2019-09-13T01:00:00+02:00", Truth.No)]     // which is still the day before in UTC
    [InlineData("2019-09-13", "2025-01-01T00:00:00Z", Truth.Yes)]
    [InlineData(null, "2025-01-01T00:00:00Z", Truth.Unknown)]             // no date on the list: nobody may take it for no
    public void A_hit_says_whether_the_party_was_listed_at_that_time(string? listedOn, string moment, Truth expected) =>
        Assert.Equal(expected, AddressHit.WasListed(listedOn is null ? null : DateOnly.Parse(listedOn), DateTimeOffset.Parse(moment)));

    [Fact]
    public async Task An_address_is_found_in_any_spelling_and_whatever_asset_it_was_listed_under()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [SeededList.Lazarus, SeededList.TaggedWrong], Stop);
        var index = await CurrentOf(database).RefreshAsync(Stop);
        Assert.Equal(2, index.Count);
        Assert.Equal("LAZARUS GROUP", Assert.Single(index.Find(Read(SeededList.Sanctioned.ToLowerInvariant()))).PrimaryName);
        var tron = Read(SeededList.SanctionedTron);
        Assert.Equal("XBT", Assert.Single(index.Find(Read($"41{Convert.ToHexStringLower(tron.Bytes)}"))).Tag);
        Assert.Empty(index.Find(Read(SeededList.Clean)));
        Assert.Empty(index.Find(new ChainAddress(AddressFamily.Evm, tron.Bytes)));       // the same bytes on another family are somebody else
    }

    [Fact]
    public async Task A_party_of_two_lists_is_found_in_both()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var first = await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        var second = await SeededList.PutInForceAsync(database, "own-list", blocking: false, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        var index = await CurrentOf(database).RefreshAsync(Stop);
        Assert.Equal(["ofac-sdn", "own-list"], index.Find(Read(SeededList.Sanctioned)).Select(listed => listed.ListId).Order());
        Assert.Equal([first, second], index.VersionIds);
    }

    [Fact]
    public async Task The_index_follows_the_version_in_force_and_is_kept_while_that_stays()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var current = CurrentOf(database);
        Assert.Same(current.Index, AddressIndex.Empty);
        await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        var before = await current.RefreshAsync(Stop);
        Assert.Equal(before.VersionIds, (await current.RefreshAsync(Stop)).VersionIds);
        await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [SeededList.TaggedWrong], Stop);
        var after = await current.RefreshAsync(Stop);
        Assert.Empty(after.Find(Read(SeededList.Sanctioned)));
        Assert.Single(after.Find(Read(SeededList.SanctionedTron)));
        Assert.Single(before.Find(Read(SeededList.Sanctioned)));         // whoever holds the old index judges by it to the end
    }

    [Fact]
    public async Task An_address_whose_form_nobody_knew_when_its_list_was_loaded_is_found_once_the_form_is_known()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [SeededList.TaggedWrong], Stop);
        var unexplained = ChainAddress.Unexplained(SeededList.SanctionedTron);          // as a reader that knew no Tron would have kept it
        await database.Postgres.Command("UPDATE list_address SET family = $1, address = $2", (short)unexplained.Family, unexplained.ToArray()).RunAsync(Stop);
        var index = await CurrentOf(database).RefreshAsync(Stop);
        Assert.Equal("SOMEBODY ELSE", Assert.Single(index.Find(Read(SeededList.SanctionedTron))).PrimaryName);
        var analyst = Actor.Person(Guid.NewGuid(), "an analyst", [Role.Analyst]);
        var lists = new ListStore(database.Postgres, new AuditTrail(database.Postgres, clock), clock);
        Assert.Single(await lists.OfAddressAsync(analyst, Read(SeededList.SanctionedTron), Stop));
    }

    [Fact]
    public async Task An_index_that_does_not_hold_what_its_list_holds_never_judges()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var current = CurrentOf(database);
        await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        var sound = await current.RefreshAsync(Stop);
        await SeededList.PutInForceAsync(database, "ofac-sdn", blocking: true, clock.GetUtcNow(), [SeededList.TaggedWrong], Stop);
        await database.Postgres.Command("UPDATE list_address SET address = $1 WHERE tag = 'XBT'", new byte[20]).RunAsync(Stop);
        var unsound = await Assert.ThrowsAsync<IndexUnsoundException>(() => current.RefreshAsync(Stop));
        Assert.Contains("another key than its text has", unsound.Message, StringComparison.Ordinal);
        Assert.Equal(sound.VersionIds, current.Index.VersionIds);
        Assert.False(current.IsUnconfirmed);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.True(current.IsUnconfirmed);
    }

    private CurrentAddressIndex CurrentOf(TestDatabase database) => new(new ListStore(database.Postgres, new AuditTrail(database.Postgres, clock), clock), clock);

    private static ChainAddress Read(string text) => AddressText.TryRead(text, out var address) ? address : throw new ArgumentException(text);
}
