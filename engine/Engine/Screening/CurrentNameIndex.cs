using Usd1Compliance.Lists;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Screening;

/// <summary>
/// Holds the name index of the lists that are in force now. A new one is built aside from a stream of their parties, tested, and put in force
/// by the switch of one reference: nobody who screens waits for it, and one that fails its test never judges.
/// </summary>
public sealed class CurrentNameIndex(ListStore lists, NamePolicy policy, TimeProvider clock) : IDisposable
{
    /// <summary>How long an index may go unconfirmed, because the database does not answer or a new index is unsound, before screening says so.</summary>
    public static readonly TimeSpan MayGoUnconfirmed = CurrentAddressIndex.MayGoUnconfirmed;

    private readonly SemaphoreSlim refreshing = new(1, 1);
    private volatile Standing current = new(null, DateTimeOffset.MinValue, []);

    /// <summary>How names are compared.</summary>
    public NamePolicy Policy => policy;

    /// <summary>The names in force: one reference, to be read once for each thing that is judged. Null until the first index was built and tested.</summary>
    public ListedNames? Names => current.Names;

    /// <summary>The names with what has to be said of them, as one moment knew them.</summary>
    public (ListedNames? Names, bool IsUnconfirmed, IReadOnlyList<MissingList> ListsWithoutVersion) Now()
    {
        var now = current;
        return (now.Names, now.Names is null || clock.GetUtcNow() - now.ConfirmedAt > MayGoUnconfirmed, now.Missing);
    }

    /// <summary>Asks which versions are in force, one cheap statement, and builds, tests and switches to a new index when they changed.</summary>
    /// <returns>The names in force after that.</returns>
    /// <exception cref="IndexUnsoundException">The new index does not find what the lists hold. The one before stays in force.</exception>
    public async Task<ListedNames> RefreshAsync(CancellationToken cancellationToken)
    {
        await refreshing.WaitAsync(cancellationToken);
        try
        {
            var asked = clock.GetUtcNow();
            var versions = await lists.VersionsInForceAsync(cancellationToken);
            ListedNames names;
            if (current.Names is { } now && IsOf(now, versions))
            {
                names = now.With(versions);
            }
            else
            {
                (names, asked) = await BuildAsync(versions, cancellationToken);
            }

            current = new Standing(names, asked, await lists.WithoutVersionAsync(cancellationToken));
            return names;
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => refreshing.Dispose();

    private async Task<(ListedNames Names, DateTimeOffset ConfirmedAt)> BuildAsync(IReadOnlyList<ListInForce> versions, CancellationToken cancellationToken)
    {
        while (true)
        {
            var names = await ListedNames.OfAsync(policy, lists.NamesInForceAsync(cancellationToken), versions, Environment.ProcessorCount, cancellationToken);

            // A list may have been put in force while its parties were read; then they are of other versions than the index says.
            var asked = clock.GetUtcNow();
            versions = await lists.VersionsInForceAsync(cancellationToken);
            if (!IsOf(names, versions))
            {
                continue;
            }

            return await Task.Run(() => TestNameIndex.FaultOf(names), cancellationToken) is { } fault ? throw new IndexUnsoundException("name", fault) : (names, asked);
        }
    }

    // Blocking too: a list whose property is blocked from now on judges otherwise, by the same file.
    private static bool IsOf(ListedNames names, IReadOnlyList<ListInForce> versions) => Judging(names.Versions).SequenceEqual(Judging(versions));

    private static IEnumerable<(long VersionId, bool Blocking)> Judging(IEnumerable<ListInForce> versions) => versions.Select(version => (version.VersionId, version.Blocking)).Order();

    private sealed record Standing(ListedNames? Names, DateTimeOffset ConfirmedAt, IReadOnlyList<MissingList> Missing);
}
