using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;
using Usd1Compliance.Tests.Engine;
using Usd1Compliance.Tests.Engine.Lists;

namespace Usd1Compliance.Tests.Service;

/// <summary><c>usd1 lists</c> and <c>usd1 labels</c>, as an operator and a script use them.</summary>
[Suite(Suite.Database)]
public sealed class ListVerbTests(TestCluster cluster)
{
    private const string password = PeopleOf.Password;
    private static readonly string older = ListFiles.PublishedOn(ListFiles.FictionalText, new DateOnly(2026, 5, 3));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_is_loaded_confirmed_shown_and_compared_for_people_and_for_scripts()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        var none = await usd1.RunAsync("lists", "show");
        Assert.Equal((0, "No list is known yet. Load one with usd1 lists load LIST FILE."), (none.ExitCode, none.Output.Trim()));

        var first = await usd1.RunAsync("lists", "load", "demo", ListFiles.Fictional);
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("Version 1 of demo, published 2026-05-04, is in force. SHA-256 ", first.Output, StringComparison.Ordinal);
        Assert.True((await usd1.AskAsync("lists", "load", "demo", ListFiles.Fictional)).GetProperty("confirmed").GetBoolean());
        var newer = await usd1.AskAsync("lists", "load", "demo", usd1.Write("newer.xml", ListFiles.PublishedOn(ListFiles.Without(ListFiles.FictionalText, "900006"), new DateOnly(2026, 5, 11))));
        Assert.Equal(2, newer.GetProperty("version").GetProperty("versionId").GetInt64());

        var standing = (await usd1.AskAsync("lists", "show", "demo")).GetProperty("versions");
        Assert.Equal([true, false], standing.EnumerateArray().OrderByDescending(version => version.GetProperty("versionId").GetInt64()).Select(version => version.GetProperty("inForce").GetBoolean()));
        Assert.Equal("900006", Assert.Single((await usd1.AskAsync("lists", "diff", "1", "2")).GetProperty("removed").EnumerateArray()).GetProperty("key").GetString());
        Assert.Contains("  removed 900006", (await usd1.RunAsync("lists", "diff", "1", "2")).Output, StringComparison.Ordinal);

        // A wallet that is gone stops the file, and the answer says how to see all of it.
        var held = await usd1.RunAsync("lists", "load", "demo", usd1.Write("held.xml", ListFiles.PublishedOn(ListFiles.Without(ListFiles.FictionalText, "900002"), new DateOnly(2026, 5, 12))), "--json");
        held.IsRefused(1, "list_drop");
        Assert.Contains("usd1 lists diff 4 3", held.Error, StringComparison.Ordinal);
        Assert.Contains("  removed 900002", (await usd1.RunAsync("lists", "diff", "4", "3")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list_is_web_page", "<!DOCTYPE html><html><body>Access denied</body></html>")]
    [InlineData("list_not_xml", "<?xml version=\"1.0\"?><Sanctions")]
    [InlineData("list_empty", "")]
    public async Task A_file_that_is_no_list_exits_with_1_and_the_version_in_force_stays(string code, string content)
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        await usd1.AskAsync("lists", "load", "demo", ListFiles.Fictional);
        var file = usd1.Write("broken.xml", content);

        (await usd1.RunAsync("lists", "load", "demo", file, "--json")).IsRefused(1, "list_quarantined");
        (await usd1.RunAsync("lists", "parse", file, "--json")).IsRefused(1, code);

        Assert.Equal(1, (await usd1.AskAsync("lists", "show")).GetProperty("lists")[0].GetProperty("inForce").GetProperty("versionId").GetInt64());
    }

    [Theory]
    [InlineData("list_unknown", "lists", "load", "no-such-list", "{fictional}")]
    [InlineData("file_unreadable", "lists", "load", "demo", "/no/such/file.xml")]
    [InlineData("file_unreadable", "lists", "parse", "/no/such/file.xml")]
    [InlineData("list_unknown", "lists", "show", "no-such-list")]
    [InlineData("list_version_unknown", "lists", "diff", "1", "2")]
    [InlineData("command_unreadable", "lists", "diff", "one", "two")]
    [InlineData("command_unreadable", "lists", "load", "demo")]
    [InlineData("command_unreadable", "lists", "laod", "demo")]
    [InlineData("file_unreadable", "labels", "import", "/no/such/file.csv", "--origin", "desk")]
    [InlineData("command_unreadable", "labels", "import", "/no/such/file.csv")]
    [InlineData("command_unreadable", "lists", "approve", "demo", "1", "--reason", "nobody says who approves")]
    [InlineData("reason_too_short", "lists", "approve", "demo", "1", "--as", "olga", "--reason", "looks ok")]
    [InlineData("list_version_unknown", "lists", "approve", "demo", "1", "--as", "olga", "--reason", "there is no such version")]
    public async Task What_cannot_be_understood_exits_with_2_and_says_what_is_wrong(string code, params string[] arguments)
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        (await usd1.RunAsync([.. arguments.Select(argument => argument.Replace("{fictional}", ListFiles.Fictional, StringComparison.Ordinal)), "--json"])).IsRefused(2, code);
    }

    [Fact]
    public async Task Without_a_database_a_verb_exits_with_3_and_without_its_name_with_2()
    {
        using var unreachable = new Usd1("Host=127.0.0.1;Port=9;Database=usd1;Username=nobody;Timeout=2");
        (await unreachable.RunAsync("lists", "show", "--json")).IsRefused(3, "database_unreachable");
        using var unset = new Usd1((string?)null);
        (await unset.RunAsync("lists", "show", "--json")).IsRefused(2, "bad_input");
        Assert.Equal(0, (await unset.RunAsync("lists", "parse", ListFiles.Fictional)).ExitCode);     // which needs none
    }

