using System.Text.Json;
using System.Text.Json.Serialization;

namespace Usd1Compliance.Ledger;

/// <summary>What an event of a token contract is to the ledger.</summary>
public enum EventMeaning
{
    /// <summary>Tokens move. From the zero address it is a mint, to it a burn.</summary>
    Transfer,

    /// <summary>New tokens without a Transfer event.</summary>
    Mint,

    /// <summary>Tokens are destroyed without a Transfer event.</summary>
    Burn,

    /// <summary>An address is frozen.</summary>
    Freeze,

    /// <summary>An address is released.</summary>
    Unfreeze,

    /// <summary>The tokens of a frozen address are destroyed, without a Transfer event.</summary>
    Seize,

    /// <summary>The burn of that address in the same transaction is a seizure: one row, not two.</summary>
    SeizesBurn,

    /// <summary>Tells who asked for the mint to that address in the same transaction; no row of its own.</summary>
    NamesMinter,
}

/// <summary>An event of a token contract.</summary>
/// <param name="Event">Its signature with names and <c>indexed</c>: <c>Transfer(address indexed from, address indexed to, uint256 value)</c>.</param>
/// <param name="Means">What it is to the ledger.</param>
/// <param name="From">The parameter that is <see cref="Transfer.From"/>, or null.</param>
/// <param name="To">The parameter that is <see cref="Transfer.To"/>, or null.</param>
/// <param name="Amount">The parameter that is the amount, or null.</param>
/// <param name="Initiator">The parameter that asked for it, or null.</param>
public sealed record ProfileEvent(string Event, EventMeaning Means, string? From = null, string? To = null, string? Amount = null, string? Initiator = null);

/// <summary>Which events the contracts of an issuer have.</summary>
/// <param name="Says">Which contracts it is for, in a sentence.</param>
/// <param name="Events">Those that are followed; all others of the contract are left alone.</param>
public sealed record TokenProfile(string Says, IReadOnlyList<ProfileEvent> Events);

/// <summary>The profiles of <c>rules/token-profiles.json</c>.</summary>
public static class TokenProfiles
{
    /// <summary>The file's name in the folder of rules.</summary>
    public const string FileName = "token-profiles.json";

    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Every profile by name.</summary>
    /// <exception cref="JsonException">The file is no list of profiles.</exception>
    public static IReadOnlyDictionary<string, TokenProfile> Read(string path) =>
        JsonSerializer.Deserialize<Dictionary<string, TokenProfile>>(File.ReadAllBytes(path), options) ?? throw new JsonException($"{path} is null.");
}
