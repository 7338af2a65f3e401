namespace Usd1Compliance.Simulation.Files;

/// <summary>In which format the tables of an economy are written.</summary>
public enum FileFormat
{
    /// <summary>CSV in UTF-8 with LF.</summary>
    Csv,

    /// <summary>Apache Parquet, compressed by Snappy.</summary>
    Parquet,
}

/// <summary>What a column of a table holds.</summary>
internal enum ColumnKind
{
    /// <summary>Text without comma, quote or line end; empty where there is none.</summary>
    Text,

    /// <summary>Any text.</summary>
    Name,

    Number,

    /// <summary>Tokens, six decimals.</summary>
    Amount,

    /// <summary>UTC, to the second.</summary>
    Time,

    /// <summary>A time, or nothing.</summary>
    TimeOrNone,
}

/// <summary>A column of a table.</summary>
internal readonly record struct Column(string Name, ColumnKind Kind);

/// <summary>A table that is written row by row, cell by cell, in the order of its columns.</summary>
internal abstract class Sheet : IAsyncDisposable
{
    /// <summary>Opens the table of a name in a folder; a file that stands there is replaced.</summary>
    public static Sheet Open(string folder, string name, Column[] columns, FileFormat format, bool hashed = false) => format switch
    {
        FileFormat.Csv => new Utf8Sheet(Path.Combine(folder, $"{name}.csv"), columns, hashed),
        FileFormat.Parquet => new ParquetSheet(Path.Combine(folder, $"{name}.parquet"), columns, hashed),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public abstract void Cell(string text);

    /// <summary>A text in UTF-8.</summary>
    public abstract void Cell(ReadOnlySpan<byte> text);

    public abstract void Cell(long number);

    /// <summary>Any text.</summary>
    public abstract void Name(string text);

    /// <summary>Base units of six decimals, as tokens.</summary>
    public abstract void Amount(long sum);

    /// <summary>Seconds since 1970, or nothing.</summary>
    public abstract void Time(long? known);

    /// <summary>Ends the row.</summary>
    public abstract void EndLine();

    /// <summary>Writes what is held back, where that is much.</summary>
    public abstract Task FlushAsync(CancellationToken cancellationToken);

    /// <summary>Writes all that is held back.</summary>
    /// <returns>SHA-256 of the file in lower-case hexadecimal, or nothing where it was not asked for.</returns>
    public abstract Task<string> CompleteAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
