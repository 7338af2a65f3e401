namespace Usd1Compliance.Audit;

/// <summary>Who acted, as the trail keeps it.</summary>
/// <param name="Kind">A name of <see cref="ActorKind"/>.</param>
/// <param name="Id">Which one of that kind.</param>
public sealed record AuditActor(string Kind, string Id)
{
    /// <summary>The form for addresses of pages: <c>Person:0190…</c>. An id, never a name.</summary>
    public override string ToString() => $"{Kind}:{Id}";

    /// <summary>Reads <c>Person:0190…</c>.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AuditActor? actor)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        actor = colon > 0 && colon < text!.Length - 1 && Enum.GetNames<ActorKind>().Contains(text[..colon]) ? new AuditActor(text[..colon], text[(colon + 1)..]) : null;
        return actor is not null;
    }
}

/// <summary>Somebody who stands in the trail.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Name">What he was called when he last acted.</param>
public sealed record AuditActorName(AuditActor Actor, string Name);

/// <summary>Which entries of the trail are asked for: every part that is given must hold.</summary>
/// <param name="SubjectKind">Only about this kind of thing.</param>
/// <param name="SubjectId">Only about this one; with its kind.</param>
/// <param name="Actor">Only what this one did.</param>
/// <param name="From">Recorded at or after, UTC.</param>
/// <param name="To">Recorded before, UTC.</param>
public sealed record AuditFilter(string? SubjectKind = null, string? SubjectId = null, AuditActor? Actor = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>Every entry.</summary>
    public static readonly AuditFilter All = new();

    /// <summary>Everything about one thing.</summary>
    public static AuditFilter About(string kind, string id) => new(kind, id);
}
