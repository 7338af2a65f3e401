using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Usd1Compliance.Postgres;

/// <summary>
/// Statements that stand together or not at all: a database transaction. (The word transaction is left to the database; what moves
/// money is a transfer.) Disposed without <see cref="CommitAsync"/>, it leaves nothing behind.
/// </summary>
public sealed class AtomicWrite : IAsyncDisposable
{
    private readonly NpgsqlTransaction transaction;

    private AtomicWrite(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        Connection = connection;
        this.transaction = transaction;
    }

    /// <summary>The connection that holds the write open, for COPY.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Opens a connection and begins.</summary>
    public static async Task<AtomicWrite> BeginAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken);
        try
        {
            return new AtomicWrite(connection, await connection.BeginTransactionAsync(cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A command inside this write.</summary>
    /// <inheritdoc cref="PostgresCommands.Command(NpgsqlDataSource, string, ReadOnlySpan{object})"/>
    public NpgsqlCommand Command([ConstantExpected] string sql, params ReadOnlySpan<object?> values) => Connection.Command(sql, values);

    /// <summary>A command inside this write, with one value that is an array of texts.</summary>
    /// <inheritdoc cref="PostgresCommands.Command(NpgsqlDataSource, string, string[])"/>
    public NpgsqlCommand Command([ConstantExpected] string sql, string[] value) => Connection.Command(sql, value);

    /// <summary>Makes it all durable: when this returns, the rows are on disk.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
