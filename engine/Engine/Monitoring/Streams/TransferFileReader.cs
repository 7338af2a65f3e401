using System.Collections.Frozen;
using System.IO.Compression;
using System.Text;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.Memory;

namespace Usd1Compliance.Monitoring.Streams;

/// <summary>A row of a file of transfers that cannot be read.</summary>
/// <param name="File">Which file.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">The column that is wrong; empty where the row as a whole is.</param>
/// <param name="Reason">What is wrong, and the mend.</param>
public sealed record RefusedTransfer(string File, long Line, string Column, string Reason);

/// <summary>
/// Reads files of transfers as CSV in UTF-8 with a head line: <c>transfer_id,chain,occurred_at,from,to,amount</c> and, where they are given, <c>kind</c>, <c>initiated_by</c> and
/// <c>order_id</c>; other columns are passed over. Every token is taken as redeemable at par. Rows are judged in the order of the file; a row whose id was met before is passed over and counted; one that cannot be read is refused and told.
/// </summary>
/// <remarks>Without a column <c>kind</c>, a row without <c>from</c> is a mint and one without <c>to</c> a burn. The EVM address of zeros stands for none.</remarks>
public sealed class TransferFileReader
{
    private static readonly string[] needed = ["transfer_id", "chain", "occurred_at", "from", "to", "amount"];
    private static readonly string[] optional = ["kind", "initiated_by", "order_id"];
    private static readonly FrozenDictionary<string, TransferKind> kinds = Enum.GetValues<TransferKind>().ToFrozenDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private readonly FrozenSet<ChainAddress> minters;
    private readonly uint latest;
    private readonly SeenIds seen = new();
    private readonly TransferFields fields = new();
    private readonly List<(byte[] Name, string Chain, int Number)> chains = [];
    private readonly int[] places = new int[9];
    private readonly int[] starts = new int[64];
    private readonly int[] ends = new int[64];
    private byte[]? unquoted;

    /// <param name="minters">The known minters; empty where none are known.</param>
    /// <param name="now">By the clock: what is dated more than a day later is refused.</param>
    public TransferFileReader(FrozenSet<ChainAddress> minters, DateTimeOffset now)
    {
        this.minters = minters;
        latest = (uint)Math.Clamp(now.AddDays(1).ToUnixTimeSeconds(), 0, uint.MaxValue);
    }

    /// <summary>Rows whose id was met before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Rows that cannot be read.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>The first of them.</summary>
    public List<RefusedTransfer> Refused { get; } = [];

    /// <summary>Addresses of no known form, matched to the letter.</summary>
    public int UnexplainedAddresses => fields.Unexplained;

    /// <summary>Whether chunks keep how the file writes its addresses, for whoever writes rows that are to be held against the file's.</summary>
    public bool KeepsSpelling { get; init; }

    /// <summary>How many bytes of the file are read.</summary>
    public long Position { get; private set; }

