using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;

namespace Usd1Compliance.Tests.Engine.Parties;

[Suite(Suite.Database)]
public sealed class ManagePartiesTests(TestCluster cluster)
{
    private const string wallet = "0xBADBAD00000000000000000000000000000000aa";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static PartyDraft Whole => PartyRoom.Person("C-1", " Arkady  Veselkov ", "Веселков Аркадий", "Arkadi Veselkoff", "Arkadi Veselkoff") with
    {
        BirthDates = ["1971-03", "1970", "1971-03-04"], Countries = ["US", "Germany", "US"], Gender = ListedGender.Male,
        Identifiers = [new PartyIdentifier("passport", " AB 1234567 ")], Wallets = [wallet, wallet.ToLowerInvariant()],
    };

    [Fact]
    public async Task A_party_is_kept_with_all_that_was_said_each_thing_once_and_in_an_order_of_its_own()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var put = await room.PutAsync(Whole);
        Assert.True(put.Created && put.Changed);
        var kept = Assert.Single(await room.Store.FindAsync(["C-1", "nobody"], Stop));
        var party = kept.Party;
        Assert.Equal(["Arkady  Veselkov", "Arkadi Veselkoff", "Веселков Аркадий"], party.Names);
        Assert.Equal(["1970", "1971-03", "1971-03-04"], party.BirthDates.OrderBy(days => days.From).ThenByDescending(days => days.To).Select(PartyDates.Write));
        Assert.Equal(["DE", "US"], party.Countries);
        Assert.Equal((ListedGender.Male, PartyStatus.Active, new PartyIdentifier("passport", "AB 1234567")), (party.Gender, party.Status, party.Identifiers.Single()));
        Assert.Equal("0xBadBad00000000000000000000000000000000aA", party.Wallets.Single().Address.ToString(), ignoreCase: true);
        Assert.Equal((put.Version.VersionId, put.Version.ContentHash, "Person", "Olga", room.Clock.GetUtcNow()), (kept.VersionId, kept.ContentHash, kept.ByKind, kept.ByName, kept.Since));
    }

    [Fact]
    public async Task The_same_facts_in_another_order_make_no_version_and_no_entry_in_the_trail()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var first = await room.PutAsync(Whole);
        var again = await room.PutAsync(Whole with { Names = ["Arkady  Veselkov", "Веселков Аркадий", "Arkadi Veselkoff"], Countries = ["Germany", "US"], BirthDates = ["1971-03-04", "1970", "1971-03"] });
        Assert.Equal((false, false, first.Version.VersionId), (again.Created, again.Changed, again.Version.VersionId));
        Assert.Single(await room.Store.VersionsAsync(PartyRoom.Officer, "C-1", Stop));
        Assert.Single(await room.TrailAsync());
    }

    [Fact]
    public async Task Every_change_is_a_version_and_what_is_left_out_is_forgotten()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var first = await room.PutAsync(Whole);
        var second = await room.PutAsync(PartyRoom.Person("C-1", "Arkady Veselkov"));
        Assert.Equal((false, true), (second.Created, second.Changed));
        Assert.True(second.Version.VersionId > first.Version.VersionId);
        Assert.NotEqual(first.Version.ContentHash, second.Version.ContentHash);
        Assert.Equal([second.Version.VersionId, first.Version.VersionId], (await room.Store.VersionsAsync(PartyRoom.Officer, "C-1", Stop)).Select(version => version.VersionId));
        Assert.Empty(second.Version.Party.Wallets);
        Assert.Empty(await room.Store.HoldersOfAsync([Read(wallet)], Stop));
    }

    [Fact]
    public async Task A_party_that_comes_back_to_what_it_was_has_the_hash_that_it_had()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var first = await room.PutAsync(Whole);
        await room.PutAsync(PartyRoom.Person("C-1", "Somebody Else"));
        Assert.Equal(first.Version.ContentHash, (await room.PutAsync(Whole)).Version.ContentHash);
    }

    [Fact]
    public async Task The_hash_is_over_what_the_database_keeps_whatever_order_that_gives_it_back_in()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.PutAsync(PartyRoom.Person("O-1"));
        await room.PutAsync(Whole with { Owners = [new PartyOwner("O-1", 33.340m)] });
        var kept = Assert.Single(await room.Store.FindAsync(["C-1"], Stop));
        Assert.Equal(kept.ContentHash, Convert.ToHexStringLower(PartyContent.Hash(PartyContent.Of(kept.Party).ToBytes())));
        Assert.Equal(33.34m, kept.Party.Owners.Single().SharePercent);
    }

    [Fact]
    public async Task A_closed_party_stays_closed_until_somebody_says_that_it_is_active_again()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.PutAsync(Whole);
        Assert.IsType<Outcome<PartyPut>.Done>(await room.Manage.CloseAsync(PartyRoom.Officer, "C-1", null, Stop));
        Assert.False(Assert.IsType<Outcome<PartyPut>.Done>(await room.Manage.CloseAsync(PartyRoom.Officer, "C-1", null, Stop)).Value.Changed);
        Assert.Equal(PartyStatus.Closed, (await room.PutAsync(Whole with { Countries = ["FR"] })).Version.Party.Status);
        Assert.Empty(await room.Store.StreamActiveAsync(Stop).ToListAsync(Stop));
        Assert.Equal(PartyStatus.Active, (await room.PutAsync(Whole with { Status = PartyStatus.Active })).Version.Party.Status);
        Assert.Single(await room.Store.StreamActiveAsync(Stop).ToListAsync(Stop));
        Assert.Equal(["party.reopen", "party.change", "party.close", "party.create"], (await room.TrailAsync()).Select(entry => entry.Action));
        Assert.Equal("party_unknown", Assert.IsType<Outcome<PartyPut>.Refused>(await room.Manage.CloseAsync(PartyRoom.Officer, "C-2", null, Stop)).Refusal.Code);
    }

    [Fact]
    public async Task The_trail_has_the_id_and_the_hash_of_what_was_put_and_nothing_of_the_person()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var put = await room.PutAsync(Whole);
        await room.ImportAsync(PartyRoom.Person("C-9", "Tamsin Okonjo-Vale"));
        var trail = await room.TrailAsync();
        Assert.Equal(new AuditSubject("party", "C-1"), trail[1].Subject);
        Assert.Contains(put.Version.ContentHash, trail[1].Details, StringComparison.Ordinal);
        Assert.Contains(ManageParties.DigestOf(await room.Store.ChangedAsync(put.Version.VersionId, 10, Stop)), trail[0].Details, StringComparison.Ordinal);
        Assert.All(trail, entry => Assert.DoesNotMatch("(?i)vese|okonjo|1971|1234567|badbad", entry.Details));
    }

    [Fact]
    public async Task A_wallet_leads_to_everybody_who_has_it_also_in_another_form_of_the_same_hash()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.PutAsync(PartyRoom.Person("C-1") with { Wallets = [wallet, "TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8"] });
        await room.PutAsync(PartyRoom.Person("C-2") with { Wallets = [wallet.ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal)] });
        await room.PutAsync(PartyRoom.Person("C-3") with { Wallets = ["1J31r2EjVuw92r9dYwnp8otroYh1HriMEh"] });
        var bitcoin = Read("1J31r2EjVuw92r9dYwnp8otroYh1HriMEh");
        var cash = AddressForms.OthersOf(bitcoin).Single();
        Assert.Equal([new WalletHolder(Read(wallet), "C-1"), new WalletHolder(Read(wallet), "C-2"), new WalletHolder(cash, "C-3")],
            await room.Store.HoldersOfAsync([Read(wallet), cash, Read("0xbadbad0000000000000000000000000000000001")], Stop));
        Assert.Empty(await room.Store.HoldersOfAsync([], Stop));
    }

    [Fact]
    public async Task People_page_through_parties_by_role_status_id_and_a_part_of_any_name()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.ImportAsync(Enumerable.Range(1, 120).Select(n => PartyRoom.Person($"C-{n:000}", $"Customer {n}", n == 7 ? "ЗОЯ Петрова" : $"Alias {n}") with { Role = n % 10 == 0 ? PartyRole.Vasp : PartyRole.Customer, Status = n % 3 == 0 ? PartyStatus.Closed : null }));
        var all = await room.Store.ListAsync(PartyRoom.Officer, new PartyFilter(), 50, 50, Stop);
        Assert.Equal((120L, 50, "C-051"), (all.Total, all.Rows.Count, all.Rows[0].Id));
        Assert.Equal(12, (await room.Store.ListAsync(PartyRoom.Officer, new PartyFilter { Role = PartyRole.Vasp }, 0, 50, Stop)).Total);
        Assert.Equal(40, (await room.Store.ListAsync(PartyRoom.Officer, new PartyFilter { Status = PartyStatus.Closed }, 0, 50, Stop)).Total);
        Assert.Equal(21, (await room.Store.ListAsync(PartyRoom.Officer, new PartyFilter { IdBeginsWith = "C-1" }, 0, 50, Stop)).Total);
        Assert.Equal("C-007", Assert.Single((await room.Store.ListAsync(PartyRoom.Officer, new PartyFilter { NameContains = "зоя" }, 0, 50, Stop)).Rows).Id);
        Assert.Equal(0, (await room.Store.ListAsync(PartyRoom.Officer, new PartyFilter { NameContains = "%" }, 0, 50, Stop)).Total);
    }

    [Fact]
    public async Task Who_owns_a_party_and_what_a_party_owns_are_found_from_either_end()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.PutAsync(PartyRoom.Person("O-1") with { Role = PartyRole.BeneficialOwner });
        await room.PutAsync(PartyRoom.Person("F-1") with { Kind = PartyKind.Organisation, Owners = [new PartyOwner("O-1", 60)] });
        await room.PutAsync(PartyRoom.Person("F-2") with { Kind = PartyKind.Organisation, Owners = [new PartyOwner("O-1", null)] });
        Assert.Equal(["F-1", "F-2"], (await room.Store.OwnedByAsync(PartyRoom.Officer, "O-1", Stop)).Select(version => version.Party.Id));
        await room.PutAsync(PartyRoom.Person("F-2") with { Kind = PartyKind.Organisation });
        Assert.Equal(["F-1"], (await room.Store.OwnedByAsync(PartyRoom.Officer, "O-1", Stop)).Select(version => version.Party.Id));
    }

    private static ChainAddress Read(string text) => AddressText.TryRead(text, out var address) ? address : throw new ArgumentException(text);
}
