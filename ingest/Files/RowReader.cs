using System.Globalization;
using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Files;

/// <summary>Reads cells as a transfer, by a mapping.</summary>
/// <param name="mapping">Which column means what.</param>
/// <param name="assets">The asset of each value of the asset column, as it stands in the ledger.</param>
/// <param name="keeps">Whether the ledger keeps events of a moment.</param>
public sealed class RowReader(FileMapping mapping, IReadOnlyDictionary<string, Asset> assets, Func<DateTimeOffset, bool> keeps)
{
    private static readonly string[] isoForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK",
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFK",
    ];

    /// <summary>The row as a transfer, or null where the mapping skips its event.</summary>
    /// <param name="cells">Column to text.</param>
    /// <param name="line">Of the file.</param>
    /// <exception cref="RowRefusedException">A cell cannot be read.</exception>
    public NewTransfer? Read(IReadOnlyDictionary<string, string> cells, long line)
    {
        var columns = mapping.Columns;
        var name = Filled(cells, columns.Event);
        if (!mapping.Events.TryGetValue(name, out var mapped))
        {
            throw new RowRefusedException(columns.Event, $"is '{Cut(name)}', which the mapping does not know");
        }

        if (mapped.Kind is not { } kind)
        {
            return null;
        }

        var asset = ReadAsset(cells);
        return new NewTransfer(kind, ReadTime(cells),
            mapped.From is null ? null : ReadAddress(mapped.From, Filled(cells, mapped.From)),
            mapped.To is null ? null : ReadAddress(mapped.To, Filled(cells, mapped.To)),
            kind is TransferKind.Freeze or TransferKind.Unfreeze ? BigInteger.Zero : ReadAmount(cells, asset),
            asset.AssetId,
            columns.Block is null ? 0 : ReadNumber(cells, columns.Block, long.MaxValue), [],
            columns.LogIndex is null ? checked((int)line) : (int)ReadNumber(cells, columns.LogIndex, int.MaxValue),
            ReadHash(cells, columns.TransactionHash),
            Optional(cells, columns.InitiatedBy) is { Length: > 0 } initiator ? ReadAddress(columns.InitiatedBy!, initiator) : null,
            Optional(cells, columns.OrderId) is { Length: > 0 } order ? order : null);
    }

    private Asset ReadAsset(IReadOnlyDictionary<string, string> cells)
    {
        if (mapping.Columns.Asset is not { } column)
        {
            return assets.Values.Single();
        }

        var name = Filled(cells, column);
        return assets.TryGetValue(name, out var asset) ? asset : throw new RowRefusedException(column, $"is '{Cut(name)}', an asset that the mapping does not know");
    }

    private DateTimeOffset ReadTime(IReadOnlyDictionary<string, string> cells)
    {
        var column = mapping.Columns.Time;
        var text = Filled(cells, column);
        DateTimeOffset time;
        if (mapping.Columns.TimeForm == TimeForm.UnixSeconds)
        {
            if (text.Length > 11 || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                throw new RowRefusedException(column, $"is '{Cut(text)}', not seconds since 1970");
            }

            time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        }
        else if (!DateTimeOffset.TryParseExact(text, isoForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time))
        {
            throw new RowRefusedException(column, $"is '{Cut(text)}', not a time such as 2018-09-09T19:28:50 with no more than microseconds");
        }

        return keeps(time) ? time : throw new RowRefusedException(column, $"is '{Cut(text)}': the ledger keeps events from 2009 to now");
    }

    private BigInteger ReadAmount(IReadOnlyDictionary<string, string> cells, Asset asset)
    {
        var column = mapping.Columns.Amount;
        var text = Filled(cells, column);
        return TokenAmount.TryRead(text, mapping.Columns.AmountForm == AmountForm.Tokens ? asset.Decimals : (byte)0, out var amount, out var reason)
            ? amount.BaseUnits
            : throw new RowRefusedException(column, $"is '{Cut(text)}': {reason}");
    }

    private static ChainAddress ReadAddress(string column, string text) =>
        AddressText.TryReadEvm(text, out var address) ? address : throw new RowRefusedException(column, $"is '{Cut(text)}', not an address of 0x and 40 hexadecimal digits");

    private static byte[] ReadHash(IReadOnlyDictionary<string, string> cells, string? column)
    {
        var text = Optional(cells, column);
        var bytes = new byte[32];
        return text.Length == 0 ? []
            : text.Length == 66 && text.StartsWith("0x", StringComparison.Ordinal) && Convert.FromHexString(text.AsSpan(2), bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes
            : throw new RowRefusedException(column!, $"is '{Cut(text)}', not a hash of 0x and 64 hexadecimal digits");
    }

    private static long ReadNumber(IReadOnlyDictionary<string, string> cells, string column, long most)
    {
        var text = Filled(cells, column);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new RowRefusedException(column, $"is '{Cut(text)}', not a whole number of 0 to {most}");
    }

    private static string Filled(IReadOnlyDictionary<string, string> cells, string column) =>
        !cells.TryGetValue(column, out var text) ? throw new RowRefusedException(column, "is missing")
        : text.Length == 0 ? throw new RowRefusedException(column, "is empty")
        : text;

    /// <summary>A cell that may be empty; the column itself must be there, or be declared absent.</summary>
    private static string Optional(IReadOnlyDictionary<string, string> cells, string? column) =>
        column is null ? "" : cells.TryGetValue(column, out var text) ? text : throw new RowRefusedException(column, "is missing");

    private static string Cut(string text) => text.Length <= 100 ? text : $"{text[..100]}… ({text.Length:N0} characters)";
}
