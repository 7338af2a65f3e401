using Npgsql;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Lists;

/// <summary>Puts a version in force that stood in quarantine though it could be read: by a second person.</summary>
public sealed class ApproveListVersion(NpgsqlDataSource postgres, ListStore lists, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Approves a version and puts it in force.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageLists"/>, and is another one than who loaded it.</param>
    /// <param name="versionId">In quarantine, with parties in it.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed.</param>
    /// <returns>The version in force with its delta; or <c>list_version_unknown</c>, <c>list_version_not_quarantined</c>, <c>list_version_unreadable</c>, <c>four_eyes</c>.</returns>
    public Task<Outcome<ListLoad>> ApproveAsync(Actor actor, long versionId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageLists);
        _ = (postgres, lists, trail, clock, versionId, cancellationToken);
        throw new NotSupportedException("Versions are not approved yet.");
    }
}
