using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Tests.Engine.Rules;

namespace Usd1Compliance.Tests.Service;

/// <summary><c>usd1 rules propose</c>, <c>approve</c>, <c>refuse</c>, <c>proposals</c> and <c>packs</c>, as people and scripts use them.</summary>
[Suite(Suite.Database)]
public sealed class PackVerbTests(TestCluster cluster)
{
    private const string password = PeopleOf.Password;
    private const string why = "fewer alerts on salaries";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_author_proposes_a_folder_whose_tests_pass_and_an_officer_approves_it_each_by_his_own_sign_in()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        await using var people = new PeopleOf(database, usd1.Key);
        await people.SettleAsync("rita", Role.RuleAuthor);
        await people.SettleAsync("olga", Role.ComplianceOfficer);
        await people.SettleAsync("anna", Role.Analyst);
        using var rules = new ChangedRules().Score(15, 3).Without("45-supply-mismatch.json");
        (await ProposeAsync("rita", password)).IsRefused(2, "pack_none_in_force");
        var shipped = (await PackDesk.OpenAsync(database.Postgres, TimeProvider.System)).Store;
        Assert.Contains("loaded at first start, shipped with version", (await usd1.RunAsync("rules", "packs")).Output, StringComparison.Ordinal);

        (await ProposeAsync("rita", "a wrong password here")).IsRefused(2, "sign_in_refused");
        (await ProposeAsync("rita")).IsRefused(2, "sign_in_refused");                        // nothing was piped in
        (await ProposeAsync("anna", password)).IsRefused(2, "right_missing");
        var proposed = await ProposeAsync("rita", password);
        Assert.Equal((0, "waiting", "rita"), (proposed.ExitCode, proposed.Document.GetProperty("state").GetString(), proposed.Document.GetProperty("proposedBy").GetString()));
        Assert.True(proposed.Document.GetProperty("tests").GetInt32() > 20);
        (await ProposeAsync("rita", password)).IsRefused(2, "pack_proposal_waits");
        var shown = (await usd1.RunAsync("rules", "proposals", "1")).Output;
        Assert.Contains("CHANGED round-amounts (version 2 -> 3)", shown, StringComparison.Ordinal);
        Assert.Contains("   score: 10 -> 15", shown, StringComparison.Ordinal);
        Assert.Contains("REMOVED mint-by-unknown-minter (version 1)", shown, StringComparison.Ordinal);
        Assert.Contains("WAITS for a second person", shown, StringComparison.Ordinal);
        Assert.Equal(1, await shipped.InForceIdAsync(Stop));

        (await DecideAsync("approve", "rita", password)).IsRefused(2, "right_missing");
        var approved = await DecideAsync("approve", "olga", password);
        Assert.Equal((0, "approved", "olga", 2), (approved.ExitCode, approved.Document.GetProperty("state").GetString(), approved.Document.GetProperty("decidedBy").GetString(), approved.Document.GetProperty("packId").GetInt32()));
        (await DecideAsync("refuse", "olga", password)).IsRefused(2, "pack_proposal_decided");
        Assert.Contains("pack 2: ", (await usd1.RunAsync("rules", "packs")).Output, StringComparison.Ordinal);
        Assert.Contains("proposed by rita, approved by olga", (await usd1.RunAsync("rules", "packs")).Output, StringComparison.Ordinal);
        Assert.Equal(["rule_pack.put first-start", "rule_pack.propose rita", "rule_pack.put olga"],
            await database.Postgres.Command("SELECT action || ' ' || actor_name FROM audit_entry WHERE action LIKE 'rule_pack.%' ORDER BY number").RowsAsync(row => row.GetString(0), Stop));

