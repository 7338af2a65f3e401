using System.Text.Json.Serialization;

namespace Usd1Compliance.Screening;

/// <summary>What a screening comes to. The graver one wins.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>Every check was made and none found anything.</summary>
    [JsonStringEnumMemberName("allow")]
    Allow,

    /// <summary>Somebody must look before it goes on.</summary>
    [JsonStringEnumMemberName("review")]
    Review,

    /// <summary>It must not go on.</summary>
    [JsonStringEnumMemberName("block")]
    Block,
}

/// <summary>What the addresses are screened for: it decides what a check that cannot be made becomes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScreeningPurpose>))]
public enum ScreeningPurpose
{
    /// <summary>Tokens are issued to the addresses.</summary>
    [JsonStringEnumMemberName("mint")]
    Mint,

    /// <summary>Tokens come back from the addresses for dollars.</summary>
    [JsonStringEnumMemberName("redeem")]
    Redeem,

    /// <summary>The addresses are put on a customer's record.</summary>
    [JsonStringEnumMemberName("onboarding")]
    Onboarding,
}
