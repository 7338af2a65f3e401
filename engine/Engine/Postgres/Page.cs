namespace Usd1Compliance.Postgres;

/// <summary>A page of rows out of many.</summary>
/// <param name="Rows">In the order that was asked for.</param>
/// <param name="Total">How many rows there are in all.</param>
public sealed record Page<T>(IReadOnlyList<T> Rows, long Total);
