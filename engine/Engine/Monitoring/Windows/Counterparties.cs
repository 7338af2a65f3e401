using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Windows;

/// <summary>With whom an address truly dealt in 30 days, and what those addresses look like to somebody who compares the ends: what address poisoning imitates.</summary>
internal sealed class Counterparties
{
    private readonly Tally<AddressActivity> dealtWith = new();
    private readonly Tally<uint> looks = new();

    /// <summary>Whether an address has the look of another one that was dealt with.</summary>
    public bool IsImitatedBy(AddressActivity candidate)
    {
        if (candidate.Address.Family != AddressFamily.Evm)
        {
            return false;
        }

        // Looks are counted once for each address: where the candidate itself is the only one with its look, it imitates nobody.
        var alike = looks.Times(LookOf(candidate.Address));
        return alike > (dealtWith.Holds(candidate) ? 1 : 0);
    }

    /// <summary>Dealt with once more. Amounts that are not known to be more than dust prove nothing and are passed over.</summary>
    public void Add(in Move move)
    {
        if (Proves(move) && dealtWith.Add(move.Other!))
        {
            looks.Add(LookOf(move.Other!.Address));
        }
    }

    /// <summary>Dealt with once less.</summary>
    public void Remove(in Move move)
    {
        if (Proves(move) && dealtWith.Remove(move.Other!))
        {
            looks.Remove(LookOf(move.Other!.Address));
        }
    }

    private static bool Proves(in Move move) => move is { Usd: not null, Other.Address.Family: AddressFamily.Evm };

    // The first 3 and last 4 hexadecimal digits of 40.
    private static uint LookOf(ChainAddress address)
    {
        var bytes = address.Bytes;
        return ((uint)bytes[0] << 20) | ((uint)(bytes[1] >> 4) << 16) | ((uint)bytes[^2] << 8) | bytes[^1];
    }
}
