using System.Globalization;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>A file that is whole and well-formed and yet not the list: it waits for a person, and the version in force stays.</summary>
[Suite(Suite.Database)]
public sealed class PlausibleFileTests(TestCluster cluster) : IDisposable
{
    private const string wallet = "0xbadbad0000000000000000000000000000000001";

    private static readonly ListDefinition own = new("own", "Ourselves", "Own list", ListFormats.OwnList, Blocking: true, MaxAgeHours: 72);
    private readonly ListFiles files = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("900001", wallet, true)]                                                       // both are there
    [InlineData("900001", "0xBADBAD0000000000000000000000000000000001", true)]                // the address is known by its bytes, not its letters
    [InlineData("900099", wallet, false)]                                                      // no such party
    [InlineData("900001", "0xbadbad00000000000000000000000000000000ff", false)]               // no such wallet
    public async Task A_first_file_without_a_canary_waits_and_nothing_is_in_force(string party, string address, bool taken)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var load = await room.LoadAsync(ListFiles.Fictional, list: ListRoom.Demo with { Canaries = new() { Parties = [party], Addresses = [address] } });
        Assert.Equal((taken, taken ? ListVersionStatus.Accepted : ListVersionStatus.Quarantined), (load.Version.InForce, load.Version.Status));
        Assert.Equal(taken, load.Version.Reason.Length == 0);
        Assert.True(taken || (load.Version.Reason.Contains(party == "900099" ? "does not hold party 900099" : $"does not hold address {address}", StringComparison.Ordinal) && load.Version.Reason.Contains("take it out of the canaries", StringComparison.Ordinal)), load.Version.Reason);
        Assert.Equal(taken ? 1 : 0, (await room.Store.VersionsInForceAsync(Stop)).Count);
    }

    [Fact]
    public async Task A_later_file_without_a_canary_waits_and_a_second_person_may_let_it_through()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var watched = ListRoom.Demo with { Canaries = new() { Parties = ["900002"] } };
        var first = await room.LoadAsync(ListFiles.Fictional, list: watched);
        var load = await room.LoadAsync(files.Write(ListFiles.PublishedOn(ListFiles.Without(ListFiles.FictionalText, "900002"), new DateOnly(2026, 5, 11))), list: watched);
        Assert.Equal((ListVersionStatus.Quarantined, null), (load.Version.Status, load.Interim));      // nothing of it judges, not even what it adds: it may be another list
        Assert.Equal(first.Version.VersionId, Assert.Single(await room.Store.VersionsInForceAsync(Stop)).VersionId);
        Assert.Equal("four_eyes", Assert.IsType<Outcome<ListLoad>.Refused>(await room.Approve.ApproveAsync(ListRoom.Officer, load.Version.VersionId, Stop)).Refusal.Code);
        Assert.True(Assert.IsType<Outcome<ListLoad>.Done>(await room.Approve.ApproveAsync(ListRoom.SecondOfficer, load.Version.VersionId, Stop)).Value.Version.InForce);
    }

    [Fact]
    public async Task A_file_of_which_two_things_are_doubtful_says_both()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var load = await new ListRoom(database).LoadAsync(ListFiles.Fictional, list: ListRoom.Demo with { Canaries = new() { Parties = ["900099"] }, AtLeast = new() { Individuals = 5000 } });
        Assert.Contains("does not hold party 900099", load.Version.Reason, StringComparison.Ordinal);
        Assert.Contains("where 5,000 are the least", load.Version.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, true)]      // as many as are the least
    [InlineData(31, false)]
    public async Task A_file_with_fewer_of_a_kind_than_a_good_copy_holds_waits_even_if_it_is_the_first(int atLeast, bool taken)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var load = await room.LoadAsync(files.Write(People(30, birthDates: 30), "own.csv"), list: own with { AtLeast = new() { Individuals = atLeast } });
        Assert.Equal(taken, load.Version.InForce);
        Assert.True(taken || load.Version.Reason.Contains("30 individuals where 31 are the least", StringComparison.Ordinal), load.Version.Reason);
    }

    [Theory]
    [InlineData(180, true)]      // nine tenths of what it was: as much as a rate may fall
    [InlineData(179, false)]
    public async Task A_field_that_is_filled_markedly_less_than_before_makes_a_file_wait_with_both_figures(int birthDates, bool taken)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        var first = await room.LoadAsync(files.Write(People(200, birthDates: 200), "own.csv"), list: own);
        var load = await room.LoadAsync(files.Write(People(200, birthDates), "own.csv"), list: own);
        Assert.Equal((taken, taken ? load.Version.VersionId : first.Version.VersionId), (load.Version.InForce, Assert.Single(await room.Store.VersionsInForceAsync(Stop)).VersionId));
        Assert.True(taken || load.Version.Reason.Contains("individuals with a birth date: 89.5 % (179 of 200) where the version in force has 100.0 % (200 of 200)", StringComparison.Ordinal), load.Version.Reason);
    }

    [Fact]
    public async Task In_a_list_of_a_few_parties_a_fall_of_a_rate_says_nothing()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(files.Write(People(20, birthDates: 20), "own.csv"), list: own);
        Assert.True((await room.LoadAsync(files.Write(People(20, birthDates: 0), "own.csv"), list: own)).Version.InForce);
    }

    [Fact]
    public async Task Once_a_second_person_has_let_it_through_the_lower_rate_is_the_one_to_hold_against()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(files.Write(People(200, birthDates: 200), "own.csv"), list: own);
        var waiting = await room.LoadAsync(files.Write(People(200, birthDates: 50), "own.csv"), list: own);
        await room.Approve.ApproveAsync(ListRoom.SecondOfficer, waiting.Version.VersionId, Stop);
        Assert.True((await room.LoadAsync(files.Write(People(201, birthDates: 50), "own.csv"), list: own)).Version.InForce);
    }

    [Fact]
    public async Task The_ships_may_not_all_be_lost_while_the_firms_are_there()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await room.LoadAsync(files.Write(Fleet(vessels: 50), "own.csv"), list: own);
        var load = await room.LoadAsync(files.Write(Fleet(vessels: 24), "own.csv"), list: own);
        Assert.Equal(ListVersionStatus.Quarantined, load.Version.Status);
        Assert.Contains("24 vessels where the version in force holds 50", load.Version.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_files_of_OFAC_and_the_UN_hold_what_the_shipped_file_of_lists_asks_of_them()
    {
        var shipped = Assert.IsType<Outcome<IReadOnlyList<ListDefinition>>.Done>(ListDefinition.ReadAll(Checkout.PathOf("rules/lists.json"))).Value.ToDictionary(list => list.Id);
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        foreach (var day in new[] { "2025-03-04", "2025-11-04" })      // none of 1,200 parties that came and went between the two trips a rate
        {
            var load = await room.LoadAsync(ListFiles.Real(day), list: shipped["ofac-sdn"]);
            Assert.DoesNotContain("canaries", load.Version.Reason, StringComparison.Ordinal);
            Assert.True(load.Version.InForce || load.Interim!.InForce, load.Version.Reason);
        }

        Assert.True((await room.LoadAsync(PublisherFiles.Real("un/UN_consolidated.2026-02-27.xml.gz"), list: shipped["un"])).Version.InForce);
        var sample = await room.LoadAsync(PublisherFiles.Real("eu/eu_fsf_sample.xml"), list: shipped["eu"]);
        Assert.Contains("2 individuals where 3,400 are the least", sample.Version.Reason, StringComparison.Ordinal);
    }

    private static string People(int people, int birthDates) =>
        "key,kind,name,birth_dates\n" + string.Concat(Enumerable.Range(1, people).Select(number => $"p-{number},individual,Person number {number},{(number <= birthDates ? string.Create(CultureInfo.InvariantCulture, $"19{50 + (number % 40)}-01-01") : "")}\n"));

    private static string Fleet(int vessels) =>
        "key,kind,name\n" + string.Concat(Enumerable.Range(1, 2_000).Select(number => $"f-{number},entity,Firm number {number}\n")) + string.Concat(Enumerable.Range(1, vessels).Select(number => $"v-{number},vessel,Ship number {number}\n"));
}
