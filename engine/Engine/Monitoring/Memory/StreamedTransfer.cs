using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>A transfer as the memory takes it: exact, and without an object of its own.</summary>
public readonly struct StreamedTransfer
{
    /// <summary>Beyond this an amount is no money, and sums could overflow: its worth counts as unknown. A hundred billion dollars.</summary>
    public const long GreatestUsd = 100_000_000_000;

    /// <summary>The worth of an amount that is not known.</summary>
    public const long UnknownUsd = Edge.UnknownUsd;

    private const long Million = 1_000_000;
    private static readonly BigInteger greatestUnits = (BigInteger)Int128.MaxValue / 4;

    /// <summary>What kind of event.</summary>
    public required TransferKind Kind { get; init; }

    /// <summary>Event time, seconds since 1970 UTC; fractions cut off.</summary>
    public required uint At { get; init; }

    /// <summary>The address that tokens leave, or that is frozen, released or emptied.</summary>
    public ChainAddress? From { get; init; }

    /// <summary>The address that tokens reach.</summary>
    public ChainAddress? To { get; init; }

    /// <summary>In 10^-18 tokens; further decimals are cut off. Negative where the amount is past what any token holds: then no balance is known.</summary>
    public required Int128 Units { get; init; }

    /// <summary>Millionths of a dollar, what is less cut off; <see cref="UnknownUsd"/> where the token is not redeemable at par or the amount is past <see cref="GreatestUsd"/>.</summary>
    public required long Usd { get; init; }

    /// <summary>Which token, by its number in the ledger or in the file.</summary>
    public required int AssetId { get; init; }

    /// <summary>Which chain.</summary>
    public required string Chain { get; init; }

    /// <summary>Whether the token is redeemable one to one: the balances of others are not dollars.</summary>
    public required bool AtPar { get; init; }

    /// <summary>Whether tokens move, are made or are destroyed on redemption: what an address takes part in.</summary>
    public bool IsMoving => Kind is TransferKind.Transfer or TransferKind.Mint or TransferKind.Burn;

    /// <summary>A transfer of the ledger.</summary>
    public static StreamedTransfer Of(Transfer transfer)
    {
        var units = InUnits(transfer.Amount);
        return new StreamedTransfer
        {
            Kind = transfer.Kind,
            At = (uint)Math.Clamp(transfer.OccurredAt.ToUnixTimeSeconds(), 1, uint.MaxValue),
            From = transfer.From,
            To = transfer.To,
            Units = units,
            Usd = WorthOf(units, transfer.Asset.RedeemableAtPar),
            AssetId = transfer.Asset.AssetId,
            Chain = transfer.Asset.Chain,
            AtPar = transfer.Asset.RedeemableAtPar,
        };
    }

    /// <summary>The worth of an amount in 10^-18 tokens.</summary>
    public static long WorthOf(Int128 units, bool atPar) =>
        atPar && units >= 0 && units <= (Int128)GreatestUsd * Million * Million * Million ? (long)(units / (Million * Million)) : UnknownUsd;

    private static Int128 InUnits(TokenAmount amount)
    {
        var units = amount.Decimals <= 18 ? amount.BaseUnits * BigInteger.Pow(10, 18 - amount.Decimals) : BigInteger.Divide(amount.BaseUnits, BigInteger.Pow(10, amount.Decimals - 18));
        return units > greatestUnits ? -1 : (Int128)units;
    }
}
