using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Usd1Compliance.Simulation.Files;

/// <summary>A CSV file that is written as bytes, with a hash beside it: formatting ten million rows as strings would take longer than making them.</summary>
internal sealed class Utf8Sheet : Sheet
{
    private const int Room = 1 << 20;
    private const int Longest = 1 << 16;

    private readonly FileStream file;
    private readonly IncrementalHash? hash;
    private readonly byte[] buffer = new byte[Room + Longest];
    private readonly byte[] dayText = "0000-00-00T"u8.ToArray();
    private long day = -1;
    private int used;
    private bool lineBegun;

    public Utf8Sheet(string path, IEnumerable<Column> columns, bool hashed)
    {
        file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        hash = hashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        foreach (var column in columns)
        {
            Cell(column.Name);
        }

        EndLine();
    }

    public override void Cell(string text)
    {
        Separate();
        used += Encoding.UTF8.GetBytes(text, buffer.AsSpan(used));
    }

    public override void Cell(ReadOnlySpan<byte> text)
    {
        Separate();
        text.CopyTo(buffer.AsSpan(used));
        used += text.Length;
    }

    public override void Name(string text) => Cell($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    public override void Cell(long number)
    {
        Separate();
        Write(number);
    }

    // Without noughts at the end.
    public override void Amount(long sum)
    {
        Separate();
        Write(sum / Money.Dollar);
        if (sum % Money.Dollar is var rest and > 0)
        {
            buffer[used++] = (byte)'.';
            for (var unit = Money.Dollar / 10; rest > 0; unit /= 10)
            {
                buffer[used++] = (byte)('0' + (rest / unit));
                rest %= unit;
            }
        }
    }

    // ISO 8601 to the second.
    public override void Time(long? known)
    {
        Separate();
        if (known is not { } unix)
        {
            return;
        }

        if (unix / 86_400 != day)
        {
            day = unix / 86_400;
            Encoding.ASCII.GetBytes(DateTimeOffset.FromUnixTimeSeconds(unix).ToString("yyyy-MM-ddT", System.Globalization.CultureInfo.InvariantCulture), dayText);
        }

        dayText.CopyTo(buffer.AsSpan(used));
        var second = (int)(unix % 86_400);
        Two(used + 11, second / 3_600, ':');
        Two(used + 14, second / 60 % 60, ':');
        Two(used + 17, second % 60, 'Z');
        used += 20;
    }

    public override void EndLine()
    {
        buffer[used++] = (byte)'\n';
        lineBegun = false;
        if (used >= Room)
        {
            Empty();
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;       // it empties itself

    public override Task<string> CompleteAsync(CancellationToken cancellationToken)
    {
        Empty();
        return Task.FromResult(hash is null ? "" : Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public override async ValueTask DisposeAsync()
    {
        Empty();
        hash?.Dispose();
        await file.DisposeAsync();
    }

    private void Separate()
    {
        if (lineBegun)
        {
            buffer[used++] = (byte)',';
        }

        lineBegun = true;
    }

    private void Write(long number) => used += Utf8Formatter.TryFormat(number, buffer.AsSpan(used), out var written) ? written : throw new InvalidOperationException("A row is longer than 64 KB.");

    private void Two(int at, int number, char after)
    {
        buffer[at] = (byte)('0' + (number / 10));
        buffer[at + 1] = (byte)('0' + (number % 10));
        buffer[at + 2] = (byte)after;
    }

    private void Empty()
    {
        hash?.AppendData(buffer, 0, used);
        file.Write(buffer, 0, used);
        used = 0;
    }
}
