using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Cases;

[Suite(Suite.Database)]
public sealed class CaseRightsTests(TestCluster cluster)
{
    private const string reason = "The subject redeemed three times below the limit.";
    private static readonly string[] reading = ["read", "queue", "steps", "alerts", "counts", "export"];
    private static readonly string[] working = [.. reading, "assign", "note", "escalate", "propose"];

    private static readonly Dictionary<string, Func<CaseDesk, Actor, CaseFile, Task>> commands = new()
    {
        ["read"] = (desk, actor, file) => desk.Cases.FindAsync(actor, file.Id, Stop),
        ["queue"] = (desk, actor, _) => desk.Cases.QueueAsync(actor, new CaseFilter(), 0, 10, Stop),
        ["steps"] = (desk, actor, file) => desk.Cases.StepsAsync(actor, file.Id, Stop),
        ["alerts"] = (desk, actor, file) => desk.Cases.AlertsAsync(actor, file.Id, Stop),
        ["counts"] = (desk, actor, _) => desk.Cases.CountsAsync(actor, Stop),
        ["export"] = (desk, actor, file) => new CaseExport(desk.Cases, desk.Trail, desk.Clock).PackAsync(actor, file.Id, Stop),
        ["assign"] = (desk, actor, file) => desk.Work.AssignAsync(actor, file.Id, file.Revision, null, Stop),
        ["note"] = (desk, actor, file) => desk.Work.NoteAsync(actor, file.Id, "Looked at.", Stop),
        ["escalate"] = (desk, actor, file) => desk.Work.EscalateAsync(actor, file.Id, file.Revision, reason, Stop),
        ["propose"] = (desk, actor, file) => desk.Work.ProposeAsync(actor, file.Id, file.Revision, Disposition.NoAction, reason, Stop),
        ["approve"] = (desk, actor, file) => desk.Work.ApproveAsync(actor, file.Id, file.Revision, Stop),
        ["refuse"] = (desk, actor, file) => desk.Work.RefuseAsync(actor, file.Id, file.Revision, reason, Stop),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Administrator)]         // manages people, and sees no case
    [InlineData(Role.Analyst)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.ComplianceOfficer)]
    [InlineData(Role.RuleAuthor)]
    [InlineData(Role.Auditor)]               // reads everything and changes nothing
    [InlineData(null)]                       // signed in, and has no role
    public async Task Each_role_may_do_to_a_case_what_it_is_here_for_and_nothing_else(Role? role)
    {
        string[] expected = role switch
        {
            Role.Analyst => working,
            Role.Supervisor or Role.ComplianceOfficer => [.. working, "approve", "refuse"],
            Role.Auditor => reading,
            _ => [],
        };
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var ana = await desk.PersonAsync("ana", Role.Analyst);
        var actor = await desk.PersonAsync("somebody", role is { } held ? [held] : []);
        var subject = 0;
        foreach (var (name, command) in commands)
        {
            var file = await desk.CaseAsync(ana, Severity.Critical, ++subject);
            var may = true;
            try
            {
                await command(desk, actor, file);
            }
            catch (RightRefusedException)
            {
                may = false;
                Assert.Equal(file, await desk.Cases.FindAsync(ana, file.Id, Stop));
            }

            Assert.True(may == expected.Contains(name), $"{role} {(may ? "may" : "may not")} {name}");
        }
    }
}
