namespace Usd1Compliance.Monitoring.Memory;

/// <summary>The tokens that were met, by a small number in the order in which they came, and the chain of each.</summary>
internal sealed class AssetTable
{
    private readonly Dictionary<int, ushort> numbers = [];
    private readonly List<(int AssetId, string Chain, byte ChainNumber)> assets = [(0, "", 0)];
    private (int AssetId, ushort Number) last = (int.MinValue, 0);

    /// <summary>How many.</summary>
    public int Count => assets.Count - 1;

    /// <summary>The number of a token, 1 or more.</summary>
    /// <exception cref="InvalidOperationException">More than 65,535 tokens.</exception>
    public ushort NumberOf(int assetId, string chain)
    {
        if (last.AssetId == assetId)
        {
            return last.Number;
        }

        if (!numbers.TryGetValue(assetId, out var number))
        {
            if (assets.Count > ushort.MaxValue)
            {
                throw new InvalidOperationException("More than 65,535 different tokens cannot be monitored together: part them over several installations.");
            }

            number = (ushort)assets.Count;
            var known = assets.FindIndex(asset => asset.Chain == chain);
            assets.Add((assetId, chain, known > 0 ? assets[known].ChainNumber : (byte)Math.Min(255, assets.Max(asset => asset.ChainNumber) + 1)));
            numbers.Add(assetId, number);
        }

        last = (assetId, number);
        return number;
    }

    /// <summary>The chain of a token, by a number.</summary>
    public byte ChainOf(ushort number) => assets[number].ChainNumber;

    /// <summary>Forgets all but the first tokens.</summary>
    public void KeepOnly(int first)
    {
        for (var left = Count; left > first; left--)
        {
            numbers.Remove(assets[^1].AssetId);
            assets.RemoveAt(assets.Count - 1);
        }

        last = (int.MinValue, 0);
    }

    /// <summary>Writes the first tokens.</summary>
    public void Write(BinaryWriter to, int first)
    {
        to.Write(first);
        foreach (var (assetId, chain, _) in assets.Skip(1).Take(first))
        {
            to.Write(assetId);
            to.Write(chain);
        }
    }

    /// <summary>Reads what was written, in place of what is held.</summary>
    public void Read(BinaryReader from)
    {
        KeepOnly(0);
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            NumberOf(from.ReadInt32(), from.ReadString());
        }
    }
}
