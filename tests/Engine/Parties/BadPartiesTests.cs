using Usd1Compliance.Parties;

namespace Usd1Compliance.Tests.Engine.Parties;

[Suite(Suite.Database)]
public sealed class BadPartiesTests(TestCluster cluster)
{
    [Theory]
    [InlineData("")]
    [InlineData("-1")]                       // begins with a dash
    [InlineData("C 1")]
    [InlineData("C-1\n")]                    // $ of a regular expression would let this pass
    [InlineData("Кунде-1")]                  // not ASCII
    [InlineData("../../etc")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]   // 65
    public async Task An_id_that_is_no_opaque_number_is_refused(string id)
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        Assert.Equal("party_id_invalid", (await room.RefusedAsync(PartyRoom.Person(id))).Code);
        Assert.Null(await room.Store.FindAsync(PartyRoom.Officer, id, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("", "party_name_missing")]
    [InlineData("   ", "party_name_missing")]
    [InlineData("12345", "party_name_without_letter")]
    [InlineData("😀 👍", "party_name_without_letter")]
    [InlineData("\u200f\u200e", "party_name_without_letter")]      // marks of direction alone
    [InlineData("Zoe\nPetrova", "party_text_wrong")]     // two fields read as one
    [InlineData("Zoe\0", "party_text_wrong")]            // PostgreSQL keeps no zero
    public async Task A_name_that_nothing_can_be_compared_with_is_refused(string name, string code)
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        Assert.Equal(code, (await room.RefusedAsync(PartyRoom.Person("C-1", name))).Code);
        Assert.Equal(name.Trim().Length == 0 ? "party_text_wrong" : code, (await room.RefusedAsync(PartyRoom.Person("C-1", "Zoe", name))).Code);
    }

