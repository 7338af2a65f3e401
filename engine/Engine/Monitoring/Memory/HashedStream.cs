using System.Security.Cryptography;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>A stream whose bytes are hashed as they pass, in one direction. It leaves what lies below it open.</summary>
/// <param name="inner">Where the bytes come from or go to.</param>
/// <param name="cancellationToken">Ends a long read or write between two pieces.</param>
internal sealed class HashedStream(Stream inner, CancellationToken cancellationToken) : Stream
{
    /// <summary>How long a sum is.</summary>
    public const int SumBytes = SHA256.HashSizeInBytes;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <inheritdoc/>
    public override bool CanRead => inner.CanRead;

    /// <summary>Told so that a changed length is refused before so much memory is asked for; nobody seeks.</summary>
    public override bool CanSeek => inner.CanSeek;

    /// <inheritdoc/>
    public override bool CanWrite => inner.CanWrite;

    /// <inheritdoc/>
    public override long Length => inner.Length;

    /// <inheritdoc/>
    public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

    /// <summary>The SHA-256 of all that has passed; it begins anew behind it.</summary>
    public byte[] Sum() => hash.GetHashAndReset();

    /// <summary>The SHA-256 of all that has passed; it goes on.</summary>
    public byte[] SumSoFar() => hash.GetCurrentHash();

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = inner.Read(buffer);
        hash.AppendData(buffer[..read]);
        return read;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        hash.AppendData(buffer);
        inner.Write(buffer);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        hash.Dispose();
        base.Dispose(disposing);
    }
}
