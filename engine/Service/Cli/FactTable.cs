using System.Text.Json;
using System.Text.Json.Serialization;
using Parquet;
using Parquet.Schema;
using Usd1Compliance.Monitoring.Streams;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary>
/// The facts of transfers as Apache Parquet: which transfer, where, when (UTC) and between whom as the file writes it, then a column for each fact under its whole name.
/// Yes or no is a boolean, a whole number an int32, a decimal number a double, a word a string; what is not known is null. What each is counted in and over
/// which stretch of time stands in the file's own metadata under <see cref="MetadataKey"/>, as JSON by name.
/// </summary>
internal sealed class FactTable : IAsyncDisposable
{
    /// <summary>Under which key the metadata of the file tells unit, window and exactness of each fact.</summary>
    public const string MetadataKey = "usd1.facts";

    private const int RowsInGroup = 50_000;

    private static readonly JsonSerializerOptions catalogued = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
    private static readonly DataField id = new("transfer_id", typeof(string), isNullable: false);
    private static readonly DataField chain = new("chain", typeof(string), isNullable: false);
    private static readonly DataField occurredAt = new DateTimeDataField("occurred_at", DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: false);
    private static readonly DataField from = new("from", typeof(string), isNullable: true);
    private static readonly DataField to = new("to", typeof(string), isNullable: true);

    private readonly IReadOnlyList<Fact> facts;
    private readonly DataField[] fields;
    private readonly List<string> ids = [];
    private readonly List<(string Chain, DateTime OccurredAt, string? From, string? To)> transfers = [];
    private readonly List<object?>[] columns;
    private readonly ParquetWriter writer;

    private FactTable(IReadOnlyList<Fact> facts, DataField[] fields, ParquetWriter writer)
    {
        (this.facts, this.fields, this.writer) = (facts, fields, writer);
        columns = [.. facts.Select(_ => new List<object?>(RowsInGroup))];
    }

    /// <summary>Whether there are enough rows to be written.</summary>
    public bool IsFull => ids.Count >= RowsInGroup;

    /// <summary>Begins a table.</summary>
    /// <param name="stream">Where it is written.</param>
    /// <param name="facts">Its columns, in this order.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<FactTable> CreateAsync(Stream stream, IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        DataField[] fields = [.. facts.Select(fact => new DataField(fact.Name, TypeOf(fact), isNullable: true))];
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema([id, chain, occurredAt, from, to, .. fields]), stream, new ParquetOptions { CompressionMethod = CompressionMethod.Snappy }, cancellationToken: cancellationToken);
        writer.CustomMetadata = new Dictionary<string, string>(StringComparer.Ordinal) { [MetadataKey] = Catalogue(facts) };
        return new FactTable(facts, fields, writer);
    }

    /// <summary>Adds a row.</summary>
    public void Add(TransferChunk chunk, int place, FactRow row)
    {
        ids.Add(chunk.IdOf(place));
        transfers.Add(chunk.Told(place));
        for (var i = 0; i < facts.Count; i++)
        {
            columns[i].Add(row[facts[i]]);
        }
    }

    /// <summary>Writes the rows that there are.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return;
        }

        using var group = writer.CreateRowGroup();
        await group.WriteAsync(id, ids);
        await group.WriteAsync(chain, transfers.ConvertAll(transfer => transfer.Chain));
        await group.WriteAsync<DateTime>(occurredAt, transfers.ConvertAll(transfer => transfer.OccurredAt).ToArray(), cancellationToken: cancellationToken);
        await group.WriteAsync(from, transfers.ConvertAll(transfer => transfer.From));
        await group.WriteAsync(to, transfers.ConvertAll(transfer => transfer.To));
        for (var i = 0; i < facts.Count; i++)
        {
            await WriteAsync(group, fields[i], facts[i].Type, columns[i], cancellationToken);
            columns[i].Clear();
        }

        ids.Clear();
        transfers.Clear();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private static async ValueTask WriteAsync(ParquetRowGroupWriter group, DataField field, FactType type, List<object?> column, CancellationToken cancellationToken) => await (type switch
    {
        FactType.YesNo => group.WriteAsync<bool>(field, column.Select(value => (bool?)value).ToArray(), cancellationToken: cancellationToken),
        FactType.Count => group.WriteAsync<int>(field, column.Select(value => (int?)value).ToArray(), cancellationToken: cancellationToken),
        // What a model reads, not what anybody is charged: here a binary fraction is right.
        FactType.Number => group.WriteAsync<double>(field, column.Select(value => value is decimal number ? (double?)(double)number : null).ToArray(), cancellationToken: cancellationToken),
        _ => group.WriteAsync(field, column.Select(value => (string?)value).ToList()),
    });

    private static string Catalogue(IReadOnlyList<Fact> facts) => JsonSerializer.Serialize(facts.ToDictionary(
        fact => fact.Name,
        fact => new { fact.Measured?.Unit, fact.Measured?.Window, fact.Measured?.Exactness },
        StringComparer.Ordinal), catalogued);

    private static Type TypeOf(Fact fact) => fact.Type switch
    {
        FactType.YesNo => typeof(bool),
        FactType.Count => typeof(int),
        FactType.Number => typeof(double),
        _ => typeof(string),
    };
}
