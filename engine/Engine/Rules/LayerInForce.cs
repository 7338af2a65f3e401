namespace Usd1Compliance.Rules;

/// <summary>The layer of the pack in force, for rooms that judge by no rule; read again when another pack comes in force.</summary>
public sealed class LayerInForce(RulePackStore packs)
{
    private (long PackId, GlobalLayer Layer)? known;

    /// <summary>The layer that holds now; <see cref="GlobalLayer.BuiltIn"/> before the first pack.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RulePackRefusedException">This build can no longer read the pack.</exception>
    /// <exception cref="RulePackChangedException">It is not what two people agreed on.</exception>
    public async Task<GlobalLayer> NowAsync(CancellationToken cancellationToken)
    {
        if (await packs.InForceIdAsync(cancellationToken) is not { } packId)
        {
            return GlobalLayer.BuiltIn;
        }

        if (known is { } read && read.PackId == packId)
        {
            return read.Layer;
        }

        var inForce = (await packs.InForceAsync(cancellationToken))!;
        known = (inForce.Record.PackId, inForce.Pack.Layer);
        return inForce.Pack.Layer;
    }
}
