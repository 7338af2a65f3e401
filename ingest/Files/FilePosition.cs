using System.Text.Json;

namespace Usd1Compliance.Ingest.Files;

/// <summary>How far a file has been read: the position in its checkpoint.</summary>
/// <param name="Sha256">Of the whole file, in hex: it must be the same file when reading goes on.</param>
/// <param name="MappingSha256">Of the mapping file.</param>
/// <param name="NextLine">The line that is read next.</param>
/// <param name="NextByte">Where that line begins.</param>
public sealed record FilePosition(string Sha256, string MappingSha256, long NextLine, long NextByte)
{
    /// <summary>The text for the checkpoint.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Reads what <see cref="ToString"/> wrote; null before the first checkpoint.</summary>
    public static FilePosition? Read(string position) => position.Length == 0 ? null : JsonSerializer.Deserialize<FilePosition>(position, JsonSerializerOptions.Web);
}
