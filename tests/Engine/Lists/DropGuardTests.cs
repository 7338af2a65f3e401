using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>What a new file takes away waits for a second person; what it adds judges at once.</summary>
[Suite(Suite.Database)]
public sealed class DropGuardTests(TestCluster cluster) : IDisposable
{
    private static readonly ListDefinition own = new("own", "Ourselves", "Own list", ListFormats.OwnList, Blocking: true, MaxAgeHours: 24);
    private readonly ListFiles files = new();

    // The fictional list a week later: the mixer is gone, and another party is described otherwise.
    private static string Later => ListFiles.PublishedOn(ListFiles.Without(ListFiles.FictionalText, "900002"), new DateOnly(2026, 5, 11)).Replace("Kolibri", "Zimorodok", StringComparison.Ordinal);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task A_file_without_a_listed_wallet_waits_while_what_it_says_anew_judges_and_the_wallet_stays()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var first = await room.LoadAsync(ListFiles.Fictional);
        var load = await room.LoadAsync(files.Write(Later));

        Assert.Equal((ListVersionStatus.Quarantined, false), (load.Version.Status, load.Version.InForce));
        Assert.Contains("1 of 8 parties and 2 of 12 addresses: GREY HERON MIXER (2 addresses)", load.Version.Reason, StringComparison.Ordinal);
        Assert.Equal((first.Version.VersionId, 2), (load.Delta!.FromVersion, load.Delta.AddressesRemoved.Count));
        Assert.True(load.Interim!.InForce);
        Assert.Equal((8, 12, false), (load.Interim.Counts.Parties, load.Interim.Counts.Addresses, Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop)).Stale));
        Assert.Equal(2, (await room.Store.AddressesInForceAsync(Stop)).Count(address => address.EntryKey == "900002"));
        Assert.Equal(1, (await room.Store.EntriesAsync(ListRoom.Officer, load.Interim.VersionId, "Zimorodok", 0, 10, Stop)).Total);
        Assert.Equal(0, (await room.Store.EntriesAsync(ListRoom.Officer, load.Interim.VersionId, "Kolibri", 0, 10, Stop)).Total);

        var alone = await room.Approve.ApproveAsync(ListRoom.Officer, load.Version.VersionId, Stop);
        Assert.Equal("four_eyes", Assert.IsType<Outcome<ListLoad>.Refused>(alone).Refusal.Code);
        var approved = Assert.IsType<Outcome<ListLoad>.Done>(await room.Approve.ApproveAsync(ListRoom.SecondOfficer, load.Version.VersionId, Stop)).Value;
        Assert.Equal((true, load.Interim.VersionId, "900002"), (approved.Version.InForce, approved.Delta!.FromVersion, Assert.Single(approved.Delta.Removed).Key));
        Assert.DoesNotContain(await room.Store.AddressesInForceAsync(Stop), address => address.EntryKey == "900002");
        Assert.True((await room.LoadAsync(files.Write(Later))).Confirmed);
        Assert.Equal(3, (await room.Store.VersionsAsync(ListRoom.Officer, "demo", Stop)).Count);
    }

    [Fact]
    public async Task The_same_file_again_is_no_second_one_that_waits_and_keeps_the_list_fresh()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(ListFiles.Fictional);
        var load = await room.LoadAsync(files.Write(Later));
        room.Clock.Advance(TimeSpan.FromHours(30));
        var again = await room.LoadAsync(files.Write(Later));

        Assert.Equal((true, load.Version.VersionId, load.Interim!.VersionId), (again.Confirmed, again.Version.VersionId, again.Interim!.VersionId));
        Assert.Equal(2, again.Delta!.AddressesRemoved.Count);
        Assert.Equal(room.Clock.GetUtcNow(), Assert.Single(await room.Store.VersionsInForceAsync(Stop)).CheckedAt);
        Assert.Equal(3, (await room.Store.VersionsAsync(ListRoom.Officer, "demo", Stop)).Count);
    }

    [Fact]
    public async Task A_party_that_loses_one_wallet_and_gains_a_name_is_found_by_both_until_a_second_person_has_looked()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(files.Write(Own("0xbadbad0000000000000000000000000000000001", "Old Name"), "own.csv"), list: own);
        var load = await room.LoadAsync(files.Write(Own("0xbadbad0000000000000000000000000000000002", "New Name"), "own.csv"), list: own);

        Assert.Contains("0 of 1 parties and 1 of 1 addresses", load.Version.Reason, StringComparison.Ordinal);
        Assert.Equal(2, (await room.Store.AddressesInForceAsync(Stop)).Select(address => address.Text).Distinct().Count());
        Assert.Equal(2, (await room.Store.EntriesAsync(ListRoom.Officer, load.Interim!.VersionId, "Name", 0, 10, Stop)).Total);

        static string Own(string address, string name) => $"key,kind,name,addresses\nX-1,entity,{name},{address}\n";
    }

    [Theory]
    [InlineData(1500, 1470, true)]        // 30 are exactly 2 %: more than that waits
    [InlineData(1500, 1469, false)]
    [InlineData(200, 180, true)]          // 20 parties may go from a small list, though they are 10 %
    [InlineData(200, 179, false)]
    public async Task Few_removals_apply_at_once_and_many_wait(int before, int after, bool atOnce)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(files.Write(Denylist(before), "own.csv"), list: own);
        var load = await room.LoadAsync(files.Write(Denylist(after), "own.csv"), list: own);
        Assert.Equal((atOnce, atOnce), (load.Version.InForce, load.Interim is null));
        Assert.Equal(atOnce ? after : before, Assert.Single(await room.Store.AllAsync(ListRoom.Officer, Stop)).InForce!.Counts.Parties);
    }

    [Fact]
    public async Task A_later_file_takes_the_place_of_the_one_that_waits_and_the_overtaken_one_cannot_be_approved()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(ListFiles.Fictional);
        var overtaken = await room.LoadAsync(files.Write(Later));
        var latest = await room.LoadAsync(files.Write(Later.Replace("<Day>11</Day>", "<Day>12</Day>", StringComparison.Ordinal).Replace("Zimorodok", "Sinitsa", StringComparison.Ordinal)));
        Assert.Equal("900002", Assert.Single(latest.Delta!.Removed).Key);

        var late = await room.Approve.ApproveAsync(ListRoom.SecondOfficer, overtaken.Version.VersionId, Stop);
        Assert.Equal("list_version_superseded", Assert.IsType<Outcome<ListLoad>.Refused>(late).Refusal.Code);
        Assert.True(Assert.IsType<Outcome<ListLoad>.Done>(await room.Approve.ApproveAsync(ListRoom.SecondOfficer, latest.Version.VersionId, Stop)).Value.Version.InForce);
    }

    [Fact]
    public async Task An_older_file_that_lacks_a_wallet_waits_as_a_whole_even_where_older_ones_are_allowed()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var first = await room.LoadAsync(ListFiles.Fictional);
        var older = await room.LoadAsync(files.Write(ListFiles.PublishedOn(ListFiles.Without(ListFiles.FictionalText, "900002"), new DateOnly(2026, 5, 3))), allowOlder: true);
        Assert.Equal((false, null), (older.Version.InForce, older.Interim));
        Assert.Equal(first.Version.VersionId, Assert.Single(await room.Store.VersionsInForceAsync(Stop)).VersionId);
    }

    [Fact]
    public async Task The_real_delisting_of_Tornado_Cash_stops_shows_its_90_addresses_and_passes_on_a_second_persons_approval()
    {
        var expected = JsonDocument.Parse(await File.ReadAllTextAsync(Checkout.RealData("sanctions/lists/ofac-sdn-advanced/expected_deltas.json"), Stop)).RootElement.EnumerateArray().ToList();
        await using var database = await cluster.CreateAsync(Stop);
        await using var publisher = await MisbehavingPublisher.StartAsync(Stop);
        using var folder = new RefreshFolder();
        var room = new ListRoom(database);
        var day = expected[0].GetProperty("from_").GetString()!;
        publisher.Answers = async (context, _) => await MisbehavingPublisher.Send(context, await File.ReadAllBytesAsync(ListFiles.Real(day), context.RequestAborted));
        var list = ListRoom.Demo with { Urls = [publisher.At("/SDN_ADVANCED.XML")] };
        Assert.True((await folder.RefreshAsync(database, room, list)).Load!.Version.InForce);
        foreach (var step in expected)
        {
            day = step.GetProperty("to").GetString()!;
            var load = (await folder.RefreshAsync(database, room, list)).Load!;
            var delta = load.Delta!;
            Assert.Equal((Number("parties_from"), Number("parties_to")), (delta.PartiesFrom, delta.PartiesTo));
            Assert.Equal((Number("parties_added"), Number("parties_removed")), (delta.Added.Count, delta.Removed.Count));
            Assert.Equal((Number("crypto_added"), Number("crypto_removed")), (delta.AddressesAdded.Count, delta.AddressesRemoved.Count));

            // The file names the first ten.
            var removed = step.GetProperty("removed_party_ids").EnumerateArray().Select(id => id.GetString()!).ToList();
            Assert.Equal(removed, delta.Removed.Select(party => party.Key).Order(StringComparer.Ordinal).Take(removed.Count));
            Assert.Equal(step.GetProperty("removed_crypto_parties").EnumerateArray().Select(party => party[1].GetString()!), delta.AddressesRemoved.Select(address => address.Name).Distinct());
            Assert.Equal(Number("crypto_removed") > 0 || Number("parties_removed") > 354, delta.LosesMuch);      // 2 % of 17,701 parties
            Assert.Equal(delta.LosesMuch, load.Interim is not null);
            if (load.Interim is { } interim)
            {
                await ApproveAsync(room, load, interim);
            }

            int Number(string name) => step.GetProperty(name).GetInt32();
        }
    }

    private static async Task ApproveAsync(ListRoom room, ListLoad load, ListVersion interim)
    {
        if (load.Version.PublishedOn == new DateOnly(2025, 3, 21))
        {
            Assert.Contains("TORNADO CASH (90 addresses)", load.Version.Reason, StringComparison.Ordinal);
            Assert.Equal(90, load.Delta!.AddressesRemoved.Count);
            Assert.Equal(90, (await room.Store.AddressesInForceAsync(Stop)).Count(address => address.PrimaryName == "TORNADO CASH"));
        }

        Assert.Equal(load.Version.Counts.Parties + load.Delta!.Removed.Count, interim.Counts.Parties - load.Delta.AddressesRemoved.Select(address => address.Key).Except(load.Delta.Removed.Select(party => party.Key)).Distinct().Count());
        var approved = Assert.IsType<Outcome<ListLoad>.Done>(await room.Approve.ApproveAsync(ListRoom.SecondOfficer, load.Version.VersionId, Stop)).Value;
        Assert.Equal((true, load.Delta.AddressesRemoved.Count, 0), (approved.Version.InForce, approved.Delta!.AddressesRemoved.Count, approved.Delta.Added.Count));
        if (load.Version.PublishedOn == new DateOnly(2025, 3, 21))
        {
            Assert.DoesNotContain(await room.Store.AddressesInForceAsync(Stop), address => address.PrimaryName == "TORNADO CASH");
        }
    }

    private static string Denylist(int parties) => "key,kind,name\n" + string.Concat(Enumerable.Range(1, parties).Select(number => $"X-{number},entity,Firm number {number}\n"));
}
