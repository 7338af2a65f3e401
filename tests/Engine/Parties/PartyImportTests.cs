using System.Text;
using Usd1Compliance.Audit;
using Usd1Compliance.Parties;

namespace Usd1Compliance.Tests.Engine.Parties;

[Suite(Suite.Database)]
public sealed class PartyImportTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_parties_imported_twice_change_nothing_the_second_time()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var parties = Enumerable.Range(1, 10_000).Select(n => PartyRoom.Person($"C-{n:00000}", $"Customer Number{n}", $"Kunde Nummer{n}") with
        {
            BirthDates = [$"{1940 + (n % 60)}-0{1 + (n % 9)}"], Countries = ["US"], Wallets = [$"0x{n:x40}"], Identifiers = [new PartyIdentifier("passport", $"P{n}")],
        }).ToList();
        var began = TimeProvider.System.GetTimestamp();
        var first = await room.ImportAsync(parties);
        var took = TimeProvider.System.GetElapsedTime(began);
        TestContext.Current.TestOutputHelper?.WriteLine($"10,000 parties in {took.TotalSeconds:0.0} s");
        Assert.Equal((10_000, 0, 0, 0), (first.Created, first.Changed, first.Unchanged, first.Refused.Count));
        Assert.True(took < TimeSpan.FromSeconds(30), $"It took {took.TotalSeconds:0.0} s.");
        var trail = (await room.TrailAsync()).Count;
        var newest = await room.Store.NewestVersionAsync(Stop);
        var again = await room.ImportAsync(parties);
        Assert.Equal((0, 0, 10_000, 0), (again.Created, again.Changed, again.Unchanged, again.Refused.Count));
        Assert.Equal((trail, newest), ((await room.TrailAsync()).Count, await room.Store.NewestVersionAsync(Stop)));
        Assert.Equal(10_000, await room.Store.StreamActiveAsync(Stop).CountAsync(Stop));
    }

    [Fact]
    public async Task A_row_that_is_refused_holds_up_no_other_and_every_row_is_accounted_for()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await room.PutAsync(PartyRoom.Person("C-1"));
        await room.PutAsync(PartyRoom.Person("C-2", "Old Name"));
        var import = await room.Manage.ImportAsync(PartyRoom.Officer,
        [
            new PartyFileRow(1, "one", PartyRoom.Person("C-1")),
            new PartyFileRow(2, "two", PartyRoom.Person("C-2", "New Name")),
            new PartyFileRow(3, "three", PartyRoom.Person("C-3")),
            new PartyFileRow(4, "four", new Refusal("json_malformed", "no JSON")),
            new PartyFileRow(5, "five", PartyRoom.Person("C-5", "123")),
            new PartyFileRow(6, "six", PartyRoom.Person("C-3", "Another Name")),
            new PartyFileRow(7, "seven", PartyRoom.Person("C-7") with { Owners = [new PartyOwner("nobody", null)] }),
        ], null, Stop);
        Assert.Equal((1, 1, 1), (import.Created, import.Changed, import.Unchanged));
        Assert.Equal([(4, "four", "json_malformed"), (5, "five", "party_name_without_letter"), (6, "six", "party_repeated"), (7, "seven", "party_owner_unknown")],
            import.Refused.Select(row => (row.Line, row.Text, row.Refusal.Code)));
        Assert.Equal("Person C-3", (await room.Store.FindAsync(["C-3"], Stop)).Single().Party.PrimaryName);
    }

    [Fact]
    public async Task Owners_may_stand_behind_what_they_own_own_each_other_and_lie_batches_apart()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var owned = PartyRoom.Person("A-owned") with { Owners = [new PartyOwner("Z-owner", 51)] };
        PartyDraft[] ring = [PartyRoom.Person("R-1") with { Owners = [new PartyOwner("R-2", 10)] }, PartyRoom.Person("R-2") with { Owners = [new PartyOwner("R-1", 10)] }];
        // Who is owned by somebody that is refused is refused with him: what would stand there would be half of it.
        PartyDraft[] lost = [PartyRoom.Person("L-1") with { Owners = [new PartyOwner("L-2", 1)] }, PartyRoom.Person("L-2") with { Owners = [new PartyOwner("L-3", 1)] }, PartyRoom.Person("L-3") with { Owners = [new PartyOwner("nobody", 1)] }];
        var import = await room.ImportAsync([owned, .. ring, .. lost, .. Enumerable.Range(0, ManageParties.BatchRows).Select(n => PartyRoom.Person($"M-{n}")), PartyRoom.Person("Z-owner")]);
        Assert.Equal((ManageParties.BatchRows + 4, 0), (import.Created, import.Unchanged));
        Assert.Equal(["L-1", "L-2", "L-3"], import.Refused.Select(row => row.Text));
        Assert.All(import.Refused, row => Assert.Equal("party_owner_unknown", row.Refusal.Code));
        Assert.Equal(51, (await room.Store.FindAsync(["A-owned"], Stop)).Single().Party.Owners.Single().SharePercent);
    }

    [Fact]
    public void A_csv_row_says_what_a_party_is_and_a_wrong_one_why_not()
    {
        var rows = Rows("""
            id,role,kind,names,birth_dates,countries,gender,identifiers,wallets,owners,status
            C-1,customer,person,"Veselkov, Arkady|Аркадий Веселков",1971|1971-03,US|DE,male,passport:AB:12,0xBADBAD00000000000000000000000000000000aa,O-1=33.34|O-2,
            C-2,vasp,organisation,"Alder
            Exchange",,,,,,,closed
            C-3,client,person,Zoe,,,,,,,
            C-4,customer,person,Zoe,,,,,,O-1=a third,
            C-5,customer,person,Zoe,,,,,,
            C-6,customer,person,Zoe,,,,passport,,,

            """);
        Assert.Equal([2, 3, 5, 6, 7, 8], rows.Select(row => row.Line));
        var first = rows[0].Draft.Done();
        Assert.Equal(("C-1", PartyRole.Customer, PartyKind.Person), (first.Id, first.Role, first.Kind));
        Assert.Equal(["Veselkov, Arkady", "Аркадий Веселков"], first.Names);
        Assert.Equal([new PartyOwner("O-1", 33.34m), new PartyOwner("O-2", null)], first.Owners);
        Assert.Equal([new PartyIdentifier("passport", "AB:12")], first.Identifiers);
        Assert.Null(first.Status);
        Assert.Equal(PartyStatus.Closed, rows[1].Draft.Done().Status);
        Assert.Contains("\"Veselkov, Arkady|", rows[0].Text, StringComparison.Ordinal);
        Assert.All(rows.Skip(2), row => Assert.Equal("party_row_wrong", row.Draft.Code()));
    }

    [Theory]
    [InlineData("", "holds no party")]
    [InlineData("id,role,kind,names\n", "holds no party")]
    [InlineData("id,role,kind\nC-1,customer,person\n", "no column 'names'")]
    [InlineData("id,role,kind,names,ssn\nC-1,customer,person,Zoe,1\n", "the column 'ssn'")]
    [InlineData("id,role,kind,names,id\nC-1,customer,person,Zoe,C-1\n", "a column twice")]
    [InlineData("id,role,kind,names\nC-1,customer,person,\"Zoe\nC-2,customer,person,Ann\n", "a quote that never ends")]
    [InlineData("id,role,kind,names\nC-1,customer,person,Zo", "cut off")]
    [InlineData("<html><body>Please sign in</body></html>\n", "the column '<html>")]
    public void A_file_whose_rows_cannot_be_told_apart_is_refused_whole_with_its_line(string text, string says)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var refusal = Assert.IsType<Outcome<int>.Refused>(PartyCsv.Count(file)).Refusal;
        Assert.Equal("party_file_wrong", refusal.Code);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was taken in.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_another_encoding_is_refused_whole()
    {
        using var file = new MemoryStream([.. "id,role,kind,names\nC-1,customer,person,Zo"u8, 0xEB, .. "\n"u8]);
        Assert.Contains("no UTF-8", Assert.IsType<Outcome<int>.Refused>(PartyCsv.Count(file)).Refusal.Message, StringComparison.Ordinal);
    }

    private static List<PartyFileRow> Rows(string csv)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        Assert.True(PartyCsv.Count(file) is Outcome<int>.Done);
        file.Position = 0;
        return [.. PartyCsv.Read(file)];
    }
}
