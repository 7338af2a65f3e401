namespace Usd1Compliance.Audit;

/// <summary>What this installation asks of those who sign in.</summary>
/// <param name="RequireTotp">
/// Whether a local user must set up a second factor before he holds any right. Whoever has set one up must use it either way.
/// </param>
public sealed record SignInPolicy(bool RequireTotp)
{
    /// <summary>The environment variable that decides it: <c>true</c> or <c>false</c>; not set means <c>false</c>.</summary>
    public const string Variable = "USD1_REQUIRE_TOTP";

    /// <summary>Failures in a row after which no attempt is judged for a while.</summary>
    public const int FailuresToLock = 5;

    /// <summary>The first lock. Each failure after it doubles the time, up to 2^<see cref="MostDoublings"/> times.</summary>
    public static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(15);

    /// <summary>15 minutes doubled six times is 16 hours: a guesser has about two guesses a day, and the person is back the next day.</summary>
    public const int MostDoublings = 6;

    /// <summary>Fewest characters of a password that a person chooses (NIST SP 800-63B asks for 8; length is what counts).</summary>
    public const int ShortestPassword = 12;

    /// <summary>Most characters of a password: hashing longer ones would be work that a stranger may ask for.</summary>
    public const int LongestPassword = 200;

    /// <summary>The policy of the environment.</summary>
    /// <exception cref="InvalidOperationException">The variable holds anything but true or false.</exception>
    public static SignInPolicy FromEnvironment() => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => new SignInPolicy(RequireTotp: false),
        var text => bool.TryParse(text, out var required)
            ? new SignInPolicy(required)
            : throw new InvalidOperationException($"{Variable} is '{text}'. Set it to true (everybody must set up a second factor) or false."),
    };
}
