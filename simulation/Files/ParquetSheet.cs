using System.Security.Cryptography;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace Usd1Compliance.Simulation.Files;

/// <summary>A table as Apache Parquet. Rows are held back until there are enough for a row group.</summary>
internal sealed class ParquetSheet(string path, Column[] columns, bool hashed) : Sheet
{
    private const int RowsInGroup = 200_000;

    private readonly FileStream file = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
    private readonly DataField[] fields = [.. columns.Select(FieldOf)];
    private readonly List<string>[] texts = [.. columns.Select(_ => new List<string>())];
    private readonly List<long>[] numbers = [.. columns.Select(_ => new List<long>())];
    private ParquetWriter? writer;
    private int rows;
    private int at;

    public override void Cell(string text) => texts[at++].Add(text);

    public override void Cell(ReadOnlySpan<byte> text) => texts[at++].Add(Encoding.UTF8.GetString(text));

    public override void Cell(long number) => numbers[at++].Add(number);

    public override void Name(string text) => texts[at++].Add(text);

    public override void Amount(long sum) => numbers[at++].Add(sum);

    public override void Time(long? known) => numbers[at++].Add(known ?? long.MinValue);

    public override void EndLine()
    {
        if (at != columns.Length)
        {
            throw new InvalidOperationException($"A row of {path} has {at} cells and not {columns.Length}.");
        }

        (at, rows) = (0, rows + 1);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (rows >= RowsInGroup)
        {
            await WriteGroupAsync(cancellationToken);
        }
    }

    public override async Task<string> CompleteAsync(CancellationToken cancellationToken)
    {
        await WriteGroupAsync(cancellationToken);
        await writer!.DisposeAsync();
        await file.FlushAsync(cancellationToken);
        if (!hashed)
        {
            return "";
        }

        file.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    public override ValueTask DisposeAsync() => file.DisposeAsync();

    private async Task WriteGroupAsync(CancellationToken cancellationToken)
    {
        writer ??= await ParquetWriter.CreateAsync(new ParquetSchema(fields), file, new ParquetOptions { CompressionMethod = CompressionMethod.Snappy }, cancellationToken: cancellationToken);
        using var group = writer.CreateRowGroup();
        for (var i = 0; i < columns.Length; i++)
        {
            await (columns[i].Kind switch
            {
                ColumnKind.Text or ColumnKind.Name => group.WriteAsync(fields[i], texts[i]),
                ColumnKind.Number => group.WriteAsync<long>(fields[i], numbers[i].ToArray(), cancellationToken: cancellationToken),
                ColumnKind.Amount => group.WriteAsync<decimal>(fields[i], numbers[i].ConvertAll(sum => sum / (decimal)Money.Dollar).ToArray(), cancellationToken: cancellationToken),
                ColumnKind.Time => group.WriteAsync<DateTime>(fields[i], numbers[i].ConvertAll(AsTime).ToArray(), cancellationToken: cancellationToken),
                ColumnKind.TimeOrNone => group.WriteAsync<DateTime>(fields[i], numbers[i].ConvertAll(unix => unix == long.MinValue ? (DateTime?)null : AsTime(unix)).ToArray(), cancellationToken: cancellationToken),
                _ => throw new System.Diagnostics.UnreachableException(),
            });
            texts[i].Clear();
            numbers[i].Clear();
        }

        rows = 0;
    }

    private static DateTime AsTime(long unix) => DateTimeOffset.FromUnixTimeSeconds(unix).UtcDateTime;

    private static DataField FieldOf(Column column) => column.Kind switch
    {
        ColumnKind.Text or ColumnKind.Name => new DataField(column.Name, typeof(string), isNullable: false),
        ColumnKind.Number => new DataField(column.Name, typeof(long), isNullable: false),
        ColumnKind.Amount => new DecimalDataField(column.Name, 20, Money.Decimals, isNullable: false),
        ColumnKind.Time => new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: false),
        ColumnKind.TimeOrNone => new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: true),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
