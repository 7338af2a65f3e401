namespace Usd1Compliance.Ledger;

/// <summary>What the ledger says of an address and a token. A sum over many transfers may pass 256 bits; it is exact all the same.</summary>
/// <param name="Asset">Which token.</param>
/// <param name="Received">All that ever came in.</param>
/// <param name="Sent">All that ever went out, seizures and burns too.</param>
/// <param name="Transfers">How many events it took part in, freezes too.</param>
/// <param name="FirstAt">UTC.</param>
/// <param name="LastAt">UTC.</param>
public sealed record AddressSum(Asset Asset, TokenAmount Received, TokenAmount Sent, long Transfers, DateTimeOffset FirstAt, DateTimeOffset LastAt)
{
    /// <summary>What is left; null where more went out than came in, which shows that the ledger does not hold its whole history.</summary>
    public TokenAmount? Balance => Received.BaseUnits < Sent.BaseUnits ? null : new TokenAmount(Received.BaseUnits - Sent.BaseUnits, Asset.Decimals);
}
