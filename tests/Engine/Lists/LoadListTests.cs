using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Lists;

[Suite(Suite.Database)]
public sealed class LoadListTests(TestCluster cluster) : IDisposable
{
    private readonly ListFiles files = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task A_file_becomes_a_version_in_force_with_its_counts_addresses_and_audit_entry()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var load = await room.LoadAsync(ListFiles.Fictional);

        Assert.Equal((ListVersionStatus.Accepted, true, "fictional-sdn.xml", "Olga Officer"), (load.Version.Status, load.Version.InForce, load.Version.FileName, load.Version.LoadedBy));
        Assert.Equal((8, 18, 3, 12, 11), (load.Version.Counts.Parties, load.Version.Counts.Names, load.Version.Counts.WeakNames, load.Version.Counts.Addresses, load.Version.Counts.DistinctAddresses));
        Assert.Equal((null, 8, 12), (load.Delta!.FromVersion, load.Delta.Added.Count, load.Delta.AddressesAdded.Count));

        var harbour = (await room.Store.AddressesInForceAsync(Stop)).Where(address => address.EntryKey == "900001").ToList();
        Assert.Equal(["ETH", "USDC", "USDT"], harbour.Select(address => address.Tag));
        Assert.All(harbour, address => Assert.Equal(("demo", load.Version.VersionId, "HARBOUR LIGHT TRADING", true, new DateOnly(2025, 3, 12)),
            (address.ListId, address.VersionId, address.PrimaryName, address.Blocking, address.ListedOn!.Value)));

        var entry = Assert.Single(await room.Trail.ReadAsync(ListRoom.Officer, AuditFilter.About("list", "demo"), null, 1, Stop));
        Assert.Equal("list.load", entry.Action);
        Assert.Contains(load.Version.Sha256, entry.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_read_back_is_what_was_written()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var load = await room.LoadAsync(ListFiles.Fictional);
        var read = ((ListReading.Whole)ListFile.Read(ListFiles.Fictional, null, Stop)).File.Entries;
        var kept = (await room.Store.EntriesAsync(ListRoom.Officer, load.Version.VersionId, null, 0, 500, Stop)).Rows;
        Assert.Equal(read.OrderBy(entry => entry.Key).Select(Text), kept.OrderBy(entry => entry.Entry.Key).Select(entry => Text(entry.Entry)));

        static string Text(ListEntry entry) => JsonSerializer.Serialize(entry);
    }

