using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

/// <summary>One entry as it was, for whoever has to judge by it.</summary>
public sealed partial class ListStore
{
    /// <summary>An entry with the very content that it was found with, whether or not a version in force still holds it; null when there is none of that number.</summary>
    /// <param name="actor">Needs <see cref="Right.ReadCases"/>.</param>
    /// <param name="entryId">In our own numbering.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<StoredListEntry?> EntryAsync(Actor actor, long entryId, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ReadCases);
        return await postgres.Command("SELECT entry_id, list_id, content::text FROM list_entry WHERE entry_id = $1", entryId)
            .RowAsync(row => new StoredListEntry(row.GetInt64(0), row.GetString(1), JsonSerializer.Deserialize<ListEntry>(row.GetString(2), ContentJson)!), cancellationToken);
    }
}
