using Npgsql;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ledger;

/// <summary>
/// The right of one process to follow a source: a lock that lives as long as its database session. A process that dies loses it at once, and
/// <see cref="LedgerWriter"/> refuses whoever writes on after having lost it.
/// </summary>
public sealed class SourceLease : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private SourceLease(NpgsqlConnection connection) => this.connection = connection;

    /// <summary>Takes the lease of a source.</summary>
    /// <returns>Null when another process holds it.</returns>
    public static async Task<SourceLease?> TryTakeAsync(NpgsqlDataSource postgres, int sourceId, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken);
        try
        {
            if (await connection.Command("SELECT pg_try_advisory_lock(hashtext('source_lease'), $1)", sourceId).ScalarAsync<bool>(cancellationToken))
            {
                return new SourceLease(connection);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Asks the database whether the session, and with it the lock, still stands.</summary>
    /// <exception cref="NpgsqlException">It does not.</exception>
    public Task ConfirmAsync(CancellationToken cancellationToken) => connection.Command("SELECT 1").RunAsync(cancellationToken);

    /// <summary>Gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (connection)
        {
            try
            {
                // Asked for by name: the pool would reset the session only when somebody next takes it.
                await connection.Command("SELECT pg_advisory_unlock_all()").RunAsync(CancellationToken.None);
            }
            catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
            {
                // The session is gone and its lock with it, which is what was asked for.
                NpgsqlConnection.ClearPool(connection);
            }
        }
    }
}
