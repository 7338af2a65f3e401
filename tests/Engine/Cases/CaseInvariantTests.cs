using CsCheck;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Cases;

[Suite(Suite.Database)]
public sealed class CaseInvariantTests(TestCluster cluster)
{
    private const string reason = "The subject redeemed three times below the limit.";

    private enum Act
    {
        Assign,
        Note,
        Escalate,
        Propose,
        Approve,
        Refuse,
        Alert,
        CriticalAlert,
        ShortReason,
        StaleApprove,
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_people_do_in_whatever_order_a_critical_case_is_closed_by_two_and_the_timeline_only_grows()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        Actor[] people =
        [
            await desk.PersonAsync("ana", Role.Analyst), await desk.PersonAsync("sam", Role.Supervisor),
            await desk.PersonAsync("olga", Role.ComplianceOfficer, Role.Analyst), await desk.PersonAsync("audrey", Role.Auditor),
        ];
        var subject = 0;
        var script = Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, (int)Act.StaleApprove], Gen.Int[0, people.Length - 1]).Array[1, 25]);
        await script.SampleAsync(async (isCritical, acts) =>
        {
            var number = ++subject;
            var file = await desk.CaseAsync(people[0], isCritical ? Severity.Critical : Severity.Medium, number);
            var steps = await desk.Cases.StepsAsync(people[0], file.Id, Stop);
            foreach (var (act, who) in acts)
            {
                desk.Clock.Advance(TimeSpan.FromSeconds(1));
                var refused = await PlayAsync(desk, (Act)act, people[who], file, number);
                var after = (await desk.Cases.FindAsync(people[0], file.Id, Stop))!;
                var grown = await desk.Cases.StepsAsync(people[0], file.Id, Stop);
                AssertHolds(file, after, steps, grown, refused);
                (file, steps) = (after, grown);
            }
        }, iter: 40, threads: 1);

        Assert.True((await new VerifyAudit(desk.AsUi).CheckAsync(null, null, Stop)).Holds);
        Assert.Equal(0, await desk.AsOwner.Command("""
            -- Every change of a case stands in the audit trail as often as in its timeline.
            SELECT count(*) FROM case_file c WHERE
                (SELECT count(DISTINCT revision) FROM case_step s WHERE s.case_id = c.case_id AND kind <> 'noted')
                <> (SELECT count(*) FROM audit_entry a WHERE a.subject_kind = 'case' AND a.subject_id = c.case_id::text AND action <> 'case.note')
            """).ScalarAsync<long>(Stop));
    }

    private static void AssertHolds(CaseFile before, CaseFile after, IReadOnlyList<CaseStep> steps, IReadOnlyList<CaseStep> grown, bool refused)
    {
        Assert.Equal(steps, grown.Take(steps.Count));
        Assert.True(after.Severity >= before.Severity && after.DueAt <= before.DueAt && after.Revision >= before.Revision);
        if (before.Status == CaseStatus.Closed || refused)
        {
            Assert.Equal(before, after);
            Assert.Equal(steps.Count, grown.Count);
        }

        if (after.Status == CaseStatus.Closed)
        {
            Assert.NotNull(after.Proposal);
            Assert.NotNull(after.ClosedAt);
            Assert.NotEqual(after.Proposal.By, after.ApprovedBy);
            Assert.True(after.Severity != Severity.Critical || after.ApprovedBy is not null);
        }

        Assert.Equal(after.Revision, grown.Max(step => step.Revision));
    }

    // True when it was refused and so must have changed nothing.
    private static async Task<bool> PlayAsync(CaseDesk desk, Act act, Actor actor, CaseFile file, int subject)
    {
        if (act is Act.Alert or Act.CriticalAlert)
        {
            await desk.AlertAsync(subject, act == Act.Alert ? Severity.Low : Severity.Critical);
            await desk.OpenAllAsync();
            return false;
        }

        try
        {
            var outcome = await (act switch
            {
                Act.Assign => desk.Work.AssignAsync(actor, file.Id, file.Revision, Guid.Parse(actor.Id), Stop),
                Act.Note => desk.Work.NoteAsync(actor, file.Id, "Looked at.", Stop),
                Act.Escalate => desk.Work.EscalateAsync(actor, file.Id, file.Revision, reason, Stop),
                Act.Propose => desk.Work.ProposeAsync(actor, file.Id, file.Revision, Disposition.Suspicious, reason, Stop),
                Act.Approve => desk.Work.ApproveAsync(actor, file.Id, file.Revision, Stop),
                Act.Refuse => desk.Work.RefuseAsync(actor, file.Id, file.Revision, reason, Stop),
                Act.ShortReason => desk.Work.ProposeAsync(actor, file.Id, file.Revision, Disposition.Suspicious, "because", Stop),
                _ => desk.Work.ApproveAsync(actor, file.Id, file.Revision - 1, Stop),
            });
            return outcome is Outcome<CaseFile>.Refused;
        }
        catch (RightRefusedException)
        {
            return true;
        }
    }
}
