using System.Collections.Frozen;
using System.Collections.Immutable;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Screening;

/// <summary>Holds every label of every address in memory, and takes them up anew when an import has come in.</summary>
public sealed class CurrentAddressLabels(AddressLabelStore labels, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim refreshing = new(1, 1);
    private volatile Standing current = new(0, FrozenDictionary<ChainAddress, ImmutableArray<AddressLabel>>.Empty, DateTimeOffset.MinValue);

    /// <summary>Whether nobody could tell for too long that these are still the labels that stand, or none were ever read.</summary>
    public bool IsUnconfirmed => clock.GetUtcNow() - current.ConfirmedAt > CurrentAddressIndex.MayGoUnconfirmed;

    /// <summary>How many addresses have a label.</summary>
    public int Count => current.ByAddress.Count;

    /// <summary>The labels of an address in any of the forms that chains write its hash in, by category and origin; empty where it has none.</summary>
    public ImmutableArray<AddressLabel> Of(ChainAddress address)
    {
        var now = current.ByAddress;
        return now.Count == 0 ? [] : [.. AddressForms.OthersOf(address).Prepend(address).SelectMany(form => now.TryGetValue(form, out var found) ? found : [])];
    }

    /// <summary>Asks for the number of the newest import, one cheap statement, and reads the labels again when it has changed.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await refreshing.WaitAsync(cancellationToken);
        try
        {
            // The number first: labels that come in while they are read are read again next time, and never missed.
            var asked = clock.GetUtcNow();
            var newest = await labels.NewestImportAsync(cancellationToken);
            var now = current;
            current = newest == now.Import && now.ConfirmedAt != DateTimeOffset.MinValue ? now with { ConfirmedAt = asked } : new Standing(newest, await ReadAsync(cancellationToken), asked);
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => refreshing.Dispose();

    private async Task<FrozenDictionary<ChainAddress, ImmutableArray<AddressLabel>>> ReadAsync(CancellationToken cancellationToken) =>
        (await labels.AllAsync(cancellationToken)).GroupBy(label => label.Address).ToFrozenDictionary(of => of.Key, of => of.ToImmutableArray());

    private sealed record Standing(long Import, FrozenDictionary<ChainAddress, ImmutableArray<AddressLabel>> ByAddress, DateTimeOffset ConfirmedAt);
}
