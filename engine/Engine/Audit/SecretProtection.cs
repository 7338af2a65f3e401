using System.Security.Cryptography;

namespace Usd1Compliance.Audit;

/// <summary>
/// Seals small secrets before they go into the database, so that a copy of the database alone does not hold them: AES-256-GCM with
/// the installation's key. What a secret belongs to is sealed in with it, so that one row's secret cannot be put into another.
/// </summary>
public sealed class SecretProtection : IDisposable
{
    /// <summary>The environment variable that names the key file.</summary>
    public const string Variable = "USD1_KEY_FILE";

    private const byte version = 1;
    private const int nonceBytes = 12;
    private const int tagBytes = 16;
    private readonly AesGcm cipher;

    /// <summary>With a key.</summary>
    /// <param name="key">32 bytes of a cryptographic random source.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public SecretProtection(ReadOnlySpan<byte> key)
    {
        if (key.Length != 32)
        {
            throw new ArgumentException($"The key has 32 bytes; this one has {key.Length}.", nameof(key));
        }

        cipher = new AesGcm(key, tagBytes);
    }

    /// <summary>With the key of the file that <c>USD1_KEY_FILE</c> names: 32 bytes and nothing else, for this process's user alone.</summary>
    /// <exception cref="InvalidOperationException">Not set, not there, readable by others, or not 32 bytes. There is no default key.</exception>
    public static SecretProtection FromEnvironment()
    {
        var path = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException($"{Variable} is not set. Name a file of 32 random bytes (head -c 32 /dev/urandom > key; chmod 600 key); ./run makes one. Keep a copy of it: without it every second factor must be set up anew.");
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"The key file {path} of {Variable} is not there. Restore it from your copy; a new one makes every second factor unreadable.");
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
        {
            throw new InvalidOperationException($"The key file {path} can be read or written by others than its owner. Close it: chmod 600 {path}.");
        }

        var key = File.ReadAllBytes(path);
        return key.Length == 32
            ? new SecretProtection(key)
            : throw new InvalidOperationException($"The key file {path} holds {key.Length} bytes. A key is 32 random bytes and nothing else.");
    }

    /// <summary>Seals a secret: version, nonce, tag, cipher text.</summary>
    /// <param name="secret">What is not to be read from the database.</param>
    /// <param name="owner">What it belongs to; the same must be given to open it.</param>
    public byte[] Seal(ReadOnlySpan<byte> secret, Guid owner)
    {
        var sealedBytes = new byte[1 + nonceBytes + tagBytes + secret.Length];
        sealedBytes[0] = version;
        var nonce = sealedBytes.AsSpan(1, nonceBytes);
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, secret, sealedBytes.AsSpan(1 + nonceBytes + tagBytes), sealedBytes.AsSpan(1 + nonceBytes, tagBytes), owner.ToByteArray());
        return sealedBytes;
    }

    /// <summary>Opens what <see cref="Seal"/> sealed.</summary>
    /// <exception cref="CryptographicException">Another key or owner sealed it, or it was changed since.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, Guid owner)
    {
        if (sealedBytes.Length < 1 + nonceBytes + tagBytes || sealedBytes[0] != version)
        {
            throw new CryptographicException("A sealed secret in the database does not have the form of one.");
        }

        var secret = new byte[sealedBytes.Length - 1 - nonceBytes - tagBytes];
        cipher.Decrypt(sealedBytes.Slice(1, nonceBytes), sealedBytes[(1 + nonceBytes + tagBytes)..], sealedBytes.Slice(1 + nonceBytes, tagBytes), secret, owner.ToByteArray());
        return secret;
    }

    /// <inheritdoc/>
    public void Dispose() => cipher.Dispose();
}
