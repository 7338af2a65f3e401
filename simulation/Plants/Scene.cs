namespace Usd1Compliance.Simulation.Plants;

/// <summary>
/// One planted instance, or one lawful look-alike, while it is being laid out. Its accounts are its own, so that what it shows follows from its
/// legs alone; they are paid from hot wallets and, where a crowd is needed, by private persons.
/// </summary>
internal sealed class Scene(World world, Draws draws, TruthLabel label, int typology, string instance, long start)
{
    private readonly HashSet<int> crowd = [];

    public World World => world;

    public Draws Draws => draws;

    /// <summary>Its number among the instances of its typology, from 0; for choosing between forms of it.</summary>
    public required int Ordinal { get; init; }

    /// <summary>What its transfers are labelled with.</summary>
    public TransferTruth Truth(string role) => new(label, typology, instance, role);

    /// <summary>An address that nobody saw before.</summary>
    public int Newcomer() => world.Accounts.Open(AccountKind.Planted);

    /// <summary>An address that has been in use, in a small way, for some days before the scene.</summary>
    public int Known(int days)
    {
        var account = Newcomer();
        Ordinarily(-24 * days, account, draws.Between(100, 400) * Money.Dollar);
        Ordinarily(-24 * days / 2, account, draws.Between(60, 300) * Money.Dollar);
        return account;
    }

    /// <summary>A payment from a hot wallet that is no part of the instance.</summary>
    public void Ordinarily(double hours, int account, long sum) =>
        world.Agenda.At(At(hours), () => Owed(world.Book.Pay(world.HotWalletWith(sum, draws), account, sum, TransferTruth.Ordinary), "ordinary"));

    /// <summary>A payment from a hot wallet that gives an account of the instance its means.</summary>
    public void Fund(double hours, int account, long sum) =>
        world.Agenda.At(At(hours), () => Owed(world.Book.Pay(world.HotWalletWith(sum, draws), account, sum, Truth("funding")), "funding"));

    /// <summary>A leg of the instance.</summary>
    /// <remarks>Hours are counted from its start; they are negative for before.</remarks>
    public void Pay(double hours, int from, int to, long sum, string role) =>
        world.Agenda.At(At(hours), () => Owed(world.Book.Pay(from, to, sum, Truth(role)), role));

    /// <summary>A leg that is paid by a private person, another one each time.</summary>
    public void PayFromSomebody(double hours, int to, long sum, string role) =>
        world.Agenda.At(At(hours), () => Owed(world.Book.Pay(Somebody(sum), to, sum, Truth(role)), role));

    /// <summary>Anything else at a time of the scene.</summary>
    public void Do(double hours, Action happening) => world.Agenda.At(At(hours), happening);

    /// <summary>Gives the issuer reason to freeze an account some hours into the scene.</summary>
    public void Suspect(double hours, int account) => world.Suspects.Add((At(hours), account));

    /// <summary>Seconds since 1970 of so many hours into the scene.</summary>
    public long At(double hours) => start + (long)(hours * 3_600);

    private int Somebody(long sum)
    {
        var retail = world.People.Retail;
        var first = draws.Below(retail.Count);
        for (var i = 0; i < retail.Count; i++)
        {
            var person = retail[(first + i) % retail.Count];
            if (world.Accounts.CanSend(person, sum) && crowd.Add(person))
            {
                return person;
            }
        }

        throw new InvalidOperationException($"{instance}: no private wallet holds {sum / Money.Dollar} dollars.");
    }

    private void Owed(bool paid, string role)
    {
        if (!paid)
        {
            throw new InvalidOperationException($"{instance}: the leg '{role}' could not be paid.");
        }
    }
}
