using System.Collections.Frozen;
using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Monitoring;

/// <summary>What is known of addresses apart from the ledger while a batch is judged: lists and labels in force, and who may mint.</summary>
/// <param name="Index">The addresses of the lists in force.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Minters">The known minters of the source's token; empty where none are configured.</param>
public sealed record AddressKnowledge(AddressIndex Index, AddressLabels Labels, FrozenSet<ChainAddress> Minters)
{
    /// <summary>Nothing known: no list in force, no label, no minter.</summary>
    public static readonly AddressKnowledge Nothing = new(AddressIndex.Empty, AddressLabels.Empty, FrozenSet<ChainAddress>.Empty);

    /// <summary>Whether a mint was asked for by a known minter; unknown where the source does not tell who asked, or no minters are configured. Yes for what is no mint.</summary>
    public bool? MinterIsKnown(Transfer transfer) =>
        transfer.Kind != TransferKind.Mint ? true
        : Minters.Count == 0 || transfer.InitiatedBy is not { } minter ? null
        : Minters.Contains(minter);

    /// <summary>Adds to the facts of an address what lists and labels say of it. Without any blocking list in force, nobody knows whether it is listed.</summary>
    internal AddressFacts Complete(AddressFacts facts, ChainAddress address, DateTimeOffset occurredAt)
    {
        var category = Labels.CategoryOf(address);
        facts = facts with { Category = category, IsService = AddressLabels.IsService(category) };
        if (!Index.Versions.Any(version => version.Blocking))
        {
            return facts;
        }

        var hits = Index.HitsOf(address, occurredAt).Where(hit => hit.Listed.Blocking).Select(hit => hit.ListedThen).ToList();
        bool? wasListed = hits.Contains(Truth.Yes) ? true : hits.Contains(Truth.Unknown) ? null : false;
        return facts with { IsListed = hits.Count > 0, WasListedAtTheTime = wasListed, ListingDateIsKnown = wasListed is not null };
    }
}
