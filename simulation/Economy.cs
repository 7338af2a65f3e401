using Usd1Compliance.Ledger;
using Usd1Compliance.Simulation.Lives;
using Usd1Compliance.Simulation.Plants;

namespace Usd1Compliance.Simulation;

/// <summary>
/// A simulated stablecoin with everybody who uses it, for demonstration and measuring. The same settings tell the same story to the byte, on
/// every machine; nobody spends what he does not hold; what was planted is known. Memory grows with addresses, not with transfers.
/// </summary>
public sealed class Economy
{
    /// <summary>The chain's name in the ledger and in files.</summary>
    public const string Chain = "simulated";

    /// <summary>The token's symbol.</summary>
    public const string Symbol = "SUSD";

    /// <summary>The token's decimals.</summary>
    public const byte Decimals = Money.Decimals;

    private readonly SimulationSettings settings;

    /// <summary>An economy that is ready to be told, any number of times.</summary>
    /// <param name="settings">What it is made from.</param>
    /// <exception cref="ArgumentException">The settings make no economy; the message names each fault and its mend.</exception>
    public Economy(SimulationSettings settings)
    {
        if (settings.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(settings));
        }

        this.settings = settings;
        var accounts = new Accounts(settings.Seed);
        var people = new Population(settings, accounts);
        Labels = LabelsOf.Write(people, accounts);
        KnownMinters = people.Minters;
    }

    /// <summary>What people know addresses as. Depends on the seed and the number of addresses alone.</summary>
    public IReadOnlyList<SimulatedLabel> Labels { get; }

    /// <summary>Who mints for the issuer.</summary>
    public IReadOnlyList<ChainAddress> KnownMinters { get; }

    /// <summary>The catalogue numbers of the typologies that are planted.</summary>
    public static IReadOnlyList<int> PlantedTypologies { get; } = [.. Planting.Numbers];

    /// <summary>Tells every event in the order of time, from the first mint to the end of the history; and on without end where the settings ask for live transfers.</summary>
    public IEnumerable<SimulatedTransfer> Transfers()
    {
        var world = new World(settings);
        var exchanges = new ExchangeLife(world);
        new Furnishing(world).Begin();
        exchanges.Begin();
        new PrivateLife(world, exchanges).Begin();
        new IssuerLife(world).Begin();
        new Planting(world).Begin();
        var end = settings.LivePerSecond > 0 ? long.MaxValue : world.End;
        while (world.Agenda.Step(end))
        {
            while (world.Book.TryTake(out var transfer))
            {
                yield return transfer!;
            }
        }
    }
}
