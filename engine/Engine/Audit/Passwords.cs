using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Usd1Compliance.Audit;

/// <summary>Makes, hashes and judges passwords.</summary>
public sealed class Passwords
{
    // Without 0 O 1 l I: it is read from a screen or a note. 54 characters, 20 of them: 115 bits.
    private const string legible = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int oneTimeLength = 20;

    // PBKDF2 with HMAC-SHA-512 and 210,000 rounds, OWASP's figure of 2023; the hash carries the number, so that it can be raised later.
    private readonly PasswordHasher<object> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));
    private readonly object nobody = new();
    private readonly string hashOfNobody;

    /// <summary>Makes the hash that stands in for people who are not there.</summary>
    public Passwords() => hashOfNobody = hasher.HashPassword(nobody, RandomNumberGenerator.GetString(legible, oneTimeLength));

    internal static string MakeOneTime() => RandomNumberGenerator.GetString(legible, oneTimeLength);

    internal string Hash(string password) => hasher.HashPassword(nobody, password);

    /// <summary>
    /// Whether the password belongs to the hash. Without a hash (nobody of that name, or nobody who may try) the same work is done
    /// against a password that nobody knows, so that both answers take the same time.
    /// </summary>
    internal bool IsRight(string? hash, string password, out bool shouldHashAnew)
    {
        var verdict = hasher.VerifyHashedPassword(nobody, hash ?? hashOfNobody, password);
        shouldHashAnew = verdict == PasswordVerificationResult.SuccessRehashNeeded;
        return verdict != PasswordVerificationResult.Failed && hash is not null;
    }

    /// <summary>Why a person may not choose this password, or null when he may.</summary>
    internal static Refusal? Fault(string password, Person person)
    {
        if (password.Length is < SignInPolicy.ShortestPassword or > SignInPolicy.LongestPassword)
        {
            return new Refusal("password_length", $"A password has {SignInPolicy.ShortestPassword} to {SignInPolicy.LongestPassword} characters; this one has {password.Length}. A few words in a row are long and easy to keep in mind.");
        }

        return password.Distinct().Count() < 6 || password.Contains(person.UserName, StringComparison.OrdinalIgnoreCase)
            ? new Refusal("password_weak", "The password repeats a few characters or holds the user name: it is among the first that a guesser tries. Choose another.")
            : null;
    }
}
