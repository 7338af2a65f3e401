using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>A rule pack comes in force by two people: one proposes, another approves, and nobody is exempt.</summary>
[Suite(Suite.Database)]
public sealed class PackApprovalTests(TestCluster cluster)
{
    private static readonly RulePack stricter = Packs.Of("originator.SentUsd24h > 1");
    private static readonly RulePack looser = Packs.Of("originator.SentUsd24h > 2");

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_proposes_another_approves_and_the_trail_says_who_what_and_why()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        var before = (await desk.Store.InForceAsync(Stop))!;
        var proposal = (await desk.ProposeAsync(stricter)).Done();
        Assert.Equal((PackProposalState.Waiting, before.Record.PackId, 1, 3), (proposal.State, proposal.Replaces, proposal.Rules, proposal.Tests));
        Assert.Equal((1, before.Pack.Rules.Count), (proposal.Difference.Added.Count(), proposal.Difference.Removed.Count()));
        Assert.Equal(before.Record.PackId, await desk.Store.InForceIdAsync(Stop));          // nothing has changed yet
        Assert.Equal(proposal.Id, Assert.Single(await desk.Proposals.WaitingAsync(PackDesk.Author, Stop)).Id);

        var approved = (await desk.ApproveAsync(proposal.Id)).Done();
        Assert.Equal((PackProposalState.Approved, "Olga"), (approved.State, approved.Decision!.By));
        Assert.Equal(stricter.Sha256, (await desk.Store.InForceAsync(Stop))!.Pack.Sha256);
        Assert.Equal(approved.Decision.PackId, await desk.Store.InForceIdAsync(Stop));
        Assert.Empty(await desk.Proposals.WaitingAsync(PackDesk.Author, Stop));

        var entries = await desk.Trail.ReadAsync(PackDesk.Officer, AuditFilter.All, null, 10, Stop);
        Assert.Equal([("rule_pack.put", "Olga"), ("rule_pack.propose", "Rita"), ("rule_pack.put", "first-start")], entries.Select(entry => (entry.Action, entry.ActorName)));
        Assert.All(entries.Take(2), entry => Assert.Contains(Convert.ToHexStringLower(stricter.Sha256), entry.Details, StringComparison.Ordinal));
        Assert.Contains(PackDesk.Reason, entries[1].Details, StringComparison.Ordinal);
        Assert.Contains(PackDesk.Author.Id, entries[0].Details, StringComparison.Ordinal);
        Assert.Contains("Back-tested", entries[0].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_approves_what_he_proposed_whatever_roles_he_holds()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        var everything = PackDesk.Person(9, "Adam", Enum.GetValues<Role>());
        var proposal = (await desk.ProposeAsync(stricter, everything)).Done();
        Assert.Equal("four_eyes", (await desk.ApproveAsync(proposal.Id, everything)).Code());
        Assert.Equal("four_eyes", (await desk.ApproveAsync(proposal.Id, PackDesk.Person(9, "Adam under another name", Role.ComplianceOfficer))).Code());
        Assert.Equal(PackProposalState.Waiting, (await desk.Proposals.FindAsync(everything, proposal.Id, Stop))!.State);
        (await desk.ApproveAsync(proposal.Id, PackDesk.SecondOfficer)).Done();
    }

    [Theory]
    [InlineData(Role.Administrator, false, false)]
    [InlineData(Role.Analyst, false, false)]
    [InlineData(Role.Supervisor, false, false)]
    [InlineData(Role.ComplianceOfficer, true, true)]
    [InlineData(Role.RuleAuthor, true, false)]
    [InlineData(Role.Auditor, false, false)]
    public async Task Each_role_may_do_to_a_pack_what_it_is_here_for_and_nothing_else(Role role, bool proposes, bool decides)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        var person = PackDesk.Person(7, "Somebody", role);
        var others = (await desk.ProposeAsync(stricter)).Done();
        Assert.Equal(others.Id, (await desk.Proposals.FindAsync(person, others.Id, Stop))!.Id);      // every role may read what is proposed
        await Allowed(proposes, () => desk.ProposeAsync(looser, person));
        await Allowed(proposes, () => desk.Proposing.ProposeReturnAsync(person, 1, PackDesk.Reason, Stop), "pack_in_force");
        await Allowed(decides, () => desk.RefuseAsync(others.Id, person));
        var again = (await desk.ProposeAsync(Packs.Of("originator.SentUsd24h > 3"))).Done();
        await Allowed(decides, () => desk.ApproveAsync(again.Id, person));

