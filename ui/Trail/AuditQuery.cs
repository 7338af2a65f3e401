using Usd1Compliance.Audit;
using Usd1Compliance.Ui.Written;

namespace Usd1Compliance.Ui.Trail;

/// <summary>What of the trail is asked for, as it stands in the address of the page and of its export: kinds, ids and moments, no names.</summary>
/// <param name="Kind">Kind of subject.</param>
/// <param name="Subject">Which one of that kind.</param>
/// <param name="Actor"><c>Person:0190…</c>.</param>
/// <param name="From">A day, or a moment: <c>2026-11-22T20:31</c>, UTC.</param>
/// <param name="To">Likewise; a day is meant whole.</param>
public sealed record AuditQuery(string? Kind, string? Subject, string? Actor, string? From, string? To)
{
    /// <summary>Whether anything narrows the trail.</summary>
    public bool IsNarrowed => Kind is not null || Subject is not null || Actor is not null || From is not null || To is not null;

    /// <summary>Which part cannot be read, in words; null when the filter stands.</summary>
    public string? Fault { get; private set; }

    /// <summary>The filter, or null with a <see cref="Fault"/>: what cannot be read never shows more than was asked for.</summary>
    public AuditFilter? Read()
    {
        AuditActor? actor = null;
        DateTimeOffset? from = null;
        DateTimeOffset? to = null;
        Fault = Subject is not null && Kind is null ? "Name the kind of subject, too: one is found by its kind and id."
            : Actor is not null && !AuditActor.TryParse(Actor, out actor) ? "The actor in the address of this page is none that the trail knows. Choose one from the list."
            : !Moments.TryRead(From, endOfDay: false, out from) || !Moments.TryRead(To, endOfDay: true, out to) ? "Write moments such as 2026-11-22T20:31 or days such as 2026-11-22, in UTC."
            : from >= to ? "The end lies before the beginning."
            : null;
        return Fault is null ? new AuditFilter(Kind, Subject, actor, from, to) : null;
    }
}
