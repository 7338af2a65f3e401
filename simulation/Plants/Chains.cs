namespace Usd1Compliance.Simulation.Plants;

/// <summary>Typology 11: money that stays for minutes only.</summary>
internal static class Chains
{
    /// <summary>A mule receives $15,000 to $45,000 and sends nearly all of it on within 20 minutes, two or three times in a day.</summary>
    public static void PassThrough(Scene scene)
    {
        var mule = scene.Known(days: 6);
        var times = (int)scene.Draws.Between(2, 3);
        var collector = scene.Known(days: 8);
        for (var i = 0; i < times; i++)
        {
            var sum = scene.Draws.Between(12_000, 16_000) * Money.Dollar;
            var victim = scene.Known(days: 60);
            scene.Ordinarily(-40, victim, sum);
            scene.Pay(i * 5, victim, mule, sum, "in");
            // What the mule had of his own goes along, so that nothing is left.
            scene.Do((i * 5) + (scene.Draws.Between(6, 20) / 60.0), () => scene.World.Book.Pay(mule, collector, scene.World.Accounts.BalanceOf(mule).ToMultipleOf(Money.Dollar), scene.Truth("out")));
        }

        scene.Suspect(30, collector);
    }

    /// <summary>A deposit address of an exchange is paid into and swept a quarter of an hour later.</summary>
    public static void PromptSweep(Scene scene)
    {
        var world = scene.World;
        var deposit = world.People.Deposits[(scene.Ordinal * 7) % world.People.Deposits.Count];
        var customer = scene.Known(days: 30);
        var sum = scene.Draws.Between(12_000, 18_000) * Money.Dollar;
        scene.Ordinarily(-40, customer, sum);
        scene.Pay(0, customer, deposit, sum, "in");
        var hotWallet = world.People.HotWalletOf((scene.Ordinal * 7) % world.People.Exchanges, scene.Draws);
        scene.Do(0.25, () => world.Book.Pay(deposit, hotWallet, world.Accounts.BalanceOf(deposit), scene.Truth("out")));
    }
}
