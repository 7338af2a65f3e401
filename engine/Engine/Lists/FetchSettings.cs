namespace Usd1Compliance.Lists;

/// <summary>How lists are fetched, and the bounds within which that happens.</summary>
/// <param name="Folder">Where files lie until they were read: one folder for each fetch in it. It is made where it is missing.</param>
public sealed record FetchSettings(string Folder)
{
    /// <summary>The environment variable that names the folder of data; files lie in <c>lists</c> below it.</summary>
    public const string DataVariable = "USD1_DATA";

    /// <summary>The environment variable that sets <see cref="UserAgent"/>.</summary>
    public const string UserAgentVariable = "USD1_LIST_USER_AGENT";

    /// <summary>
    /// What is said unless it is set otherwise. It begins with <c>Mozilla/5.0 </c> and has 40 characters or more, because OFAC's firewall answered 403
    /// from 2026-07-30 on to everything that did not, and it says all the same who asks.
    /// </summary>
    public const string DefaultUserAgent = "Mozilla/5.0 (compatible; Usd1Compliance/1.0; refresh of sanctions lists)";

    /// <summary>The header User-Agent.</summary>
    public string UserAgent { get; init; } = DefaultUserAgent;

    /// <summary>How long a fetch may take from its first byte to its last, redirects among it.</summary>
    public TimeSpan TotalTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long nothing may come.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of a body at the most; null for what the format may have unpacked.</summary>
    public long? SizeLimit { get; init; }

    /// <summary>How often an address is asked that is out of order (no answer, 429, 5xx, a body cut off) before the next one is.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>The pause before the second try; it doubles with each.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many redirects are followed.</summary>
    public int MostRedirects { get; init; } = 5;

    /// <summary>As the environment says.</summary>
    /// <exception cref="InvalidOperationException">The user agent cannot be sent as a header.</exception>
    public static FetchSettings FromEnvironment()
    {
        var data = Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } named ? named : ".data";
        var agent = Environment.GetEnvironmentVariable(UserAgentVariable) is { Length: > 0 } said ? said : DefaultUserAgent;
        return agent.All(letter => letter is >= ' ' and <= '~')
            ? new FetchSettings(Path.Combine(data, "lists")) { UserAgent = agent }
            : throw new InvalidOperationException($"{UserAgentVariable} holds others than visible ASCII characters. Correct it, or unset it to say '{DefaultUserAgent}'.");
    }
}
