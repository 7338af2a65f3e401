using System.Text.Json;
using Usd1Compliance.Monitoring.Memory;

namespace Usd1Compliance.Monitoring.Snapshots;

/// <summary>What a snapshot says of itself, before it is read: by this it is held against the build and the database.</summary>
/// <param name="MemoryLayout"><see cref="TransferMemory.Layout"/> of the build that wrote it.</param>
/// <param name="RecordSizes">Bytes of each kind of record of that build.</param>
/// <param name="Layer">SHA-256 of what the layer of the rules says of what is kept.</param>
/// <param name="Batch">The last batch that it counts, as it stands in the database.</param>
/// <param name="RetractionId">The newest retraction that is taken into account.</param>
/// <param name="Cursors">How far each source was judged by that batch, in order of source.</param>
internal sealed record SnapshotHead(int MemoryLayout, string RecordSizes, string Layer, MonitoredBatch Batch, long RetractionId, IReadOnlyList<SourceCursor> Cursors)
{
    /// <summary>What is to be said of a state.</summary>
    public static SnapshotHead Of(MonitoredBatch finalBatch, MonitoringState state) => new(TransferMemory.Layout, TransferMemory.RecordSizes, state.Layer.MemorySha256, finalBatch, state.LastRetractionId, state.FinalCursors());

    /// <summary>As it is written: JSON, so that an operator can read the beginning of a file.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <summary>Reads what was written.</summary>
    /// <exception cref="FormatException">It is no such thing.</exception>
    public static SnapshotHead Of(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<SnapshotHead>(bytes, JsonSerializerOptions.Web) ?? throw new FormatException("its head says nothing");
        }
        catch (JsonException broken)
        {
            throw new FormatException($"its head is not to be read: {broken.Message}", broken);
        }
    }

    /// <summary>Whether a batch of the database is the one that was counted last.</summary>
    public bool IsOf(MonitoredBatch batch) => JsonSerializer.Serialize(Batch, JsonSerializerOptions.Web) == JsonSerializer.Serialize(batch, JsonSerializerOptions.Web);
}