    [Fact]
    public async Task A_version_that_waits_is_approved_by_a_compliance_officer_who_signs_in_at_the_command_line()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        await using var people = new PeopleOf(database, usd1.Key);
        await people.SettleAsync("olga", Role.ComplianceOfficer);
        await people.SettleAsync("anna", Role.Analyst);
        await people.CreateAsync("newcomer", Role.ComplianceOfficer);
        await usd1.AskAsync("lists", "load", "demo", ListFiles.Fictional);
        (await usd1.RunAsync("lists", "load", "demo", usd1.Write("older.xml", older), "--json")).IsRefused(1, "list_quarantined");

        (await ApproveAsync("olga", "a wrong password here")).IsRefused(2, "sign_in_refused");
        (await ApproveAsync("nobody", password)).IsRefused(2, "sign_in_refused");
        (await ApproveAsync("olga")).IsRefused(2, "sign_in_refused");                       // nothing was piped in
        (await ApproveAsync("anna", password)).IsRefused(2, "right_missing");
        (await ApproveAsync("newcomer", people.OneTimePassword)).IsRefused(2, "sign_in_owes");
        var approved = await ApproveAsync("olga", password);
        Assert.Equal((0, "olga"), (approved.ExitCode, approved.Document.GetProperty("approvedBy").GetString()));
        Assert.True(approved.Document.GetProperty("version").GetProperty("inForce").GetBoolean());
        (await ApproveAsync("olga", password)).IsRefused(2, "list_version_not_quarantined");

        var audited = await database.Postgres.Command("SELECT actor_kind || ' ' || actor_name || ' ' || (details::jsonb ->> 'reason') FROM audit_entry WHERE action = 'list.approve'").RowsAsync(row => row.GetString(0), Stop);
        Assert.Equal(["Person olga the publisher corrected its own date"], audited);

        Task<Usd1.Said> ApproveAsync(string name, params string[] typed) =>
            usd1.TypeAsync(typed, "lists", "approve", "demo", "2", "--as", name, "--reason", "the publisher corrected its own date", "--json");
    }

    [Fact]
    public async Task Who_loaded_a_version_cannot_approve_it_at_the_command_line_either()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        await using var people = new PeopleOf(database, usd1.Key);
        var olga = await people.SettleAsync("olga", Role.ComplianceOfficer);
        await usd1.AskAsync("lists", "load", "demo", ListFiles.Fictional);
        var room = new ListRoom(database);
        Assert.Equal(ListVersionStatus.Quarantined, (await room.Load.LoadAsync(olga, "demo", usd1.Write("older.xml", older), null, Stop)).Done().Version.Status);

        (await usd1.TypeAsync([password], "lists", "approve", "demo", "2", "--as", "olga", "--reason", "I loaded it, so it must be right", "--json")).IsRefused(2, "four_eyes");
    }

    [Fact]
    public async Task Whoever_has_a_second_factor_is_asked_for_its_code()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        await using var people = new PeopleOf(database, usd1.Key);
        var totp = await people.EnrolAsync(await people.SettleAsync("olga", Role.ComplianceOfficer));
        await usd1.AskAsync("lists", "load", "demo", ListFiles.Fictional);
        (await usd1.RunAsync("lists", "load", "demo", usd1.Write("older.xml", older), "--json")).IsRefused(1, "list_quarantined");
        string[] approve = ["lists", "approve", "demo", "2", "--as", "olga", "--reason", "the publisher corrected its own date", "--json"];

        (await usd1.TypeAsync([password], approve)).IsRefused(2, "sign_in_refused");
        (await usd1.TypeAsync([password, "000000"], approve)).IsRefused(2, "sign_in_refused");
        // The code of this half minute confirmed the enrolment and is used up: the next one is accepted early.
        Assert.Equal(0, (await usd1.TypeAsync([password, totp.ComputeTotp(DateTimeOffset.UtcNow.AddSeconds(30).UtcDateTime)], approve)).ExitCode);
    }

    [Fact]
    public async Task Labels_are_taken_in_whole_or_not_at_all_and_replace_those_of_their_origin()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        const string header = "address,category,name\n";
        const string mixer = "0x81ff163e85a3fe9e9f87aba463ff3acd205ad1d9,mixer,Blender\n";
        const string exchange = "0x5a1f107af1a15c2e28befc991c5e4de21cbc87cf,exchange,\"Birch Exchange, hot wallet 1\"\n";

        var said = await usd1.RunAsync("labels", "import", usd1.Write("two.csv", header + mixer + exchange), "--origin", "desk");
        Assert.Equal((0, "2 labels of desk stand now, in place of 0."), (said.ExitCode, said.Output.Trim()));
        (await usd1.RunAsync("labels", "import", usd1.Write("bad.csv", header + exchange + "0x123,mixer,Cut short\n"), "--origin", "desk", "--json")).IsRefused(2, "labels_wrong");
        Assert.Equal(2, await StandingAsync());
        var replaced = await usd1.AskAsync("labels", "import", usd1.Write("one.csv", header + mixer), "--origin", "desk");
        Assert.Equal((1, 2), (replaced.GetProperty("labels").GetInt32(), replaced.GetProperty("replaced").GetInt32()));
        Assert.Equal(1, await StandingAsync());

        Task<long> StandingAsync() => database.Postgres.Command("SELECT count(*) FROM address_label").ScalarAsync<long>(Stop);
    }
}
