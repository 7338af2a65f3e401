using System.Buffers;

namespace Usd1Compliance.Ingest.Files;

/// <summary>A line of a file.</summary>
/// <param name="Number">1 is the first.</param>
/// <param name="Bytes">Without its line break; cut at <see cref="LineReader.Longest"/> when it is longer. Valid until the next line is read.</param>
/// <param name="IsTooLong">Whether it was cut.</param>
/// <param name="EndsAt">The byte after its line break.</param>
public readonly record struct FileLine(long Number, ReadOnlyMemory<byte> Bytes, bool IsTooLong, long EndsAt);

/// <summary>Reads a file line by line in bounded memory, whatever is in it.</summary>
public sealed class LineReader(Stream file, long firstLine, long startsAt)
{
    /// <summary>The longest line that is read, in bytes. What is longer is passed over to its end and refused.</summary>
    public const int Longest = 1 << 20;

    private readonly byte[] chunk = new byte[1 << 16];
    private readonly ArrayBufferWriter<byte> line = new(1 << 12);
    private long number = firstLine - 1;
    private long position = startsAt;
    private int at;
    private int filled;

    /// <summary>The next line, or null at the end. The last one need not end with a line break.</summary>
    public async ValueTask<FileLine?> NextAsync(CancellationToken cancellationToken)
    {
        line.ResetWrittenCount();
        var tooLong = false;
        var any = false;
        while (true)
        {
            if (at == filled)
            {
                (at, filled) = (0, await file.ReadAsync(chunk, cancellationToken));
                if (filled == 0)
                {
                    return any ? Line(tooLong) : null;
                }
            }

            any = true;
            var end = chunk.AsSpan(at, filled - at).IndexOf((byte)'\n');
            var part = chunk.AsSpan(at, end < 0 ? filled - at : end);
            var room = Math.Min(part.Length, Longest - line.WrittenCount);
            line.Write(part[..room]);
            tooLong |= room < part.Length;
            var taken = part.Length + (end < 0 ? 0 : 1);
            at += taken;
            position += taken;
            if (end >= 0)
            {
                return Line(tooLong);
            }
        }
    }

    private FileLine Line(bool tooLong)
    {
        var bytes = line.WrittenMemory;
        return new FileLine(++number, bytes.Length > 0 && bytes.Span[^1] == (byte)'\r' ? bytes[..^1] : bytes, tooLong, position);
    }
}
