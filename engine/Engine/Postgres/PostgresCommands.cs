using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Usd1Compliance.Postgres;

/// <summary>
/// The one place where a statement becomes a command. The text is a compile-time constant (CA1857 refuses any other), values
/// travel apart from it as <c>$1, $2, …</c>: no value, whoever sent it, is ever read as SQL.
/// </summary>
public static class PostgresCommands
{
    /// <summary>A command on a connection of its own, which goes back to the pool with the command or its reader.</summary>
    /// <param name="postgres">The database, as the role of this process.</param>
    /// <param name="sql">A constant statement with positional parameters.</param>
    /// <param name="values">The values of $1, $2, … in order; null becomes SQL NULL.</param>
    public static NpgsqlCommand Command(this NpgsqlDataSource postgres, [ConstantExpected] string sql, params ReadOnlySpan<object?> values) =>
        With(postgres.CreateCommand(sql), values);

    /// <summary>A command on a connection that the caller holds, inside whatever is open on it.</summary>
    /// <inheritdoc cref="Command(NpgsqlDataSource, string, ReadOnlySpan{object})"/>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, [ConstantExpected] string sql, params ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The parameter is ConstantExpected: the text is known when this is compiled.
        command.CommandText = sql;
#pragma warning restore CA2100
        return With(command, values);
    }

    /// <summary>A command with one value that is an array of texts. Without this, such an array would be spread into $1, $2, …, since an array of texts can stand for one of objects.</summary>
    /// <inheritdoc cref="Command(NpgsqlDataSource, string, ReadOnlySpan{object})"/>
    public static NpgsqlCommand Command(this NpgsqlDataSource postgres, [ConstantExpected] string sql, string[] value) => postgres.Command(sql, (object)value);

    /// <summary>The same on a connection that the caller holds.</summary>
    /// <inheritdoc cref="Command(NpgsqlDataSource, string, ReadOnlySpan{object})"/>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, [ConstantExpected] string sql, string[] value) => connection.Command(sql, (object)value);

    /// <summary>Runs a statement that answers no rows.</summary>
    /// <returns>The number of rows that it changed.</returns>
    public static async Task<int> RunAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>The first column of the first row.</summary>
    /// <exception cref="InvalidOperationException">There is no row, or the value is NULL: use <see cref="TryScalarAsync{T}"/> where that is an answer.</exception>
    public static async Task<T> ScalarAsync<T>(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await command.ExecuteScalarAsync(cancellationToken) is T value
                ? value
                : throw new InvalidOperationException($"The statement answered no {typeof(T).Name}: {command.CommandText}");
        }
    }

    /// <summary>The first column of the first row, or null when there is no row or the value is NULL.</summary>
    public static async Task<T?> TryScalarAsync<T>(this NpgsqlCommand command, CancellationToken cancellationToken) where T : struct
    {
        await using (command)
        {
            return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : null;
        }
    }

    /// <summary>Every row, read by the store's own <paramref name="read"/>.</summary>
    public static async Task<IReadOnlyList<T>> RowsAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using (command)
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            List<T> rows = [];
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    /// <summary>The first row, or null when there is none.</summary>
    public static async Task<T?> RowAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) where T : class
    {
        await using (command)
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            return await reader.ReadAsync(cancellationToken) ? read(reader) : null;
        }
    }

    private static NpgsqlCommand With(NpgsqlCommand command, ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
