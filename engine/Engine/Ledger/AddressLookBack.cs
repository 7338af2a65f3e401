namespace Usd1Compliance.Ledger;

/// <summary>What the ledger holds of an address that it is asked about afterwards.</summary>
/// <param name="Address">Which.</param>
/// <param name="Sums">A row for each token; freezes and releases, which move nothing, are not counted. At least one.</param>
/// <param name="Newest">The newest few of its transfers, newest first.</param>
public sealed record AddressLookBack(ChainAddress Address, IReadOnlyList<AddressSum> Sums, IReadOnlyList<TransferId> Newest)
{
    /// <summary>Transfers of all tokens.</summary>
    public long Transfers => Sums.Sum(sum => sum.Transfers);

    /// <summary>Whether it has tokens left, or the ledger cannot tell because it does not hold the whole history.</summary>
    public bool Holds => Sums.Any(sum => sum.Balance is not { BaseUnits.IsZero: true });
}
