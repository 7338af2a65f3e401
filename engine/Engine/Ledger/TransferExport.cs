using System.Globalization;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Ledger;

/// <summary>Transfers as a table.</summary>
public sealed class TransferExport(TransferStore transfers, ExportDesk desk)
{
    private static readonly string[] head = ["transfer", "kind", "occurred_at", "from", "to", "amount", "asset", "chain", "amount_usd", "block", "log_index", "transaction_hash", "initiated_by", "order", "retracted_at"];

    /// <summary>Takes transfers out as CSV, newest first, <see cref="ExportDesk.MostRows"/> at the most; amounts are exact. The export is audited.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="filter">Which transfers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExportFile> TakeAsync(Actor actor, TransferFilter filter, CancellationToken cancellationToken)
    {
        var page = await transfers.PageAsync(actor, filter, 0, ExportDesk.MostRows, cancellationToken);
        return await desk.HandOutAsync(actor, "transfer", ExportFormat.Csv, Csv.Of(head, page.Rows.Select(Line)), page.Rows.Count, Math.Max(page.Total, page.Rows.Count),
            new { filter.SourceId, kind = filter.Kind?.ToString(), address = filter.Address?.ToString(), filter.AssetId, filter.Since, filter.Before, filter.AtLeast, filter.Retracted }, cancellationToken);
    }

    // An unknown worth is an empty cell, and so is an address that the event does not name.
    private static string[] Line(Transfer transfer) => [transfer.Id.ToString(), transfer.Kind.ToString().ToLowerInvariant(), Csv.Text(transfer.OccurredAt), transfer.From?.ToString() ?? "", transfer.To?.ToString() ?? "",
        transfer.Amount.ToString(), transfer.Asset.Symbol, transfer.Asset.Chain, transfer.AmountUsd?.ToString(CultureInfo.InvariantCulture) ?? "", Csv.Text(transfer.Position.BlockNumber), Csv.Text(transfer.Position.LogIndex),
        transfer.Position.TransactionHash.Length == 0 ? "" : $"0x{Convert.ToHexStringLower(transfer.Position.TransactionHash)}", transfer.InitiatedBy?.ToString() ?? "", transfer.OrderId ?? "",
        transfer.RetractedAt is { } at ? Csv.Text(at) : ""];
}