        static async Task Allowed(bool may, Func<Task<Outcome<PackProposal>>> act, string answer = "done")
        {
            if (may)
            {
                Assert.Equal(answer, (await act()).Code());
            }
            else
            {
                await Assert.ThrowsAsync<RightRefusedException>(act);
            }
        }
    }

    [Fact]
    public async Task A_program_a_job_and_an_operator_neither_propose_nor_approve()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        var proposal = (await desk.ProposeAsync(stricter)).Done();
        foreach (var actor in (Actor[])[Actor.Job("rule-update", Enum.GetValues<Right>()), Actor.ApiClient(Guid.NewGuid(), "pipeline", Enum.GetValues<Right>())])
        {
            Assert.Equal("person_needed", (await desk.ProposeAsync(looser, actor)).Code());
            Assert.Equal("person_needed", (await desk.ApproveAsync(proposal.Id, actor)).Code());
            Assert.Equal("person_needed", (await desk.RefuseAsync(proposal.Id, actor)).Code());
        }

        await Assert.ThrowsAsync<RightRefusedException>(() => desk.ProposeAsync(looser, Actor.Operator("root")));
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.ApproveAsync(proposal.Id, Actor.Operator("root")));
    }

    [Fact]
    public async Task A_pack_whose_tests_fail_or_that_does_not_read_or_without_a_reason_is_not_even_proposed()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        var failed = PackDesk.Passed(stricter);
        failed = failed with { Results = [failed.Results[0] with { Fault = "It answers No, not Yes." }, .. failed.Results.Skip(1)] };
        Assert.Equal("rule_tests_failed", (await desk.Proposing.ProposeAsync(PackDesk.Author, failed, PackDesk.Reason, Stop)).Code());
        Assert.Equal("rule_pack_refused", (await desk.Proposing.ProposeAsync(PackDesk.Author, new RuleTestReport(null, [], Packs.ProblemsOf(Packs.File(Packs.Rule("Wrong", "1")))), PackDesk.Reason, Stop)).Code());
        Assert.Equal("reason_too_short", (await desk.Proposing.ProposeAsync(PackDesk.Author, PackDesk.Passed(stricter), "better", Stop)).Code());
        Assert.Equal("text_too_long", (await desk.Proposing.ProposeAsync(PackDesk.Author, PackDesk.Passed(stricter), new string('x', 4_001), Stop)).Code());
        Assert.Equal("pack_unknown", (await desk.Proposing.ProposeReturnAsync(PackDesk.Author, 99, PackDesk.Reason, Stop)).Code());
        Assert.Equal("pack_proposal_unknown", (await desk.ApproveAsync(99)).Code());
        Assert.Equal(0, (await desk.Proposals.PageAsync(PackDesk.Author, 0, 10, Stop)).Total);

        await using var empty = await cluster.CreateAsync(Stop);
        Assert.Equal("pack_none_in_force", (await new PackDesk(empty.Postgres, clock).ProposeAsync(stricter)).Code());
    }

    [Fact]
    public async Task The_same_pack_waits_once_and_what_was_refused_or_taken_back_may_be_proposed_again()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        var both = await Task.WhenAll(desk.ProposeAsync(stricter), desk.ProposeAsync(stricter, PackDesk.Officer));
        Assert.Equal(["done", "pack_proposal_waits"], both.Select(outcome => outcome.Code()).Order());
        var first = both.OfType<Outcome<PackProposal>.Done>().Single().Value;
        (await desk.ProposeAsync(looser)).Done();                                          // another pack may wait beside it
        Assert.Equal("pack_in_force", (await desk.Proposing.ProposeReturnAsync(PackDesk.Author, first.Replaces, PackDesk.Reason, Stop)).Code());

        var refused = (await desk.RefuseAsync(first.Id, PackDesk.SecondOfficer)).Done();
        Assert.Equal((PackProposalState.Refused, "Otto", (long?)null), (refused.State, refused.Decision!.By, refused.Decision.PackId));
        Assert.Equal("pack_proposal_decided", (await desk.ApproveAsync(first.Id)).Code());
        var again = (await desk.ProposeAsync(stricter)).Done();
        (await desk.RefuseAsync(again.Id, PackDesk.Author)).Done();                       // his own, taken back without the right to approve
        await Assert.ThrowsAsync<RightRefusedException>(() => desk.RefuseAsync(first.Id + 1, PackDesk.Person(8, "Rolf", Role.RuleAuthor)));
        (await desk.ProposeAsync(stricter)).Done();
    }

    [Fact]
    public async Task Of_two_officers_who_approve_at_once_one_does_and_the_pack_comes_in_force_once()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        var proposal = (await desk.ProposeAsync(stricter)).Done();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(() => n == 5 ? desk.RefuseAsync(proposal.Id, PackDesk.Officer) : desk.ApproveAsync(proposal.Id, n % 2 == 0 ? PackDesk.Officer : PackDesk.SecondOfficer))));
        Assert.Single(answers, answer => answer.Code() == "done");
        Assert.Equal(5, answers.Count(answer => answer.Code() == "pack_proposal_decided"));
        Assert.True((await desk.Store.PageAsync(PackDesk.Author, 0, 10, Stop)).Total <= 2);
        Assert.Equal(1, await database.Postgres.Command("SELECT count(*) FROM pack_decision").ScalarAsync<long>(Stop));
    }

    [Fact]
    public async Task A_proposal_against_a_pack_that_was_replaced_since_is_overtaken_and_has_to_be_proposed_again()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        var (one, other) = ((await desk.ProposeAsync(stricter)).Done(), (await desk.ProposeAsync(looser)).Done());
        var answers = await Task.WhenAll(desk.ApproveAsync(one.Id), desk.ApproveAsync(other.Id, PackDesk.SecondOfficer));
        Assert.Equal(["done", "pack_proposal_overtaken"], answers.Select(answer => answer.Code()).Order());
        var (late, latePack) = answers[0].Code() == "done" ? (other, looser) : (one, stricter);
        Assert.Equal(PackProposalState.Overtaken, (await desk.Proposals.FindAsync(PackDesk.Author, late.Id, Stop))!.State);
        Assert.Equal("pack_proposal_overtaken", (await desk.RefuseAsync(late.Id)).Code());
        Assert.Empty(await desk.Proposals.WaitingAsync(PackDesk.Author, Stop));

        var again = (await desk.ProposeAsync(latePack)).Done();
        Assert.Equal("0 rules added, 0 removed, 1 changed", again.Difference.InShort);      // against the pack that judges now
        (await desk.ApproveAsync(again.Id)).Done();
        Assert.Equal(latePack.Sha256, (await desk.Store.InForceAsync(Stop))!.Pack.Sha256);
    }

    [Fact]
    public async Task An_earlier_pack_is_returned_to_by_two_people_and_stands_in_the_history_as_a_step_of_its_own()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        var first = (await desk.PutAsync(stricter)).Record.PackId;
        await desk.PutAsync(looser);
        var back = (await desk.Proposing.ProposeReturnAsync(PackDesk.Officer, first, PackDesk.Reason, Stop)).Done();
        Assert.Equal((first, 0), (back.ReturnsTo, back.Tests));
        Assert.Equal("four_eyes", (await desk.ApproveAsync(back.Id, PackDesk.Officer)).Code());
        (await desk.ApproveAsync(back.Id, PackDesk.SecondOfficer)).Done();
        var history = await desk.Store.PageAsync(PackDesk.Author, 0, 10, Stop);
        Assert.Equal(4, history.Total);
        Assert.Equal(stricter.Sha256, history.Rows[0].Sha256);
        Assert.NotEqual(first, history.Rows[0].PackId);
    }

    [Theory]
    [InlineData("files")]
    [InlineData("difference")]
    public async Task A_proposal_whose_files_or_difference_were_changed_behind_the_products_back_cannot_be_approved(string column)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var desk = await PackDesk.OpenAsync(database.Postgres, clock);
        var proposal = (await desk.ProposeAsync(Packs.Of("originator.SentUsd24h > 1000"))).Done();
        await desk.TamperAsync(connection => (column == "files"
            ? connection.Command("UPDATE pack_proposal SET files = replace(files::text, '1000', '9999')::jsonb")
            : connection.Command("UPDATE pack_proposal SET difference = replace(difference::text, '1000', '9999')::jsonb")).RunAsync(Stop));
        Assert.Equal("pack_changed", (await desk.ApproveAsync(proposal.Id)).Code());
        (await desk.RefuseAsync(proposal.Id)).Done();
    }

    [Fact]
    public async Task Killed_between_proposal_and_approval_or_in_the_middle_of_one_nothing_is_lost_and_nothing_half_done()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var proposal = (await (await PackDesk.OpenAsync(database.Postgres, clock)).ProposeAsync(stricter)).Done();

        // The approval has written its rows and waits for the end of the trail when its connection is cut.
        await using var held = await database.Postgres.OpenConnectionAsync(Stop);
        await held.Command("SELECT pg_advisory_lock(hashtext('audit_entry'))").RunAsync(Stop);
        await using (var dying = PostgresConnection.Open(database.ConnectionString, "dying"))
        {
            var approving = Task.Run(() => new PackDesk(dying, clock).ApproveAsync(proposal.Id), Stop);
            while (await database.Postgres.Command("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'usd1-dying' AND wait_event_type = 'Lock'").ScalarAsync<long>(Stop) == 0)
            {
                await Task.Delay(10, Stop);
            }

            await Assert.ThrowsAnyAsync<NpgsqlException>(() => approving);
        }

        await held.Command("SELECT pg_advisory_unlock(hashtext('audit_entry'))").RunAsync(Stop);
        var desk = new PackDesk(database.Postgres, clock);                                // another process, which knows nothing of the first
        Assert.Equal(PackProposalState.Waiting, (await desk.Proposals.FindAsync(PackDesk.Author, proposal.Id, Stop))!.State);
        Assert.Equal(proposal.Replaces, await desk.Store.InForceIdAsync(Stop));
        (await desk.ApproveAsync(proposal.Id)).Done();
        Assert.Equal(stricter.Sha256, (await desk.Store.InForceAsync(Stop))!.Pack.Sha256);
    }
}
