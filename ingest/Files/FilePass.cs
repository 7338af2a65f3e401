using System.Text;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Files;

/// <summary>Gathers the rows of a file into batches.</summary>
/// <param name="run">Whose ledger they enter.</param>
/// <param name="mapping">Which column means what.</param>
/// <param name="assets">By the values of the asset column.</param>
/// <param name="place">What refused rows are filed under.</param>
internal sealed class FilePass(SourceRun run, FileMapping mapping, IReadOnlyDictionary<string, Asset> assets, string place)
{
    private readonly RowReader reader = new(mapping, assets, run.Keeps);
    private readonly List<(NewTransfer Transfer, long Line, string Text)> taken = [];
    private readonly List<NewRefusedRow> refused = [];
    private long skipped;

    /// <summary>The columns of a CSV file in their order.</summary>
    public IReadOnlyList<string> Header { get; set; } = [];

    /// <summary>Rows since the last batch.</summary>
    public long Rows => taken.Count + refused.Count + skipped;

    /// <summary>The last line that was taken.</summary>
    public long LastLine { get; private set; }

    /// <summary>When the last event occurred.</summary>
    public DateTimeOffset? LastTime { get; private set; }

    /// <summary>Reads a line as a transfer, or counts it, or refuses it.</summary>
    public void Take(FileLine line)
    {
        LastLine = line.Number;
        try
        {
            var text = RowText.Decode(line);
            // A byte order mark may stand before the first JSON line; CSV has lost it with the header.
            var row = mapping.Format == FileFormat.Csv ? Cells(text) : RowText.ReadJson(line.Number == 1 ? text.TrimStart('\uFEFF') : text);
            if (reader.Read(row, line.Number) is { } transfer)
            {
                taken.Add((transfer, line.Number, text));
                LastTime = transfer.OccurredAt;
            }
            else
            {
                skipped++;
            }
        }
        catch (RowRefusedException wrong)
        {
            Refuse(line.Number, wrong.Column, wrong.Message, Encoding.UTF8.GetString(line.Bytes.Span[..Math.Min(line.Bytes.Length, 8000)]));
        }
    }

    /// <summary>What was gathered, without the rows that the ledger or the batch itself holds already.</summary>
    public async Task<TransferBatch> BatchAsync(FilePosition position, CancellationToken cancellationToken)
    {
        List<NewTransfer> fresh = new(taken.Count);
        HashSet<TransferPlace> seen = [];
        // Without a column for the place in the block, the line is the place, and no two rows share it.
        var standing = mapping.Columns.LogIndex is null ? seen : await run.StandingAsync([.. taken.Select(row => Place(row.Transfer))], cancellationToken);
        foreach (var (transfer, line, text) in taken)
        {
            if (mapping.Columns.LogIndex is { } column && (standing.Contains(Place(transfer)) || !seen.Add(Place(transfer))))
            {
                Refuse(line, column, $"repeats block {transfer.BlockNumber}, log {transfer.LogIndex}, which an earlier row brought", text);
            }
            else
            {
                fresh.Add(transfer);
            }
        }

        var batch = new TransferBatch(run.Checkpoint, fresh, fresh.Count > 0 ? fresh[^1].BlockNumber : run.Checkpoint.BlockNumber, [], position.ToString()) { Refused = [.. refused], Skipped = skipped };
        taken.Clear();
        refused.Clear();
        skipped = 0;
        return batch;
    }

    private Dictionary<string, string> Cells(string text)
    {
        var cells = RowText.SplitCsv(text);
        if (cells.Count != Header.Count)
        {
            // The first column without a cell is named: a line that was cut off shows where.
            throw new RowRefusedException(cells.Count < Header.Count ? Header[cells.Count] : "", $"has {cells.Count} cells where the header has {Header.Count} columns");
        }

        Dictionary<string, string> row = new(cells.Count, StringComparer.Ordinal);
        for (var at = 0; at < cells.Count; at++)
        {
            row[Header[at]] = cells[at];
        }

        return row;
    }

    private void Refuse(long line, string column, string reason, string content) => refused.Add(new NewRefusedRow(place, line, column, reason, content));

    private static TransferPlace Place(NewTransfer transfer) => new(transfer.OccurredAt, transfer.BlockNumber, transfer.LogIndex);
}
