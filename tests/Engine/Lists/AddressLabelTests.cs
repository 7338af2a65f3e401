using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

[Suite(Suite.Database)]
public sealed class AddressLabelTests(TestCluster cluster)
{
    private const string Mixer = "0xbadbad00000000000000000000000000000000a1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_replaces_what_its_origin_gave_before_and_nothing_of_another()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await ImportAsync(room, "research", $"address,category,name\n{Mixer},mixer,Grey Heron\n0xbadbad00000000000000000000000000000000a2,exchange,\"Tide, Seventh \"\"7\"\"\"\n");
        await ImportAsync(room, "vendor", $"Name,Category,Address\nHeron,mixer,{Mixer.ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal)}\n");
        var second = Assert.IsType<Outcome<LabelImport>.Done>(await ImportAsync(room, "research", $"address,category,name\n{Mixer},bridge,\n")).Value;

        Assert.Equal((1, 2), (second.Labels, second.Replaced));
        Assert.True(AddressText.TryRead(Mixer, out var address));
        Assert.Equal([("bridge", "", "research"), ("mixer", "Heron", "vendor")], (await room.Labels.OfAddressAsync(ListRoom.Analyst, address, Stop)).Select(label => (label.Category, label.Name, label.Origin)));
        Assert.Equal(2, (await room.Labels.AllAsync(Stop)).Count);
    }

    [Fact]
    public async Task A_name_may_hold_commas_and_quotes()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await ImportAsync(room, "research", $"address,category,name\r\n{Mixer},exchange,\"Tide, Seventh \"\"7\"\"\"\r\n\r\n");
        Assert.Equal("Tide, Seventh \"7\"", Assert.Single(await room.Labels.AllAsync(Stop)).Name);
    }

    [Fact]
    public async Task A_label_says_since_when_it_was_known_and_one_without_a_time_was_known_always()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await ImportAsync(room, "research", $"address,category,name,observed_at\n{Mixer},scam,Heron,2026-05-04T13:30:00Z\n{Mixer},mixer,Heron,\n");
        await ImportAsync(room, "vendor", $"address,category,name\n{Mixer},bridge,Heron\n");
        Assert.Equal([("bridge", null), ("mixer", null), ("scam", new DateTimeOffset(2026, 5, 4, 13, 30, 0, TimeSpan.Zero))],
            (await room.Labels.AllAsync(Stop)).OrderBy(label => label.Category, StringComparer.Ordinal).Select(label => (label.Category, label.ObservedAt)));
    }

    [Theory]
    [InlineData("", "no column 'address'")]                                                             // empty
    [InlineData("address,category\n", "no column 'name'")]
    [InlineData("address,category,name\n", "no label")]
    [InlineData("address,category,name\n" + Mixer + ",mixer\n", "line 2 does not have 3 cells")]
    [InlineData("address,category,name\n" + Mixer + ",mixer,\"half\n", "line 2 does not have 3 cells")]  // a quote that is not closed
    [InlineData("address,category,name\n" + Mixer + ",mixer,A\n0xbadbad,mixer,B\n", "line 3, column address")]
    [InlineData("address,category,name\n" + Mixer + ",Mixer!,A\n", "line 2, column category")]
    [InlineData("address,category,name,observed_at\n" + Mixer + ",mixer,A,2026-05-04\n", "line 2, column observed_at")]                      // no time
    [InlineData("address,category,name,observed_at\n" + Mixer + ",mixer,A,2026-05-04T12:00:00\n", "line 2, column observed_at")]             // a time of nobody knows where
    [InlineData("address,category,name,observed_at\n" + Mixer + ",mixer,A,2026-05-04T12:00:00+02:00\n", "line 2, column observed_at")]       // not UTC
    [InlineData("address,category,name\n" + Mixer + ",mixer,A\n" + Mixer + ",mixer,B\n", "earlier line")]
    public async Task A_file_with_one_wrong_line_changes_nothing_and_names_the_line(string csv, string says)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await ImportAsync(room, "research", $"address,category,name\n{Mixer},mixer,Before\n");
        var refusal = Assert.IsType<Outcome<LabelImport>.Refused>(await ImportAsync(room, "research", csv)).Refusal;
        Assert.Equal("labels_wrong", refusal.Code);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("Before", Assert.Single(await room.Labels.AllAsync(Stop)).Name);
    }

    [Fact]
    public async Task An_analyst_may_not_import_labels()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var room = new ListRoom(database);
        await Assert.ThrowsAsync<RightRefusedException>(() => room.Labels.ImportAsync(ListRoom.Analyst, "research", new StringReader(""), Stop));
    }

    private static Task<Outcome<LabelImport>> ImportAsync(ListRoom room, string origin, string csv) => room.Labels.ImportAsync(ListRoom.Officer, origin, new StringReader(csv), Stop);
}