    [Theory]
    [InlineData("veselkov", 1)]                                     // in any case
    [InlineData("ВЕСЕЛКОВ", 1)]                                     // in another script
    [InlineData("0xbadbad0000000000000000000000000000000001", 1)]   // an address
    [InlineData("900006", 1)]                                       // a key
    [InlineData("%", 0)]                                            // no wildcard
    [InlineData("", 8)]
    public async Task Entries_are_found_by_a_part_of_a_name_an_address_or_the_key(string search, int found)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var load = await room.LoadAsync(ListFiles.Fictional);
        var page = await room.Store.EntriesAsync(ListRoom.Analyst, load.Version.VersionId, search, 0, 3, Stop);
        Assert.Equal((found, Math.Min(found, 3)), (page.Total, page.Rows.Count));
        Assert.Equal(found, (await room.Store.EntriesAsync(ListRoom.Analyst, load.Version.VersionId, search, 100, 3, Stop)).Total);
    }

    [Fact]
    public async Task The_same_file_again_is_no_new_version_and_confirms_the_one_in_force()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var first = await room.LoadAsync(ListFiles.Fictional);
        room.Clock.Advance(TimeSpan.FromHours(25));
        Assert.True(Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop)).Stale);

        var again = await room.LoadAsync(files.Write(ListFiles.Pack(ListFiles.FictionalText, "gzip")));      // packed otherwise, the same bytes
        Assert.Equal((true, first.Version.VersionId, null), (again.Confirmed, again.Version.VersionId, again.Delta));
        Assert.Single(await room.Store.VersionsAsync(ListRoom.Officer, "demo", Stop));
        Assert.False(Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop)).Stale);
        Assert.Equal(room.Clock.GetUtcNow(), Assert.Single(await room.Store.VersionsInForceAsync(Stop)).CheckedAt);
    }

    [Fact]
    public async Task A_later_version_tells_what_it_changed_and_keeps_one_row_for_what_stayed_the_same()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(ListFiles.Fictional);
        var later = ListFiles.PublishedOn(ListFiles.Without(ListFiles.FictionalText, "900002"), new DateOnly(2026, 5, 11)).Replace("Kolibri", "Zimorodok", StringComparison.Ordinal);
        var load = await room.LoadAsync(files.Write(later));
        Assert.IsType<Outcome<ListLoad>.Done>(await room.Approve.ApproveAsync(ListRoom.SecondOfficer, load.Version.VersionId, Stop));      // it takes addresses away

        Assert.Equal((8, 7, true), (load.Delta!.PartiesFrom, load.Delta.PartiesTo, load.Delta.LosesMuch));
        Assert.Equal([new("900002", "GREY HERON MIXER")], load.Delta.Removed);
        Assert.Equal([new("900003", "VESELKOV Arkady Nilovich")], load.Delta.Changed);
        Assert.Empty(load.Delta.Added);
        Assert.Equal(["ETH", "XBT"], load.Delta.AddressesRemoved.Select(address => address.Tag));
        Assert.Empty(load.Delta.AddressesAdded);
        Assert.Equal(9, await database.Postgres.Command("SELECT count(*) FROM list_entry").ScalarAsync<long>(Stop));
        Assert.DoesNotContain(await room.Store.AddressesInForceAsync(Stop), address => address.EntryKey == "900002");
        Assert.Equivalent(load.Delta, Assert.IsType<Outcome<ListDelta>.Done>(await room.Store.DiffAsync(ListRoom.Analyst, load.Delta.FromVersion!.Value, load.Version.VersionId, Stop)).Value);
    }

    [Fact]
    public async Task An_address_in_another_case_has_not_changed_hands()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(ListFiles.Fictional);
        var load = await room.LoadAsync(files.Write(ListFiles.PublishedOn(ListFiles.FictionalText, new DateOnly(2026, 5, 11)).Replace(">0xBADBAD", ">0xbadbad", StringComparison.Ordinal)));
        Assert.Equal(["900003"], load.Delta!.Changed.Select(party => party.Key));
        Assert.Equal((0, 0, false), (load.Delta.AddressesAdded.Count, load.Delta.AddressesRemoved.Count, load.Delta.LosesMuch));
    }

    [Fact]
    public async Task A_file_that_is_older_than_the_version_in_force_waits_for_a_second_person()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var newer = await room.LoadAsync(ListFiles.Fictional);
        var older = await room.LoadAsync(files.Write(ListFiles.PublishedOn(ListFiles.FictionalText, new DateOnly(2026, 5, 3))));
        Assert.Equal((ListVersionStatus.Quarantined, false), (older.Version.Status, older.Version.InForce));
        Assert.Contains("2026-05-04", older.Version.Reason, StringComparison.Ordinal);
        Assert.Equal(newer.Version.VersionId, Assert.Single(await room.Store.VersionsInForceAsync(Stop)).VersionId);

        var alone = await room.Approve.ApproveAsync(ListRoom.Officer, older.Version.VersionId, Stop);
        Assert.Equal("four_eyes", Assert.IsType<Outcome<ListLoad>.Refused>(alone).Refusal.Code);
        var approved = await room.Approve.ApproveAsync(ListRoom.SecondOfficer, older.Version.VersionId, Stop);
        Assert.True(Assert.IsType<Outcome<ListLoad>.Done>(approved).Value.Version.InForce);
        Assert.Equal(older.Version.VersionId, Assert.Single(await room.Store.VersionsInForceAsync(Stop)).VersionId);
        var twice = await room.Approve.ApproveAsync(ListRoom.SecondOfficer, older.Version.VersionId, Stop);
        Assert.Equal("list_version_not_quarantined", Assert.IsType<Outcome<ListLoad>.Refused>(twice).Refusal.Code);
    }

    [Theory]
    [InlineData(false)]          // put in force by whoever loads it, with --allow-older
    [InlineData(true)]           // out of quarantine, by a second person
    public async Task An_older_version_that_is_put_in_force_on_purpose_is_as_old_as_what_replaced_it_however_often_it_is_loaded(bool approved)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(ListFiles.Fictional);                                            // published on 2026-05-04, the day before
        var path = files.Write(ListFiles.PublishedOn(ListFiles.FictionalText, new DateOnly(2026, 5, 3)));
        var older = await room.LoadAsync(path, allowOlder: !approved);
        if (approved)
        {
            Assert.IsType<Outcome<ListLoad>.Done>(await room.Approve.ApproveAsync(ListRoom.SecondOfficer, older.Version.VersionId, Stop));
        }

        Assert.True(Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop)).Stale);
        Assert.Equal(new DateTimeOffset(2026, 5, 4, 0, 0, 0, TimeSpan.Zero), Assert.Single(await room.Store.VersionsInForceAsync(Stop)).CheckedAt);
        Assert.True((await room.LoadAsync(path)).Confirmed);
        Assert.True(Assert.Single(await room.Store.VersionsInForceAsync(Stop)).IsStale(room.Clock.GetUtcNow()));

        await room.LoadAsync(ListFiles.Fictional);                                            // the newest that the publisher was seen to hold is fresh again
        Assert.Equal(room.Clock.GetUtcNow(), Assert.Single(await room.Store.VersionsInForceAsync(Stop)).CheckedAt);
    }

    [Fact]
    public async Task History_is_loaded_in_any_order_when_that_is_asked_for()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var newer = await room.LoadAsync(ListFiles.Fictional);
        var older = await room.LoadAsync(files.Write(ListFiles.PublishedOn(ListFiles.FictionalText, new DateOnly(2026, 5, 3))), allowOlder: true);
        Assert.True(older.Version.InForce);
        var back = await room.LoadAsync(ListFiles.Fictional);       // known already: put back in force, and no third version
        Assert.Equal((newer.Version.VersionId, false, true), (back.Version.VersionId, back.Confirmed, back.Version.InForce));
        Assert.Equal(2, (await room.Store.VersionsAsync(ListRoom.Officer, "demo", Stop)).Count);
    }

    [Theory]
    [InlineData("", "list_empty")]
    [InlineData("<!doctype html><title>403</title>", "list_is_web_page")]
    [InlineData("<Sanctions><DateOfIssue>", "list_not_xml")]
    public async Task An_unreadable_file_is_kept_in_quarantine_and_the_version_in_force_stays(string text, string code)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var good = await room.LoadAsync(ListFiles.Fictional);
        room.Clock.Advance(TimeSpan.FromHours(1));
        var bad = await room.LoadAsync(files.Write(text));

        Assert.Equal((ListVersionStatus.Quarantined, false), (bad.Version.Status, bad.Version.InForce));
        Assert.NotEmpty(bad.Version.Reason);
        var standing = Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop));
        Assert.Equal((good.Version.VersionId, TimeSpan.FromHours(1)), (standing.InForce!.VersionId, standing.Age));      // a failed check confirms nothing
        var entry = Assert.Single(await room.Trail.ReadAsync(ListRoom.Officer, AuditFilter.About("list", "demo"), null, 1, Stop));
        Assert.Equal("list.quarantine", entry.Action);
        Assert.Contains(code, entry.Details, StringComparison.Ordinal);
        var approval = await room.Approve.ApproveAsync(ListRoom.SecondOfficer, bad.Version.VersionId, Stop);
        Assert.Equal("list_version_unreadable", Assert.IsType<Outcome<ListLoad>.Refused>(approval).Refusal.Code);
    }

    [Fact]
    public async Task Without_any_version_a_list_counts_as_stale()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(files.Write(""));
        var standing = Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop));
        Assert.Equal((null, true), (standing.InForce, standing.Stale));
    }

    [Fact]
    public async Task A_load_that_is_broken_off_leaves_nothing_behind_and_can_be_done_again()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.Store.DescribeAsync(ListRoom.Officer, ListRoom.Demo, Stop);
        using var stop = new CancellationTokenSource();
        var breaking = new Breaking(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => room.Load.LoadAsync(ListRoom.Officer, "demo", ListFiles.Fictional, breaking, stop.Token));
        Assert.Empty(await room.Store.VersionsAsync(ListRoom.Officer, "demo", Stop));
        Assert.True((await room.LoadAsync(ListFiles.Fictional)).Version.InForce);
    }

    [Fact]
    public async Task An_analyst_may_read_lists_and_may_not_load_or_approve_them()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var load = await room.LoadAsync(ListFiles.Fictional);
        Assert.NotEmpty(await room.Store.AllAsync(ListRoom.Analyst, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => room.Load.LoadAsync(ListRoom.Analyst, "demo", ListFiles.Fictional, null, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => room.Approve.ApproveAsync(ListRoom.Analyst, load.Version.VersionId, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => room.Store.DescribeAsync(ListRoom.Analyst, ListRoom.Demo, Stop));
        var author = Actor.Person(Guid.NewGuid(), "Rita Author", [Role.RuleAuthor]);
        await Assert.ThrowsAsync<RightRefusedException>(() => room.Store.AllAsync(author, Stop));
    }

    [Fact]
    public async Task A_list_that_nobody_described_is_refused_by_name()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var outcome = await new ListRoom(database).Load.LoadAsync(ListRoom.Officer, "nowhere", ListFiles.Fictional, null, Stop);
        Assert.Equal("list_unknown", Assert.IsType<Outcome<ListLoad>.Refused>(outcome).Refusal.Code);
    }

    [Fact]
    public async Task The_login_of_the_service_is_enough_to_load_and_that_of_the_ui_to_approve()
    {
        await using var database = await cluster.CreateAsync(Stop);
        await using var service = await database.AsProcessAsync("service", Stop);
        await using var ui = await database.AsProcessAsync("ui", Stop);
        var room = new ListRoom(database, service);
        await room.LoadAsync(ListFiles.Fictional);
        var older = await room.LoadAsync(files.Write(ListFiles.PublishedOn(ListFiles.FictionalText, new DateOnly(2026, 5, 3))));
        var approved = await new ListRoom(database, ui).Approve.ApproveAsync(ListRoom.SecondOfficer, older.Version.VersionId, Stop);
        Assert.True(Assert.IsType<Outcome<ListLoad>.Done>(approved).Value.Version.InForce);
    }

    [Fact]
    public async Task Two_loads_at_once_put_one_version_after_the_other_in_force()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.Store.DescribeAsync(ListRoom.Officer, ListRoom.Demo, Stop);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => room.Load.LoadAsync(ListRoom.Officer, "demo", ListFiles.Fictional, null, Stop)));
        Assert.Single(await room.Store.VersionsAsync(ListRoom.Officer, "demo", Stop));
        Assert.Equal(1, await database.Postgres.Command("SELECT count(*) FROM list_in_force").ScalarAsync<long>(Stop));
    }

    private sealed class Breaking(CancellationTokenSource stop) : IProgress<FileProgress>
    {
        public void Report(FileProgress value) => stop.Cancel();
    }
}
