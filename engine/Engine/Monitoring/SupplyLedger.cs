using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring;

/// <summary>The mints less the burns and seizures of one source, by token, and what was observed of them on the chain.</summary>
internal sealed class SupplyLedger
{
    private const int pieceRows = 10_000;
    private readonly Dictionary<int, List<(long Sequence, BigInteger Net)>> nets = [];
    private Dictionary<int, List<ObservedSupply>> observed = [];

    /// <summary>Every observation of the source as it stands now, in order of sequence; none where the source does not hold the token's whole history.</summary>
    public void Observe(IReadOnlyList<ObservedSupply> observations) =>
        observed = observations.GroupBy(observation => observation.AssetId).ToDictionary(group => group.Key, group => group.ToList());

    /// <summary>Counts a transfer that changes the supply.</summary>
    public void Take(Transfer transfer)
    {
        var sign = transfer.Kind switch { TransferKind.Mint => 1, TransferKind.Burn or TransferKind.Seize => -1, _ => 0 };
        if (sign != 0)
        {
            var changes = nets.TryGetValue(transfer.Asset.AssetId, out var known) ? known : nets[transfer.Asset.AssetId] = [];
            changes.Add((transfer.Id.Sequence, (changes.Count == 0 ? BigInteger.Zero : changes[^1].Net) + (sign * transfer.Amount.BaseUnits)));
        }
    }

    /// <summary>Forgets what came behind a row of the source.</summary>
    public void Forget(long afterSequence)
    {
        foreach (var changes in nets.Values)
        {
            changes.RemoveAll(change => change.Sequence > afterSequence);
        }
    }

    /// <summary>How far the ledger and the last observation at or before a transfer lie apart, in whole tokens; null where nothing was observed.</summary>
    public decimal? Drift(Transfer transfer)
    {
        if (!observed.TryGetValue(transfer.Asset.AssetId, out var observations))
        {
            return null;
        }

        var upTo = Behind(observations, transfer.Id.Sequence, observation => observation.Sequence);
        if (upTo == 0)
        {
            return null;
        }

        var last = observations[upTo - 1];
        var apart = BigInteger.Abs(NetAt(transfer.Asset.AssetId, last.Sequence) - last.TotalSupply);
        return new TokenAmount(apart, transfer.Asset.Decimals).ToDecimal();
    }

    /// <summary>Writes the changes up to a row of the source, token by token.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="upToSequence">The last row that is written.</param>
    public void Write(BinaryWriter to, long upToSequence)
    {
        to.Write(nets.Count(asset => asset.Value.Count > 0 && asset.Value[0].Sequence <= upToSequence));
        foreach (var (assetId, changes) in nets.OrderBy(asset => asset.Key))
        {
            var count = Behind(changes, upToSequence, change => change.Sequence);
            if (count > 0)
            {
                to.Write(assetId);
                to.Write(count);
                WriteInPieces(to, changes.Take(count));
            }
        }
    }

    /// <summary>Reads what was written.</summary>
    public void Read(BinaryReader from)
    {
        for (var assets = from.ReadInt32(); assets > 0; assets--)
        {
            var changes = nets[from.ReadInt32()] = [];
            for (var left = from.ReadInt32(); left > 0;)
            {
                left -= ReadPiece(from, changes);
            }
        }
    }

    // A mint or burn is 20 bytes or so, and there may be millions: not each goes through the hash by itself.
    private static void WriteInPieces(BinaryWriter to, IEnumerable<(long Sequence, BigInteger Net)> changes)
    {
        using var piece = new MemoryStream();
        using var row = new BinaryWriter(piece);
        foreach (var part in changes.Chunk(pieceRows))
        {
            piece.SetLength(0);
            foreach (var (sequence, net) in part)
            {
                var bytes = net.ToByteArray();
                row.Write(sequence);
                row.Write((byte)bytes.Length);
                row.Write(bytes);
            }

            row.Flush();
            to.Write(part.Length);
            to.Write((int)piece.Length);
            to.Write(piece.GetBuffer().AsSpan(0, (int)piece.Length));
        }
    }

    private static int ReadPiece(BinaryReader from, List<(long Sequence, BigInteger Net)> changes)
    {
        var (rows, bytes) = (from.ReadInt32(), from.ReadInt32());
        if (rows is < 1 or > pieceRows || bytes < 0 || bytes > pieceRows * (9 + byte.MaxValue))
        {
            throw new FormatException($"A piece of the supply is said to hold {rows} rows in {bytes} bytes.");
        }

        var piece = new byte[bytes];
        from.BaseStream.ReadExactly(piece);
        using var row = new BinaryReader(new MemoryStream(piece));
        for (var left = rows; left > 0; left--)
        {
            var sequence = row.ReadInt64();
            changes.Add((sequence, new BigInteger(row.ReadBytes(row.ReadByte()))));
        }

        return rows;
    }

    private BigInteger NetAt(int assetId, long sequence)
    {
        if (!nets.TryGetValue(assetId, out var changes))
        {
            return BigInteger.Zero;
        }

        var upTo = Behind(changes, sequence, change => change.Sequence);
        return upTo == 0 ? BigInteger.Zero : changes[upTo - 1].Net;
    }

    // How many of the ascending rows stand at the sequence or before it.
    private static int Behind<T>(List<T> rows, long sequence, Func<T, long> sequenceOf)
    {
        var (low, high) = (0, rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sequenceOf(rows[middle]) <= sequence ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
