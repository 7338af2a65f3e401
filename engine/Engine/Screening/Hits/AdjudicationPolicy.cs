using System.Text.Json;

namespace Usd1Compliance.Screening.Hits;

/// <summary>
/// How hits are decided: <c>rules/screening/adjudication.json</c>. It changes no score; it is hashed with the rest of the policy, and what it made of
/// a hit stands in the hit itself.
/// </summary>
/// <param name="FourEyesFrom">A decision on a hit of this score or more takes a second person; so does one on an address or by ownership, always. 0 to 1.</param>
/// <param name="FalsePositiveDays">How long a false positive is remembered at most, 1 to 3,650 days.</param>
/// <param name="ScreeningHours">How soon a hit is due that a payment or an onboarding waits for, 1 to 720 hours.</param>
/// <param name="RescreeningHours">How soon a hit is due that a change of a list has made, 1 to 720 hours.</param>
public sealed record AdjudicationPolicy(float FourEyesFrom, int FalsePositiveDays, int ScreeningHours, int RescreeningHours)
{
    /// <summary>The name of the file in the folder of the screening policy.</summary>
    public const string FileName = "adjudication.json";

    private static readonly JsonSerializerOptions strict = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads the file.</summary>
    /// <param name="folder">Of the screening policy.</param>
    /// <exception cref="InvalidDataException">It is not there, cannot be read, or a value is out of its bounds: says which and the mend.</exception>
    public static AdjudicationPolicy Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var policy = JsonSerializer.Deserialize<AdjudicationPolicy>(File.ReadAllText(path), strict) ?? throw new InvalidDataException($"{path} holds null. Write the object of docs/screening-policy.md.");
            return policy is { FourEyesFrom: >= 0 and <= 1, FalsePositiveDays: >= 1 and <= 3650, ScreeningHours: >= 1 and <= 720, RescreeningHours: >= 1 and <= 720 } ? policy
                : throw new InvalidDataException($"{path}: fourEyesFrom is 0 to 1, falsePositiveDays 1 to 3650, screeningHours and rescreeningHours 1 to 720. Correct it; nobody decides hits by half a policy.");
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException)
        {
            throw new InvalidDataException($"{path} cannot be read: {unreadable.Message} Correct it; nobody decides hits by half a policy.", unreadable);
        }
    }

    /// <summary>Whether a decision on an entry takes two.</summary>
    internal bool TakesTwo(FoundEntry entry) => entry.Kind != HitKind.Name || entry.Score >= FourEyesFrom;
}
