using System.Runtime.InteropServices;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>What became of the freeze proposals of an address.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct FreezeState
{
    /// <summary>Event time of its newest freeze; 0 for none. Proposals up to then are carried out.</summary>
    public uint FrozenAt;

    /// <summary>Whether a proposal without a moment is open, 1 or 0: from when its label came, where the address was not frozen then, to the next freeze.</summary>
    public uint IsUndatedOpen;
}

/// <content>
/// Freeze proposals: open from their own moment on, whenever their label came, until the address is frozen or the label goes. So a history that is judged later finds the
/// same as one that was judged as it happened.
/// </content>
public sealed unsafe partial class TransferMemory
{
    private readonly NativeMap<FreezeState> freezes;

    // After its labels changed.
    private void NoteProposals(uint number, in ChainAddress address, AddressKnowledge before, bool isFrozen)
    {
        var (had, has) = (before.Labels.FreezeProposalsOf(address).Contains(AddressLabels.Undated), knowledge.Labels.FreezeProposalsOf(address).Contains(AddressLabels.Undated));
        if (had != has && (!has || !isFrozen))
        {
            freezes.Touch(number)->IsUndatedOpen = has ? 1u : 0;
        }
    }

    private void CarryOut(uint number, uint at)
    {
        var freeze = freezes.Touch(number);
        (freeze->FrozenAt, freeze->IsUndatedOpen) = (Math.Max(freeze->FrozenAt, at), 0);
    }

    private bool IsFreezeProposed(uint number, AddressRecord* record, uint at)
    {
        if ((record->Flags & AddressFlags.FreezeProposed) == 0)
        {
            return false;
        }

        var freeze = freezes.Find(number) is var found && found != null ? *found : default;
        foreach (var moment in knowledge.Labels.FreezeProposalsOf(addresses.AddressOf(number)))
        {
            if (moment == AddressLabels.Undated ? freeze.IsUndatedOpen != 0 : moment <= at && moment > freeze.FrozenAt)
            {
                return true;
            }
        }

        return false;
    }
}
