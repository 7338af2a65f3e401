using Microsoft.AspNetCore.Components;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Ui.Shell;

/// <summary>A page of many rows, which the database pages; what is looked for, and which page, stands in the address.</summary>
public abstract class ListingPage<T> : LivePage
{
    /// <summary>Rows of a page.</summary>
    protected const int Size = 50;

    /// <summary>Which page, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? At { get; set; }

    /// <summary>What was found, once it is read.</summary>
    protected Page<T> Found { get; private set; } = new([], 0);

    /// <summary>Which page is shown.</summary>
    protected int PageNumber => Math.Clamp(At ?? 1, 1, int.MaxValue / Size);

    /// <summary>Asks the engine for a page of rows.</summary>
    protected abstract Task<Page<T>> FindAsync(int offset, int limit);

    /// <inheritdoc/>
    protected override async Task ReadAsync() => Found = await FindAsync((PageNumber - 1) * Size, Size);

    /// <summary>Opens the page with another value in its filter, from its first rows.</summary>
    protected void Narrow(string name, object? value) => Filter(new(name.ToLowerInvariant(), value), new("page", null));
}
