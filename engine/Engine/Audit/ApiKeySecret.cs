using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Usd1Compliance.Audit;

/// <summary>The secret of an API key as it is carried: <c>usd1_</c>, 32 hexadecimal digits of the key id, <c>_</c>, and 32 random bytes in base64url.</summary>
internal static class ApiKeySecret
{
    private const string mark = "usd1_";
    private const int idDigits = 32;
    private const int secretBytes = 32;

    public static (string Text, byte[] Hash) Make(Guid keyId)
    {
        Span<byte> secret = stackalloc byte[secretBytes];
        RandomNumberGenerator.Fill(secret);
        return ($"{mark}{keyId:N}_{Base64Url.EncodeToString(secret)}", SHA256.HashData(secret));
    }

    /// <summary>Takes the text apart. The hash is compared in constant time by the caller.</summary>
    public static bool TryRead(string text, out Guid keyId, out byte[] hash)
    {
        keyId = default;
        hash = [];
        const int secretAt = 5 + idDigits + 1;
        Span<byte> secret = stackalloc byte[secretBytes];
        if (text.Length != secretAt + 43 || !text.StartsWith(mark, StringComparison.Ordinal) || text[secretAt - 1] != '_'
            || !Guid.TryParseExact(text.AsSpan(mark.Length, idDigits), "N", out keyId)
            || Base64Url.DecodeFromChars(text.AsSpan(secretAt), secret, out _, out var written) != OperationStatus.Done || written != secretBytes)
        {
            return false;
        }

        hash = SHA256.HashData(secret);
        return true;
    }
}
