using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>What a refresh of a list came to.</summary>
/// <param name="ListId">Which list.</param>
/// <param name="Attempts">Each fetch, in order.</param>
/// <param name="Load">What the last file that came was taken for; null where none came.</param>
/// <param name="Trouble">Why the list could not be confirmed as current; null when it was.</param>
public sealed record ListRefresh(string ListId, IReadOnlyList<ListFetch> Attempts, ListLoad? Load, Refusal? Trouble)
{
    /// <summary>How it ended, as a request by hand keeps it: in_force, waits, confirmed, turned_away or failed.</summary>
    internal string Ended => this switch
    {
        { Load.TurnedAway: not null } => "turned_away",
        { Trouble: not null } => "failed",
        { Load.Interim: not null } => "waits",
        { Load.Confirmed: true } => "confirmed",
        _ => "in_force",
    };

    /// <summary>The same in a sentence.</summary>
    public string Says => this switch
    {
        { Trouble: { } trouble } => trouble.Message,
        { Load: { Interim: { } interim } load } => $"{ListId}: version {load.Version.VersionId} waits for a second person, and version {interim.VersionId} judges meanwhile. {load.Version.Reason}",
        { Load: { Confirmed: true } load } => $"{ListId}: version {load.Version.VersionId} is confirmed as current.",
        { Load: { } load } => $"{ListId}: version {load.Version.VersionId} is in force. {load.Version.Counts.Parties:N0} parties.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>How far a refresh is.</summary>
/// <param name="Stage">What is being done, in words.</param>
/// <param name="Bytes">How much of that is done.</param>
public sealed record RefreshProgress(string Stage, long Bytes);

/// <summary>Fetches a list from its publisher, from one address after the other, and takes it in. Whatever the publisher's server does, a version that judges goes on judging.</summary>
public sealed class RefreshLists(NpgsqlDataSource postgres, ListStore lists, LoadList load, FetchList fetch, ListFetchStore fetches, FetchSettings settings, TimeProvider clock)
{
    /// <summary>Refreshes one list now.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageLists"/>.</param>
    /// <param name="list">As <c>rules/lists.json</c> describes it, with its addresses.</param>
    /// <param name="cancellationToken">Ends the work; a list is either taken in or not.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <returns>What it came to, a refresh with <see cref="ListRefresh.Trouble"/> among it; or <c>list_without_urls</c>, <c>list_refresh_running</c>.</returns>
    public async Task<Outcome<ListRefresh>> RunAsync(Actor actor, ListDefinition list, CancellationToken cancellationToken, IProgress<RefreshProgress>? progress = null)
    {
        actor.Demand(Right.ManageLists);
        if (list.Urls.Count == 0)
        {
            return new Refusal("list_without_urls", $"{list.Id} has no urls in the file of lists. Load its file by usd1 lists load {list.Id} FILE.");
        }

        await lists.DescribeAsync(actor, list, cancellationToken);
        // Several services may run: one of them fetches. The lock goes with the connection, so a process that dies holds up nobody.
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        if (!await connection.Command("SELECT pg_try_advisory_lock(hashtextextended('list-refresh ' || $1, 0))", list.Id).ScalarAsync<bool>(cancellationToken))
        {
            return new Refusal("list_refresh_running", $"{list.Id} is being refreshed already. Look at it by usd1 lists show {list.Id} in a moment.");
        }

        try
        {
            return await new ListRefreshRun(actor, list, load, fetch, fetches, settings, clock, progress).AskAllAsync(cancellationToken);
        }
        finally
        {
            await connection.Command("SELECT pg_advisory_unlock(hashtextextended('list-refresh ' || $1, 0))", list.Id).ScalarAsync<bool>(CancellationToken.None);
        }
    }
}
