using Usd1Compliance.Lists;

namespace Usd1Compliance.Screening;

/// <summary>
/// Holds the address index of the lists that are in force now. A new index is built aside, tested against the rows that it was built
/// from, and put in force by the switch of one reference; one that fails its test never judges.
/// </summary>
public sealed class CurrentAddressIndex(ListStore lists, TimeProvider clock) : IDisposable
{
    /// <summary>How long an index may go unconfirmed, because the database does not answer or a new index is unsound, before screening says so.</summary>
    public static readonly TimeSpan MayGoUnconfirmed = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim refreshing = new(1, 1);
    private volatile Standing current = new(AddressIndex.Empty, DateTimeOffset.MinValue, []);

    /// <summary>The index in force: one reference, to be read once for each thing that is judged.</summary>
    public AddressIndex Index => current.Index;

    /// <summary>Whether nobody could tell for too long that this index is still the one of the lists in force.</summary>
    public bool IsUnconfirmed => Now().IsUnconfirmed;

    /// <summary>The index with what has to be said of it, as one moment knew them: read apart, an index of before could seem confirmed by a look of after.</summary>
    public (AddressIndex Index, bool IsUnconfirmed, IReadOnlyList<MissingList> ListsWithoutVersion) Now()
    {
        var now = current;
        return (now.Index, clock.GetUtcNow() - now.ConfirmedAt > MayGoUnconfirmed, now.Missing);
    }

    /// <summary>Asks which versions are in force, one cheap statement, and builds, tests and switches to a new index when they changed.</summary>
    /// <returns>The index in force after that.</returns>
    /// <exception cref="IndexUnsoundException">The new index does not hold what the lists hold. The one before stays in force.</exception>
    public async Task<AddressIndex> RefreshAsync(CancellationToken cancellationToken)
    {
        await refreshing.WaitAsync(cancellationToken);
        try
        {
            var asked = clock.GetUtcNow();
            var versions = await lists.VersionsInForceAsync(cancellationToken);
            var index = IsOf(current.Index, versions) ? current.Index.With(versions) : await BuildAsync(versions, cancellationToken);
            current = new Standing(index, asked, await lists.WithoutVersionAsync(cancellationToken));
            return index;
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => refreshing.Dispose();

    private async Task<AddressIndex> BuildAsync(IReadOnlyList<ListInForce> versions, CancellationToken cancellationToken)
    {
        while (true)
        {
            var addresses = await lists.AddressesInForceAsync(cancellationToken);
            var index = AddressIndex.Build(addresses, versions);

            // A list may have been put in force between the two statements; then the addresses are of other versions than the index says.
            versions = await lists.VersionsInForceAsync(cancellationToken);
            if (!IsOf(index, versions))
            {
                continue;
            }

            return index.FaultAgainst(addresses) is { } fault ? throw new IndexUnsoundException("address", fault) : index;
        }
    }

    // Blocking too: a list whose property is blocked from now on judges otherwise, by the same file.
    private static bool IsOf(AddressIndex index, IReadOnlyList<ListInForce> versions) => Judging(index.Versions).SequenceEqual(Judging(versions));

    private static IEnumerable<(long VersionId, bool Blocking)> Judging(IEnumerable<ListInForce> versions) => versions.Select(version => (version.VersionId, version.Blocking)).Order();

    private sealed record Standing(AddressIndex Index, DateTimeOffset ConfirmedAt, IReadOnlyList<MissingList> Missing);
}
