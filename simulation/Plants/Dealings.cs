namespace Usd1Compliance.Simulation.Plants;

/// <summary>Typology 1: somebody deals directly with an address of a sanctioned party.</summary>
internal static class Dealings
{
    /// <summary>Even ones pay the listed address; odd ones are paid by it, from money that an affiliate had brought it.</summary>
    public static void WithAListedParty(Scene scene)
    {
        var listed = scene.World.People.Listed[scene.Ordinal % scene.World.People.Listed.Count];
        var sum = scene.Draws.Between(400, 9_000) * Money.Dollar;
        var customer = scene.Known(days: 20);
        if (scene.Ordinal % 2 == 0)
        {
            scene.Ordinarily(-6, customer, sum + (50 * Money.Dollar));
            scene.Pay(0, customer, listed, sum, "payment to a listed address");
            return;
        }

        var affiliate = scene.Known(days: 30);
        scene.Ordinarily(-30, affiliate, sum);
        scene.Pay(-24, affiliate, listed, sum, "payment to a listed address");
        scene.Pay(0, listed, customer, sum, "payment from a listed address");
    }

    /// <summary>The same, but with an address that only looks like a listed one: it begins and ends alike.</summary>
    public static void WithANeighbourOfAListedParty(Scene scene)
    {
        var listed = scene.World.Accounts.AddressOf(scene.World.People.Listed[scene.Ordinal % scene.World.People.Listed.Count]);
        var neighbour = scene.World.Accounts.Open(AccountKind.Planted, Poison.LookAlike(listed, scene.Draws));
        var customer = scene.Known(days: 20);
        var sum = scene.Draws.Between(400, 9_000) * Money.Dollar;
        scene.Ordinarily(-6, customer, sum);
        scene.Pay(0, customer, neighbour, sum, "payment to a neighbour");
    }
}
