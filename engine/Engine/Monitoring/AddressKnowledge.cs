using System.Collections.Frozen;
using Usd1Compliance.Ledger;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Monitoring;

/// <summary>What is known of addresses apart from the ledger while a batch is judged: lists and labels in force, and who may mint.</summary>
/// <param name="Index">The addresses of the lists in force.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Minters">The known minters of the source's token; empty where none are configured.</param>
/// <param name="Silent">The lists whose silence says nothing, because no version of them is in force or it is stale.</param>
public sealed record AddressKnowledge(AddressIndex Index, AddressLabels Labels, FrozenSet<ChainAddress> Minters, SilentLists Silent)
{
    /// <summary>Nothing known: no list in force, no label, no minter.</summary>
    public static readonly AddressKnowledge Nothing = new(AddressIndex.Empty, AddressLabels.Empty, FrozenSet<ChainAddress>.Empty, SilentLists.None);

    /// <summary>Whether any blocking list is in force. Without one nothing can be judged: the most important question of all has no answer.</summary>
    public bool CanJudge => Index.Versions.Any(version => version.Blocking);

    /// <summary>Whether a mint was asked for by a known minter; unknown where the source does not tell who asked, or no minters are configured. Yes for what is no mint.</summary>
    public bool? MinterIsKnown(Transfer transfer) =>
        transfer.Kind != TransferKind.Mint ? true
        : Minters.Count == 0 || transfer.InitiatedBy is not { } minter ? null
        : Minters.Contains(minter);
}
