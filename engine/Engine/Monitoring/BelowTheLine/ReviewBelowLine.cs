using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Monitoring.BelowTheLine;

/// <summary>
/// A person looks at a finding below the line and says whether it should have been an alert. It changes nothing else: no alert, no case, no deadline. Whoever finds something to be reported
/// works on the subject's case.
/// <para>
/// Refusals in order: no right (<see cref="RightRefusedException"/>), <c>person_needed</c>, the text (<c>reason_too_short</c>, <c>text_too_long</c>, <c>text_unreadable</c>),
/// <c>below_line_unknown</c>, <c>week_not_over</c>, <c>below_line_reviewed</c>.
/// </para>
/// </summary>
public sealed class ReviewBelowLine(NpgsqlDataSource postgres, BelowLineStore store, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Says what a finding is, once.</summary>
    /// <param name="actor">A person with <see cref="Right.WorkCases"/>.</param>
    /// <param name="id">Which finding, of the sample as it stands.</param>
    /// <param name="verdict">Whether it should have been an alert.</param>
    /// <param name="reason">10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The finding with the review.</returns>
    public async Task<Outcome<BelowLineFinding>> ReviewAsync(Actor actor, long id, BelowLineVerdict verdict, string reason, CancellationToken cancellationToken)
    {
        actor.Demand(Right.WorkCases);
        if (actor.Kind != ActorKind.Person)
        {
            return new Refusal("person_needed", "A person looks below the line; a program, a job or an operator cannot.");
        }

        if (WrittenText.FaultOfReason(reason) is { } fault)
        {
            return fault;
        }

        if (await store.FindAsync(actor, id, cancellationToken) is not { } finding)
        {
            return new Refusal("below_line_unknown", $"There is no finding {id} in the sample. A lower draw of its week may have taken its place, or the chain took its transfer back.");
        }

        if (!finding.WeekIsOver(clock.GetUtcNow()))
        {
            return new Refusal("week_not_over", $"The week of {finding.Week:yyyy-MM-dd} is not over: a lower draw may still take the place of this one. It is looked at from {finding.Week.AddDays(7):yyyy-MM-dd} on.");
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        if (!await BelowLineStore.ReviewAsync(write, id, verdict, reason.Trim(), Guid.Parse(actor.Id), clock.GetUtcNow(), cancellationToken))
        {
            return new Refusal("below_line_reviewed", $"{finding.Review?.By ?? "Somebody"} looked at finding {id} already. What was said stands.");
        }

        await trail.RecordAsync(write, actor, "below_line.review", new AuditSubject("below_line", $"{id}"),
            new { verdict = BelowLineStore.Name(verdict), rule = finding.RuleId, finding.RuleVersion, week = $"{finding.Week:yyyy-MM-dd}", transfer = finding.Transfer.ToString(), reason = reason.Trim() }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return (await store.FindAsync(actor, id, cancellationToken))!;
    }
}
