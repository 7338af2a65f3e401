using Usd1Compliance.Parties;

namespace Usd1Compliance.Tests.Service;

[Suite(Suite.Database)]
public sealed class PartyVerbTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_lines_are_taken_in_and_what_was_refused_lies_beside_to_be_mended_and_loaded()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        var file = usd1.Write("customers.jsonl", """
            {"id":"C-1","role":"customer","kind":"person","names":["Zoe Petrova"],"owners":[{"party":"O-1"}]}

            {"id":"C-2","role":"customer","kind":"person","names":["123"]}
            {"id":"O-1","role":"beneficial_owner","kind":"person","names":["Ann Roe"]}
            {"id":"C-3","role":"customer","kind":"person",
            {"role":"customer","kind":"person","names":["Nobody"]}
            """);
        var said = await usd1.RunAsync("parties", "load", file, "--json");
        Assert.Equal(1, said.ExitCode);
        Assert.Equal((2, 0, 0), (said.Document.GetProperty("created").GetInt32(), said.Document.GetProperty("changed").GetInt32(), said.Document.GetProperty("unchanged").GetInt32()));
        Assert.Equal([(3, "party_name_without_letter"), (5, "json_malformed"), (6, "member_missing")],
            said.Document.GetProperty("refused").EnumerateArray().Select(row => (row.GetProperty("line").GetInt32(), row.GetProperty("code").GetString())));
        var rows = said.Document.GetProperty("refusedRows").GetString()!;
        Assert.Equal(["""{"id":"C-2","role":"customer","kind":"person","names":["123"]}""", """{"id":"C-3","role":"customer","kind":"person",""", """{"role":"customer","kind":"person","names":["Nobody"]}"""], await File.ReadAllLinesAsync(rows, Stop));
        Assert.Equal(3, (await File.ReadAllLinesAsync(said.Document.GetProperty("refusedReasons").GetString()!, Stop)).Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(rows));      // personal data
        }

        var mended = usd1.Write("mended.jsonl", (await File.ReadAllTextAsync(rows, Stop)).Split('\n')[0].Replace("123", "Max Roe", StringComparison.Ordinal));
        Assert.Equal(1, (await usd1.AskAsync("parties", "load", mended)).GetProperty("created").GetInt32());
        var shown = await usd1.AskAsync("parties", "show", "C-2");
        Assert.Equal("Max Roe", shown.GetProperty("names")[0].GetString());
        Assert.Contains("C-1: Zoe Petrova", (await usd1.RunAsync("parties", "show", "C-1")).Output, StringComparison.Ordinal);
        (await usd1.RunAsync("parties", "show", "C-9", "--json")).IsRefused(2, "party_unknown");
    }

    [Fact]
    public async Task A_csv_file_is_taken_in_twice_and_its_refused_rows_keep_its_columns()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        var file = usd1.Write("customers.csv", "id,role,kind,names,countries\r\nC-1,customer,person,\"Petrova, Zoe|Зоя Петрова\",US\r\n=C-2,customer,person,\"Roe, Ann\",US\r\n");
        var said = await usd1.RunAsync("parties", "load", file);
        Assert.Equal(1, said.ExitCode);
        Assert.Contains("1 parties are new, 0 changed, 0 stood so already, 1 rows were refused.", said.Output, StringComparison.Ordinal);
        Assert.Contains("line 3: party_id_invalid", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Roe", said.Output, StringComparison.Ordinal);
        var refused = Directory.GetFiles(Path.GetDirectoryName(file)!, "customers.refused-*.csv").Single();
        Assert.Equal(["id,role,kind,names,countries", "=C-2,customer,person,\"Roe, Ann\",US"], await File.ReadAllLinesAsync(refused, Stop));
        Assert.Equal(1, (await usd1.RunAsync("parties", "load", file, "--json")).Document.GetProperty("unchanged").GetInt32());
        Assert.Single(await new PartyStore(database.Postgres).ChangedAsync(0, 10, Stop));
    }

    [Theory]
    [InlineData("", "party_file_wrong")]
    [InlineData("id;role;kind;names\nC-1;customer;person;Zoe\n", "party_file_wrong")]      // semicolons: another dialect
    [InlineData("\n\n", "party_file_wrong")]
    public async Task A_file_that_is_none_is_refused_whole(string text, string code)
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        (await usd1.RunAsync("parties", "load", usd1.Write("customers.csv", text), "--json")).IsRefused(2, code);
        (await usd1.RunAsync("parties", "load", "no-such-file.csv", "--json")).IsRefused(2, "file_unreadable");
        Assert.Empty(await new PartyStore(database.Postgres).ChangedAsync(0, 10, Stop));
    }

    [Fact]
    public async Task The_parties_of_the_demonstration_are_all_taken_in_and_no_real_person_is_needed_for_it()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        var loaded = await usd1.AskAsync("parties", "load", Checkout.PathOf("rules/demo/parties.jsonl"));
        Assert.InRange(loaded.GetProperty("created").GetInt32(), 35, 60);
        Assert.Equal(0, loaded.GetProperty("refused").GetArrayLength());
        var roles = await new PartyStore(database.Postgres).StreamActiveAsync(Stop).Select(version => version.Party.Role).Distinct().ToListAsync(Stop);
        Assert.Equal(Enum.GetValues<PartyRole>(), roles.Order());
    }
}
