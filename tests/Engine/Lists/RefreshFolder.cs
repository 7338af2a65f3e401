using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>What refreshes lists in a test: a folder for what is fetched, short bounds, and the engine's parts on a database.</summary>
public sealed class RefreshFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("usd1-refresh-");
    private readonly List<FetchList> opened = [];

    /// <summary>Bounds that a test can wait for.</summary>
    public FetchSettings Settings => new(folder.FullName) { TotalTime = TimeSpan.FromSeconds(20), IdleTime = TimeSpan.FromSeconds(2), RetryPause = TimeSpan.Zero, Tries = 1 };

    /// <summary>The files that still lie there.</summary>
    public IEnumerable<FileInfo> Left => folder.EnumerateFiles("*", SearchOption.AllDirectories);

    /// <summary>On a database, under the room's clock.</summary>
    public RefreshLists Of(TestDatabase database, ListRoom room)
    {
        var fetch = new FetchList(Settings, room.Clock);
        opened.Add(fetch);
        return new RefreshLists(database.Postgres, room.Store, room.Load, fetch, new ListFetchStore(database.Postgres, room.Clock), Settings, room.Clock);
    }

    /// <summary>Refreshes a list that must not be refused.</summary>
    public async Task<ListRefresh> RefreshAsync(TestDatabase database, ListRoom room, ListDefinition list) =>
        Assert.IsType<Outcome<ListRefresh>.Done>(await Of(database, room).RunAsync(Actor.Job("list-refresh", Right.ManageLists), list, TestContext.Current.CancellationToken)).Value;

    public void Dispose()
    {
        opened.ForEach(fetch => fetch.Dispose());
        folder.Delete(recursive: true);
    }
}