    [Theory]
    [InlineData("Q")]                        // one letter is a name
    [InlineData("李")]
    [InlineData("\u200fمحمد\u200f")]                   // marks of direction about a name
    [InlineData("Ng 😀")]
    public async Task A_short_or_strange_name_with_a_letter_is_kept_as_it_was_given(string name)
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        Assert.Equal(name, (await room.PutAsync(PartyRoom.Person("C-1", name))).Version.Party.PrimaryName);
    }

    [Fact]
    public async Task More_than_is_kept_is_refused_and_never_cut()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        Assert.Equal("party_text_wrong", (await room.RefusedAsync(PartyRoom.Person("C-1", new string('a', 10_000)))).Code);
        Assert.Equal("party_text_wrong", (await room.RefusedAsync(PartyRoom.Person("C-1", "Zoe " + '\ud83d'))).Code);      // half of a pair; an attribute cannot hold one
        Assert.Equal("party_too_many", (await room.RefusedAsync(PartyRoom.Person("C-1", [.. Enumerable.Range(1, 33).Select(n => $"Name {n}")]))).Code);
        Assert.Equal("party_too_many", (await room.RefusedAsync(PartyRoom.Person("C-1") with { Countries = [.. Enumerable.Repeat("US", 101)] })).Code);
        Assert.Equal("party_text_wrong", (await room.RefusedAsync(PartyRoom.Person("C-1") with { Identifiers = [new PartyIdentifier("passport", "")] })).Code);
        Assert.Equal(32, (await room.PutAsync(PartyRoom.Person("C-1", [.. Enumerable.Range(1, 32).Select(n => $"Name {n}")]))).Version.Party.Names.Count);
        Assert.Equal(400, (await room.PutAsync(PartyRoom.Person("C-1", new string('a', 400)))).Version.Party.PrimaryName.Length);
    }

    [Theory]
    [InlineData("1970-02-30")]       // no such day
    [InlineData("1970-13")]
    [InlineData("1970-00-00")]       // unknown written as zero
    [InlineData("0000")]
    [InlineData("70")]
    [InlineData("04.05.1970")]
    [InlineData("1970-5-4")]
    [InlineData("1970-05-04T00:00:00Z")]
    [InlineData("unknown")]
    [InlineData("")]
    public async Task A_birth_date_that_cannot_be_read_refuses_the_party_and_is_not_left_out(string date)
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        Assert.Equal("party_date_unreadable", (await room.RefusedAsync(PartyRoom.Person("C-1") with { BirthDates = ["1970", date] })).Code);
    }

    [Theory]
    [InlineData("UZB")]              // alpha-3
    [InlineData("ZZ")]
    [InlineData("us")]               // a code stands in capitals: na is no Namibia
    [InlineData("Atlantis")]
    [InlineData("")]
    public async Task A_country_that_is_not_known_refuses_the_party(string country)
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        Assert.Equal("party_country_unknown", (await room.RefusedAsync(PartyRoom.Person("C-1") with { Countries = [country] })).Code);
    }

    [Theory]
    [InlineData("0xbadbad")]
    [InlineData("1J31r2EjVuw92r9dYwnp8otroYh1HriMEi")]       // a wrong checksum
    [InlineData("alder exchange")]
    [InlineData("")]
    public async Task A_wallet_that_is_no_address_refuses_the_party(string wallet)
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var refusal = await room.RefusedAsync(PartyRoom.Person("C-1") with { Wallets = [wallet] });
        Assert.Equal("party_wallet_unreadable", refusal.Code);
        Assert.StartsWith("wallets[0]", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("O-2", null, "party_owner_unknown")]
    [InlineData("C-1", null, "party_owner_wrong")]           // itself
    [InlineData("no id", null, "party_owner_wrong")]
    [InlineData("O-1", "0", "party_owner_wrong")]
    [InlineData("O-1", "-5", "party_owner_wrong")]
    [InlineData("O-1", "100.000001", "party_owner_wrong")]
    [InlineData("O-1", "33.3333333", "party_owner_wrong")]   // seven decimals would be rounded
    [InlineData("O-1", "33.3333330", null)]
    [InlineData("O-1", "100", null)]
    [InlineData("O-1", null, null)]
    public async Task An_owner_is_another_party_that_is_known_with_a_share_that_can_be(string owner, string? share, string? code)
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.PutAsync(PartyRoom.Person("O-1"));
        var draft = PartyRoom.Person("C-1") with { Owners = [new PartyOwner(owner, share is null ? null : decimal.Parse(share, System.Globalization.CultureInfo.InvariantCulture))] };
        if (code is null)
        {
            await room.PutAsync(draft);
            return;
        }

        Assert.Equal(code, (await room.RefusedAsync(draft)).Code);
    }

    [Fact]
    public async Task An_owner_is_named_once()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.PutAsync(PartyRoom.Person("O-1"));
        Assert.Equal("party_owner_wrong", (await room.RefusedAsync(PartyRoom.Person("C-1") with { Owners = [new PartyOwner("O-1", 20), new PartyOwner("O-1", 30)] })).Code);
    }

    [Fact]
    public async Task What_is_printed_of_a_party_by_mistake_is_its_id()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var draft = PartyRoom.Person("C-1", "Secret Name") with { Identifiers = [new PartyIdentifier("passport", "SECRET1")] };
        var put = await room.PutAsync(draft);
        var summary = (await room.Store.ListAsync(PartyRoom.Officer, new PartyFilter { NameContains = "secret" }, 0, 50, TestContext.Current.CancellationToken)).Rows.Single();
        foreach (var printed in (object[])[draft, put, put.Version, put.Version.Party, put.Version.Party.Identifiers[0], summary, new PartyFilter { NameContains = "secret" }, new PartyFileRow(1, "Secret", draft)])
        {
            Assert.DoesNotContain("secret", printed.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_refusal_names_the_place_and_never_what_stands_there()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        foreach (var draft in (PartyDraft[])[PartyRoom.Person("C-1", "Secret\nName"), PartyRoom.Person("C-1") with { BirthDates = ["secret"] }, PartyRoom.Person("C-1") with { Countries = ["secret"] }, PartyRoom.Person("C-1") with { Wallets = ["secret"] }])
        {
            Assert.DoesNotContain("secret", (await room.RefusedAsync(draft)).Message, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Empty(await room.TrailAsync());
    }
}
