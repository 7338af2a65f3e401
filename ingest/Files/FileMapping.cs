using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Files;

/// <summary>What a file is made of.</summary>
public enum FileFormat
{
    /// <summary>RFC 4180 with a header, UTF-8, one row a line: a line break inside quotes is refused.</summary>
    Csv,

    /// <summary>One JSON object a line; a column is a property of it.</summary>
    Jsonl,
}

/// <summary>How a moment is written.</summary>
public enum TimeForm
{
    /// <summary><c>2018-09-09T19:28:50</c>, UTC unless a zone is written.</summary>
    Iso,

    /// <summary>Seconds since 1970.</summary>
    UnixSeconds,
}

/// <summary>What an amount counts.</summary>
public enum AmountForm
{
    /// <summary>Whole tokens with decimals: 311.70.</summary>
    Tokens,

    /// <summary>The asset's smallest unit: 311700000.</summary>
    SmallestUnits,
}

/// <summary>Which column means what. A column that is null is not in the file.</summary>
/// <param name="Time">When the event occurred.</param>
/// <param name="TimeForm">How that is written.</param>
/// <param name="Event">Which event; its values stand under <see cref="FileMapping.Events"/>.</param>
/// <param name="Amount">How much; not looked at for a freeze or unfreeze.</param>
/// <param name="AmountForm">What the amount counts.</param>
/// <param name="Block">Height of the block; 0 without the column.</param>
/// <param name="LogIndex">Place of the log in the block; the line without the column.</param>
/// <param name="TransactionHash">0x and 64 hexadecimal digits; may be empty.</param>
/// <param name="InitiatedBy">Address of whoever asked for it; may be empty.</param>
/// <param name="OrderId">The issuer's own order; may be empty.</param>
/// <param name="Asset">Which token; its values stand under <see cref="FileMapping.Assets"/>.</param>
public sealed record MappedColumns(string Time, TimeForm TimeForm, string Event, string Amount, AmountForm AmountForm, string? Block = null, string? LogIndex = null,
    string? TransactionHash = null, string? InitiatedBy = null, string? OrderId = null, string? Asset = null);

/// <summary>What an event of the file is in the ledger: a kind with the columns of its addresses, or of no concern.</summary>
/// <param name="Kind">The kind; null when it is skipped.</param>
/// <param name="From">The column of the address that tokens leave, or that is frozen, released or emptied.</param>
/// <param name="To">The column of the address that tokens reach.</param>
/// <param name="Skip">Why the event is of no concern; such rows are counted.</param>
public sealed record MappedEvent(TransferKind? Kind = null, string? From = null, string? To = null, string? Skip = null);

/// <summary>A token that the file speaks of.</summary>
/// <param name="Symbol">What people call it.</param>
/// <param name="Decimals">Of its smallest unit.</param>
/// <param name="RedeemableAtPar">Whether one token is redeemed for one US dollar.</param>
/// <param name="Contract">Its contract, or null.</param>
public sealed record MappedAsset(string Symbol, byte Decimals, bool RedeemableAtPar, string? Contract = null);

/// <summary>The declaration of a file's columns: a JSON file under rules/mappings.</summary>
/// <param name="Says">What kind of file it is for, in a sentence.</param>
/// <param name="Format">What the file is made of.</param>
/// <param name="Chain">The chain that it tells of.</param>
/// <param name="Columns">Which column means what.</param>
/// <param name="Events">Each value of the event column. Any other value refuses the row.</param>
/// <param name="Assets">Each value of the asset column; without that column, the one entry there is.</param>
public sealed record FileMapping(string Says, FileFormat Format, string Chain, MappedColumns Columns, IReadOnlyDictionary<string, MappedEvent> Events, IReadOnlyDictionary<string, MappedAsset> Assets)
{
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>SHA-256 of the mapping file, in hex: a file is read from end to end by one mapping.</summary>
    [JsonIgnore]
    public string Sha256 { get; private init; } = "";

    /// <summary>Every column that is looked at, each once.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Needed =>
    [
        .. new[] { Columns.Time, Columns.Event, Columns.Amount, Columns.Block, Columns.LogIndex, Columns.TransactionHash, Columns.InitiatedBy, Columns.OrderId, Columns.Asset }
            .Concat(Events.Values.SelectMany(mapped => new[] { mapped.From, mapped.To })).OfType<string>().Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Reads a mapping.</summary>
    /// <exception cref="SourceHaltedException">It is missing, is no mapping, or contradicts itself.</exception>
    public static async Task<FileMapping> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            var mapping = JsonSerializer.Deserialize<FileMapping>(bytes, options) ?? throw new JsonException("It is null.");
            return mapping.Fault() is { } fault ? throw new JsonException(fault) : mapping with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        }
        catch (JsonException wrong)
        {
            throw new SourceHaltedException($"The mapping {path} cannot be used: {wrong.Message} Correct it; the shipped ones under rules/mappings are examples.", wrong);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new SourceHaltedException($"The mapping {path} cannot be read: {missing.Message} Put it back, or add the source again with another.", missing);
        }
    }

    private string? Fault()
    {
        foreach (var (name, mapped) in Events)
        {
            var fault = mapped switch
            {
                { Skip: not null, Kind: not null } or { Skip: null, Kind: null } => "has either a kind or a reason to skip it",
                { Kind: TransferKind.Transfer } when mapped.From is null || mapped.To is null => "is a transfer and names the columns of both its addresses",
                { Kind: TransferKind.Freeze or TransferKind.Unfreeze or TransferKind.Seize } when mapped.From is null || mapped.To is not null => "names the column of its one address as from",
                { Kind: TransferKind.Mint } when mapped.From is not null => "is a mint and has no from",
                { Kind: TransferKind.Burn } when mapped.To is not null => "is a burn and has no to",
                _ => null,
            };
            if (fault is not null)
            {
                return $"Event {name} must be one that {fault}.";
            }
        }

        foreach (var (name, asset) in Assets)
        {
            if (asset.Decimals > 77 || (asset.Contract is { } contract && !AddressText.TryReadEvm(contract, out _)))
            {
                return $"Asset {name} must have 0 to 77 decimals and a contract of 0x and 40 hexadecimal digits, or none.";
            }
        }

        return Events.Count == 0 ? "It names no event."
            : Assets.Count == 0 ? "It names no asset."
            : Columns.Asset is null && Assets.Count > 1 ? "It names several assets and no asset column to choose by."
            : null;
    }
}
