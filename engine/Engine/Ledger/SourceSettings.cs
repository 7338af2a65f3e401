using System.Text.Json;
using System.Text.Json.Serialization;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Ledger;

/// <summary>Reads and writes the settings of sources: camelCase JSON in which no unknown name passes unseen.</summary>
public static class SourceSettings
{
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The JSON for <see cref="Source.Settings"/>.</summary>
    public static string Write<T>(T settings) => JsonSerializer.Serialize(settings, options);

    /// <summary>Reads the settings of a source.</summary>
    /// <exception cref="JsonException">A name is missing, unknown or of another type.</exception>
    public static T Read<T>(Source source) => Read<T>(source.Settings);

    /// <inheritdoc cref="Read{T}(Source)"/>
    public static T Read<T>(string settings) => JsonSerializer.Deserialize<T>(settings, options) ?? throw new JsonException("The settings are null.");
}

/// <summary>Settings of a source of kind <see cref="SourceKind.Evm"/>.</summary>
/// <param name="Rpc">The node's address without secrets, or <c>env:VARIABLE</c> for an address that holds a key.</param>
/// <param name="ChainId">What eth_chainId must answer.</param>
/// <param name="Contract">The token, as 0x and 40 hexadecimal digits.</param>
/// <param name="Symbol">What people call the token.</param>
/// <param name="Decimals">What the contract's decimals() must answer.</param>
/// <param name="Profile">Which events the contract has: a name of rules/token-profiles.json.</param>
/// <param name="FromBlock">The first block that is read.</param>
/// <param name="FromCreation">Whether <paramref name="FromBlock"/> is at or before the contract's creation, so that mints less burns must come to totalSupply().</param>
/// <param name="Confirmations">How many blocks behind the head the source stays: 0 follows the head.</param>
/// <param name="RedeemableAtPar">Whether one token is redeemed for one US dollar.</param>
/// <param name="Minters">Addresses that are known to mint, as text; empty where they are not known.</param>
public sealed record EvmSourceSettings(string Rpc, long ChainId, string Contract, string Symbol, byte Decimals, string Profile, long FromBlock, bool FromCreation = false, int Confirmations = 0,
    bool RedeemableAtPar = true, IReadOnlyList<string>? Minters = null)
{
    /// <summary>What is wrong with the settings, or null: a code of docs/errors.md with the mend. Whether the chain agrees, ingest asks it.</summary>
    public Refusal? Fault() =>
        HoldsSecret(Rpc) ? new Refusal("source_rpc_secret", "The node's address seems to hold a key or password, which may not stand in the database. Put the address into an environment variable of ingest and write env:VARIABLE.")
        : !Rpc.StartsWith("env:", StringComparison.Ordinal) && !(Uri.TryCreate(Rpc, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") ? new Refusal("source_settings_unreadable", $"'{Rpc}' is neither an http or https address nor env:VARIABLE.")
        : !AddressText.TryReadEvm(Contract, out _) ? new Refusal("source_settings_unreadable", $"The contract '{Contract}' is not an address of 0x and 40 hexadecimal digits.")
        : (Minters ?? []).FirstOrDefault(minter => !AddressText.TryReadEvm(minter, out _)) is { } odd ? new Refusal("source_settings_unreadable", $"The minter '{odd}' is not an address of 0x and 40 hexadecimal digits.")
        : Symbol.Length is 0 or > 20 || Decimals > 77 || FromBlock < 0 || ChainId < 1 || Confirmations is < 0 or > 10_000
            ? new Refusal("source_settings_unreadable", "A symbol has 1 to 20 letters, decimals are 0 to 77, the first block is 0 or above, a chain id 1 or above, confirmations 0 to 10,000.")
        : null;

    /// <summary>User info, a query, or a path or host part as long and mixed as providers' keys are.</summary>
    private static bool HoldsSecret(string rpc) => Uri.TryCreate(rpc, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && (address.UserInfo.Length > 0 || address.Query.Length > 1 || address.AbsolutePath.Split('/').Any(part => part.Length >= 16 && part.Any(char.IsAsciiDigit)));
}

/// <summary>Settings of a source of kind <see cref="SourceKind.File"/>.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Mapping">The mapping file, absolute: which column means what.</param>
public sealed record FileSourceSettings(string Path, string Mapping);

/// <summary>Settings of a source of kind <see cref="SourceKind.Simulated"/>. The same settings give the same transfers, bit for bit.</summary>
/// <param name="Seed">Of every draw.</param>
/// <param name="Until">UTC: where the history ends, and live transfers begin.</param>
/// <param name="Days">How many days of everyday life are brought at once.</param>
/// <param name="Addresses">How many addresses take part, about.</param>
/// <param name="TransfersPerDay">How many transfers a day, about; null for 4 to 9 addresses.</param>
/// <param name="InstancesPerTypology">How often each typology is planted.</param>
/// <param name="HardNegativesPerInstance">How many lawful look-alikes stand beside each planted instance.</param>
/// <param name="LivePerSecond">How many transfers a second come after <paramref name="Until"/>; 0 for none.</param>
/// <param name="Minters">Addresses that are known to mint, as text. Written down when the source is added; the economy plants a mint by another.</param>
/// <param name="Market">The market economy instead of the demo's: what it has besides. It knows no transfers a day, no instances per typology and none that come after <paramref name="Until"/>,
/// which may itself lie ahead.</param>
public sealed record SimulatedSourceSettings(ulong Seed, DateTimeOffset Until, int Days = 30, int Addresses = 3_000, int? TransfersPerDay = null, int InstancesPerTypology = 3,
    int HardNegativesPerInstance = 2, double LivePerSecond = 0, IReadOnlyList<string>? Minters = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SimulatedMarket? Market = null);

/// <summary>What a market economy is made from besides what the demo's is.</summary>
/// <param name="Transfers">How many transfers there are in all, about.</param>
/// <param name="Illicit">Which share of them is illicit, 0 to 0.05.</param>
/// <param name="Set">standard, adversarial or drift: how what is planted behaves.</param>
public sealed record SimulatedMarket(int Transfers, decimal Illicit, string Set);