        Task<Usd1.Said> ProposeAsync(string name, params string[] typed) => usd1.TypeAsync(typed, "rules", "propose", rules.Path, "--as", name, "--reason", why, "--json");
        Task<Usd1.Said> DecideAsync(string verb, string name, params string[] typed) => usd1.TypeAsync(typed, "rules", verb, "1", "--as", name, "--reason", why, "--json");
    }

    [Fact]
    public async Task An_officer_does_not_approve_his_own_proposal_and_two_of_them_return_to_an_earlier_pack()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        await using var people = new PeopleOf(database, usd1.Key);
        await people.SettleAsync("olga", Role.ComplianceOfficer);
        await people.SettleAsync("otto", Role.ComplianceOfficer);
        var desk = await PackDesk.OpenAsync(database.Postgres, TimeProvider.System);
        using var rules = new ChangedRules().Score(15, 3);
        Assert.Equal(0, (await usd1.TypeAsync([password], "rules", "propose", rules.Path, "--as", "olga", "--reason", why, "--json")).ExitCode);
        (await usd1.TypeAsync([password], "rules", "approve", "1", "--as", "olga", "--reason", why, "--json")).IsRefused(2, "four_eyes");
        Assert.Equal(0, (await usd1.TypeAsync([password], "rules", "approve", "1", "--as", "otto", "--reason", why, "--json")).ExitCode);

        var back = await usd1.TypeAsync([password], "rules", "propose", "--pack", "1", "--as", "otto", "--reason", why, "--json");
        Assert.Equal((0, 1), (back.ExitCode, back.Document.GetProperty("returnsTo").GetInt32()));
        Assert.Equal(0, (await usd1.TypeAsync([password], "rules", "refuse", "2", "--as", "olga", "--reason", "the salaries are back already", "--json")).ExitCode);
        Assert.Equal(2, await desk.Store.InForceIdAsync(Stop));
        Assert.Equal(0, (await usd1.TypeAsync([password], "rules", "propose", "--pack", "1", "--as", "otto", "--reason", why, "--json")).ExitCode);
        Assert.Equal(0, (await usd1.TypeAsync([password], "rules", "approve", "3", "--as", "olga", "--reason", why, "--json")).ExitCode);
        Assert.Equal((await desk.Store.FindAsync(PackDesk.Author, 1, Stop))!.Pack.Sha256, (await desk.Store.InForceAsync(Stop))!.Pack.Sha256);
        Assert.Contains("Refused by olga", (await usd1.RunAsync("rules", "proposals")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_whose_tests_fail_or_that_does_not_read_is_refused_before_anybody_is_asked_for_a_password()
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        await PackDesk.OpenAsync(database.Postgres, TimeProvider.System);
        using var broken = new ChangedRules().Break();
        (await usd1.RunAsync("rules", "propose", broken.Path, "--as", "rita", "--reason", why, "--json")).IsRefused(1, "rule_tests_failed");
        var folder = Path.GetDirectoryName(usd1.Write("one.json", Packs.File(Packs.Rule("Wrong", "1")).Text))!;
        var unread = await usd1.RunAsync("rules", "propose", folder, "--as", "rita", "--reason", why, "--json");
        Assert.Equal((1, false), (unread.ExitCode, unread.Document.GetProperty("sound").GetBoolean()));
        Assert.Equal(0, await database.Postgres.Command("SELECT count(*) FROM pack_proposal").ScalarAsync<long>(Stop));
    }

    [Theory]
    [InlineData("pack_proposal_unknown", "rules", "proposals", "7")]
    [InlineData("pack_proposal_unknown", "rules", "approve", "7", "--as", "olga", "--reason", "there is no such proposal")]
    [InlineData("pack_proposal_unknown", "rules", "refuse", "7", "--as", "olga", "--reason", "there is no such proposal")]
    [InlineData("command_unreadable", "rules", "approve", "7", "--reason", "nobody says who approves")]
    [InlineData("command_unreadable", "rules", "propose", "{packs}", "--as", "rita")]                              // nobody says why
    [InlineData("arguments_wrong", "rules", "propose", "{packs}", "--pack", "1", "--as", "rita", "--reason", "one of the two, not both")]
    [InlineData("command_unreadable", "rules", "load", "{packs}")]                                                 // no pack comes in force by one person any more
    public async Task What_cannot_be_understood_exits_with_2_and_says_what_is_wrong(string code, params string[] arguments)
    {
        await using var database = await cluster.CreateAsync(Stop);
        using var usd1 = new Usd1(database);
        (await usd1.RunAsync([.. arguments.Select(argument => argument.Replace("{packs}", Checkout.PathOf("rules/packs"), StringComparison.Ordinal)), "--json"])).IsRefused(2, code);
    }
}
