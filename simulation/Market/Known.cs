namespace Usd1Compliance.Simulation.Market;

/// <summary>What somebody knows an account as.</summary>
/// <param name="Account">Which.</param>
/// <param name="Category">exchange, mixer, scam, …</param>
/// <param name="Name">Made up.</param>
/// <param name="Since">Since which second of the economy; null for always.</param>
internal readonly record struct KnownAs(int Account, string Category, string Name, int? Since);

/// <summary>A sanctioned party of the own list.</summary>
/// <param name="Key">Its key there.</param>
/// <param name="Name">Made up.</param>
/// <param name="ListedDay">The day of the economy on which it was listed.</param>
/// <param name="Accounts">Its addresses.</param>
internal sealed record ListedParty(string Key, string Name, int ListedDay, IReadOnlyList<int> Accounts);

/// <summary>The labels and the own list of a market economy, as they come to be known.</summary>
internal sealed class Known
{
    private readonly List<KnownAs> labels = [];
    private readonly HashSet<(int Account, string Category)> given = [];

    public IReadOnlyList<KnownAs> Labels => labels;

    public List<ListedParty> Listed { get; } = [];

    /// <summary>Adds a label; the first of a category stands.</summary>
    public void Add(int account, string category, string name, int? since = null)
    {
        if (given.Add((account, category)))
        {
            labels.Add(new KnownAs(account, category, name, since));
        }
    }
}
