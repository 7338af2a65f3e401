using System.Security.Cryptography;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Tests.Engine.Audit;

[Suite(Suite.Unit)]
public sealed class SecretProtectionTests
{
    private static readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private static readonly Guid owner = Guid.NewGuid();

    [Fact]
    public void What_was_sealed_is_opened_by_the_same_key_for_the_same_owner_alone()
    {
        using var protection = new SecretProtection(key);
        byte[] secret = [1, 2, 3, 4, 5];
        var sealedBytes = protection.Seal(secret, owner);
        Assert.Equal(secret, protection.Open(sealedBytes, owner));
        Assert.NotEqual(sealedBytes, protection.Seal(secret, owner));
        Assert.ThrowsAny<CryptographicException>(() => protection.Open(sealedBytes, Guid.NewGuid()));
        using var other = new SecretProtection(RandomNumberGenerator.GetBytes(32));
        Assert.ThrowsAny<CryptographicException>(() => other.Open(sealedBytes, owner));
    }

    [Fact]
    public void A_sealed_secret_with_any_bit_changed_or_any_byte_cut_off_is_refused()
    {
        using var protection = new SecretProtection(key);
        var sealedBytes = protection.Seal([1, 2, 3, 4, 5], owner);
        for (var bit = 0; bit < sealedBytes.Length * 8; bit++)
        {
            var changed = sealedBytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.ThrowsAny<CryptographicException>(() => protection.Open(changed, owner));
        }

        for (var length = 0; length < sealedBytes.Length; length++)
        {
            Assert.ThrowsAny<CryptographicException>(() => protection.Open(sealedBytes.AsSpan(0, length), owner));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void A_key_of_another_length_is_refused(int bytes) => Assert.Throws<ArgumentException>(() => new SecretProtection(new byte[bytes]));

    [Fact]
    public void A_key_file_that_is_missing_open_to_others_or_not_32_bytes_stops_the_process_with_the_mend()
    {
        // The environment is the process's own, so its cases stand in one test and put it back.
        var before = Environment.GetEnvironmentVariable(SecretProtection.Variable);
        var file = Path.GetTempFileName();
        try
        {
            Assert.Contains("is not set", FaultWith(null), StringComparison.Ordinal);
            Assert.Contains("is not there", FaultWith(file + ".missing"), StringComparison.Ordinal);
            File.WriteAllBytes(file, key[..31]);
            Assert.Contains("holds 31 bytes", FaultWith(file), StringComparison.Ordinal);
            File.WriteAllBytes(file, key);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
                Assert.Contains("chmod 600", FaultWith(file), StringComparison.Ordinal);
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            using var protection = SecretProtection.FromEnvironment();
            using var same = new SecretProtection(key);
            Assert.Equal([9], same.Open(protection.Seal([9], owner), owner));
        }
        finally
        {
            Environment.SetEnvironmentVariable(SecretProtection.Variable, before);
            File.Delete(file);
        }

        static string FaultWith(string? path)
        {
            Environment.SetEnvironmentVariable(SecretProtection.Variable, path);
            return Assert.Throws<InvalidOperationException>(SecretProtection.FromEnvironment).Message;
        }
    }

    [Fact]
    public void Whether_a_second_factor_is_required_is_true_or_false_and_nothing_between()
    {
        var before = Environment.GetEnvironmentVariable(SignInPolicy.Variable);
        try
        {
            Assert.False(With(null).RequireTotp);
            Assert.False(With("false").RequireTotp);
            Assert.True(With("true").RequireTotp);
            Assert.Throws<InvalidOperationException>(() => With("yes"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(SignInPolicy.Variable, before);
        }

        static SignInPolicy With(string? value)
        {
            Environment.SetEnvironmentVariable(SignInPolicy.Variable, value);
            return SignInPolicy.FromEnvironment();
        }
    }
}
