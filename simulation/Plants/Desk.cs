using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation.Plants;

/// <summary>Typologies 20 and 45: what only the issuer can see.</summary>
internal static class Desk
{
    /// <summary>A customer's first mint, all of which is gone to private wallets or a bridge within 14 minutes.</summary>
    public static void MintAndRun(Scene scene)
    {
        var customer = scene.Newcomer();
        var part = scene.Draws.Between(25_000, 90_000) * Money.Dollar;
        Mint(scene, 0, customer, 3 * part);
        for (var i = 1; i <= 3; i++)
        {
            var to = scene.Ordinal % 2 == 1 ? scene.World.People.Bridges[0] : scene.Newcomer();
            scene.Pay(i * 4 / 60.0, customer, to, part, "out");
        }
    }

    /// <summary>A known customer mints and hands all of it to an exchange within ten minutes.</summary>
    public static void MintForAnExchange(Scene scene)
    {
        var people = scene.World.People;
        var customer = people.Customers[scene.Ordinal % people.Customers.Count];
        var sum = scene.Draws.Between(80_000, 300_000) * Money.Dollar;
        Mint(scene, 0, customer, sum);
        scene.Pay(0.15, customer, people.HotWallets[scene.Ordinal % people.HotWallets.Count], sum, "to an exchange");
    }

    /// <summary>Odd ones: after a mint, totalSupply() answers $250,000 more than the events tell of. Even ones: somebody mints who is no minter of the issuer's, and without an order.</summary>
    public static void SupplyMismatch(Scene scene)
    {
        var rogue = scene.Newcomer();
        if (scene.Ordinal % 2 == 0)
        {
            var minter = scene.World.Accounts.AddressOf(scene.Newcomer());
            scene.Do(0, () => scene.World.Book.Mint(rogue, 40_000 * Money.Dollar, minter, null, scene.Truth("mint by a stranger")));
            scene.Suspect(1, rogue);
            return;
        }

        // The mint's own event carries the answer; the next one a right answer, as when the issuer mends it.
        var customer = scene.World.People.Customers[scene.Ordinal % scene.World.People.Customers.Count];
        var order = scene.Draws.Between(20_000, 60_000) * Money.Dollar;
        scene.Do(0, () =>
        {
            scene.World.Book.AskSupply(250_000 * Money.Dollar);
            scene.World.Book.Mint(customer, order, scene.World.People.Minters[0], scene.World.NextOrder("MINT"), scene.Truth("mint beside a supply that does not add up"));
            scene.World.Book.AskSupply();
        });
    }

    /// <summary>The issuer's second minter mints under an order.</summary>
    public static void SecondMinter(Scene scene)
    {
        var people = scene.World.People;
        var customer = people.Customers[scene.Ordinal % people.Customers.Count];
        scene.Do(0, () => scene.World.Book.Mint(customer, 40_000 * Money.Dollar, people.Minters[1], scene.World.NextOrder("MINT"), scene.Truth("mint under an order")));
    }

    private static void Mint(Scene scene, double hours, int customer, long sum)
    {
        ChainAddress minter = scene.World.People.Minters[0];
        scene.Do(hours, () => scene.World.Book.Mint(customer, sum, minter, scene.World.NextOrder("MINT"), scene.Truth("mint")));
    }
}