    /// <summary>Reads a file, chunk by chunk.</summary>
    /// <param name="path">.csv, or .csv.gz.</param>
    /// <param name="rent">Gives an empty chunk.</param>
    /// <exception cref="InvalidDataException">The head line lacks a column.</exception>
    public IEnumerable<TransferChunk> Read(string path, Func<TransferChunk> rent)
    {
        using var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        using var text = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        var (buffer, filled, line) = (new byte[1 << 20], 0, 0L);
        var chunk = rent();
        for (var isEnd = false; !isEnd;)
        {
            var read = text.Read(buffer, filled, buffer.Length - filled);
            isEnd = read == 0;
            filled += read;
            Position = file.Position;
            var start = 0;
            while (start < filled)
            {
                var length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n');
                if (length < 0 && !isEnd)
                {
                    break;
                }

                length = length < 0 ? filled - start : length;
                TakeLine(buffer.AsSpan(start, length).TrimEnd((byte)'\r'), path, ++line, chunk);
                start += length + 1;
                if (chunk.Count == TransferChunk.Size)
                {
                    yield return chunk;
                    chunk = rent();
                }
            }

            filled = Math.Max(0, filled - start);
            buffer.AsSpan(start, filled).CopyTo(buffer);
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        if (line == 0)
        {
            throw new InvalidDataException($"{path} is empty. Its first line is {string.Join(',', needed)}, with kind behind it where there are mints and burns.");
        }

        yield return chunk;
    }

    private void TakeLine(ReadOnlySpan<byte> line, string path, long number, TransferChunk chunk)
    {
        if (number == 1)
        {
            ReadHead(Encoding.UTF8.GetString(line).TrimStart('\uFEFF'), path);
            return;
        }

        if (line.IsEmpty)
        {
            return;
        }

        var source = line;
        var count = line.IndexOf((byte)'"') < 0 ? Split(line) : SplitQuoted(ref source);
        var (column, reason) = count < places.Max() + 1 ? ("", $"it has {count} cells; the head line has more. Give each row a cell for each column") : TakeRow(source, chunk);
        if (reason is not null)
        {
            RefusedCount++;
            if (Refused.Count < 1_000)
            {
                Refused.Add(new RefusedTransfer(path, number, column, reason));
            }
        }
    }

    private (string Column, string? Reason) TakeRow(ReadOnlySpan<byte> line, TransferChunk chunk)
    {
        var id = Cell(line, 0);
        if (id.IsEmpty)
        {
            return (needed[0], "it is empty. Give each transfer an id of its own");
        }

        if (fields.Time(Cell(line, 2)) is not { } at)
        {
            return (needed[2], $"'{Cut(Cell(line, 2))}' is no moment. Write 2026-03-01T12:00:00Z");
        }

        if (at > latest)
        {
            return (needed[2], $"'{Cut(Cell(line, 2))}' lies in the future. Mend the date: windows would end there, and what is real would come too late for them");
        }

        if (TransferFields.Units(Cell(line, 5)) is not { } units)
        {
            return (needed[5], $"'{Cut(Cell(line, 5))}' is no amount. Write a plain decimal number such as 311.70, without a sign");
        }

        var (from, to) = (fields.Address(Cell(line, 3)), fields.Address(Cell(line, 4)));
        var word = Cell(line, 6);
        var kind = !word.IsEmpty ? KindOf(word) : from is null ? TransferKind.Mint : to is null ? TransferKind.Burn : TransferKind.Transfer;
        if (kind is null || !Fits(kind.Value, from is not null, to is not null))
        {
            return ("kind", kind is null ? $"'{Cut(word)}' is no kind. Write transfer, mint, burn, freeze, unfreeze or seize" : $"a {kind.Value.ToString().ToLowerInvariant()} does not have {(from is null ? "no from" : "this from")} and {(to is null ? "no to" : "this to")}. A transfer has both, a mint a to, and burn, freeze, unfreeze and seize a from");
        }

        if (!seen.Add(id))
        {
            Duplicates++;
            return ("", null);
        }

        var (chain, assetId) = ChainOf(Cell(line, 1));
        var isMint = kind == TransferKind.Mint;
        var minter = places[7] < 0 || !isMint || minters.Count == 0 ? null : fields.Address(Cell(line, 7));
        chunk.Add(
            new StreamedTransfer { Kind = kind.Value, At = at, From = isMint ? null : from, To = kind is TransferKind.Transfer or TransferKind.Mint ? to : null, Units = units, Usd = StreamedTransfer.WorthOf(units, atPar: true), AssetId = assetId, Chain = chain, AtPar = true },
            id, !isMint ? true : minter is { } known ? minters.Contains(known) : null, places[8] < 0 || !isMint ? null : !Cell(line, 8).IsEmpty);
        if (KeepsSpelling)
        {
            chunk.Spell(Encoding.UTF8.GetString(Cell(line, 3)), Encoding.UTF8.GetString(Cell(line, 4)));
        }

        return ("", null);
    }

    private static bool Fits(TransferKind kind, bool hasFrom, bool hasTo) => kind switch
    {
        TransferKind.Transfer => hasFrom && hasTo,
        TransferKind.Mint => hasTo,
        _ => hasFrom,
    };

    private static TransferKind? KindOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("transfer"u8) ? TransferKind.Transfer : kinds.TryGetValue(Encoding.UTF8.GetString(word), out var kind) ? kind : null;

    private (string Chain, int AssetId) ChainOf(ReadOnlySpan<byte> cell)
    {
        foreach (var (name, chain, number) in chains)
        {
            if (cell.SequenceEqual(name))
            {
                return (chain, number);
            }
        }

        chains.Add((cell.ToArray(), Encoding.UTF8.GetString(cell), chains.Count + 1));
        return (chains[^1].Chain, chains[^1].Number);
    }

    private ReadOnlySpan<byte> Cell(ReadOnlySpan<byte> line, int column) => places[column] < 0 ? default : line[starts[places[column]]..ends[places[column]]];

    private void ReadHead(string head, string path)
    {
        var columns = head.Split(',').Select(name => name.Trim().Trim('"').ToLowerInvariant()).ToList();
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = columns.IndexOf(i < needed.Length ? needed[i] : optional[i - needed.Length]);
            if (places[i] < 0 && i < needed.Length)
            {
                throw new InvalidDataException($"{path}: the first line has no column '{needed[i]}'. It is {string.Join(',', needed)}, with kind behind it where there are mints and burns.");
            }
        }

        if (columns.Count > starts.Length)
        {
            throw new InvalidDataException($"{path}: the first line has {columns.Count} columns; {starts.Length} are the most. Leave out what is not asked for.");
        }
    }

    private int Split(ReadOnlySpan<byte> line)
    {
        var (count, start) = (0, 0);
        while (count < starts.Length)
        {
            var length = line[start..].IndexOf((byte)',');
            (starts[count], ends[count]) = (start, length < 0 ? line.Length : start + length);
            count++;
            if (length < 0)
            {
                break;
            }

            start += length + 1;
        }

        return count;
    }

    // RFC 4180: quotes around a cell, doubled inside. Its cells are laid out anew without them. A quote that does not end leaves too few cells.
    private int SplitQuoted(ref ReadOnlySpan<byte> line)
    {
        unquoted = unquoted is null || unquoted.Length < line.Length ? new byte[line.Length] : unquoted;
        var (count, written, inQuotes) = (0, 0, false);
        starts[0] = 0;
        for (var i = 0; i < line.Length && count < starts.Length; i++)
        {
            if (line[i] == '"')
            {
                if (inQuotes && i + 1 < line.Length && line[i + 1] == '"')
                {
                    unquoted[written++] = line[i++];
                }
                else
                {
                    inQuotes = !inQuotes;
                }
            }
            else if (line[i] == ',' && !inQuotes)
            {
                ends[count++] = written;
                if (count < starts.Length)
                {
                    starts[count] = written;
                }
            }
            else
            {
                unquoted[written++] = line[i];
            }
        }

        if (!inQuotes && count < starts.Length)
        {
            ends[count++] = written;
        }

        line = unquoted.AsSpan(0, written);
        return inQuotes ? 0 : count;
    }

    private static string Cut(ReadOnlySpan<byte> cell) => Encoding.UTF8.GetString(cell.Length <= 60 ? cell : cell[..60]);
}
