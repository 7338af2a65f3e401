using System.Text.Json;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Screening.Rescreening;

/// <summary>Re-screenings as rows, for reading; <see cref="RescreenLists"/> alone writes them.</summary>
public sealed class RescreeningStore(NpgsqlDataSource postgres)
{
    /// <summary>The latest re-screenings, newest first, with those under way.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/> or <see cref="Right.ManageLists"/>.</param>
    /// <param name="listId">Of one list; null for all.</param>
    /// <param name="limit">Rows at the most, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<ListRescreening>> LatestAsync(Actor actor, string? listId, int limit, CancellationToken cancellationToken)
    {
        if (!actor.May(Right.ManageLists))
        {
            actor.Demand(Right.ReadCases);
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(limit, Math.Clamp(limit, 1, 500));
        return postgres.Command("""
            SELECT in_force_id, list_id, from_version, to_version, seen_at, in_force_at, started_at, stage, last_verdict_at, finished_at,
                   entries_added, entries_changed, entries_removed, owned_changed, addresses_checked, past_transfers, parties_compared, searches_cut, hits_raised, hits_gone
            FROM rescreening WHERE $1::text IS NULL OR list_id = $1 ORDER BY in_force_id DESC LIMIT $2
            """, listId, limit).RowsAsync(Read, cancellationToken);
    }

    /// <summary>The active parties that could not be screened to the end, so that a hit may be missing: longest known first.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="partyId">One party; null for all.</param>
    /// <param name="limit">Rows at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Page<PartyGap>> GapsAsync(Actor actor, string? partyId, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        var total = await postgres.Command("SELECT count(*) FROM party_gap WHERE $1::text IS NULL OR party_id = $1", (object?)partyId).ScalarAsync<long>(cancellationToken);
        return new Page<PartyGap>(await postgres.Command("""
            SELECT party_id, version_id, reason, seen_at FROM party_gap WHERE $1::text IS NULL OR party_id = $1 ORDER BY seen_at, party_id LIMIT $2
            """, partyId, limit).RowsAsync(row => new PartyGap(row.GetString(0), row.GetInt64(1), row.GetString(2) == "cut" ? NameGap.Cut : NameGap.Unreadable, row.GetFieldValue<DateTimeOffset>(3)), cancellationToken), total);
    }

    /// <summary>The changes that were put in force and are not answered, by list. No actor: it names nobody, and every process may say how it fares.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<UnansweredChange>> UnansweredAsync(CancellationToken cancellationToken) => postgres.Command("""
        -- A list's changes are answered in their order, the newest for all before it: what is newer than the newest finished one waits.
        SELECT f.list_id, max(f.in_force_id), min(f.since)
        FROM list_in_force f
        WHERE f.in_force_id > coalesce((SELECT max(r.in_force_id) FROM rescreening r WHERE r.list_id = f.list_id AND r.stage = 'finished'), 0)
        GROUP BY f.list_id ORDER BY f.list_id
        """).RowsAsync(row => new UnansweredChange(row.GetString(0), row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2)), cancellationToken);

    internal static ListRescreening Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2), row.GetInt64(3),
        row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6), Enum.Parse<RescreeningStage>(row.GetString(7), ignoreCase: true),
        row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8), row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
        new RescreeningCounts(row.GetInt32(10), row.GetInt32(11), row.GetInt32(12), row.GetInt32(13), row.GetInt64(14), row.GetInt64(15), row.GetInt64(16), row.GetInt64(17), row.GetInt64(18), row.GetInt64(19)));

    internal static string Name(RescreeningStage stage) => JsonNamingPolicy.SnakeCaseLower.ConvertName(stage.ToString());
}
