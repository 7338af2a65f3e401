namespace Usd1Compliance.Simulation.Plants;

/// <summary>Typology 5: a deposit into a mixer, known by its label or by its fixed denominations.</summary>
internal static class Pools
{
    /// <summary>Every third is a pool without a label, into which 26 people pay exactly $1,000 within five days; the others pay a labelled mixer, which pays somebody new days later.</summary>
    public static void MixerDeposit(Scene scene)
    {
        if (scene.Ordinal % 3 == 2)
        {
            var pool = scene.Newcomer();
            for (var i = 0; i < 26; i++)
            {
                scene.PayFromSomebody(i * 4.4, pool, 1_000 * Money.Dollar, "deposit of the pool's denomination");
            }

            return;
        }

        var mixer = scene.World.People.Mixers[scene.Ordinal % scene.World.People.Mixers.Count];
        var depositor = scene.Known(days: 12);
        scene.Fund(-30, depositor, 2_100 * Money.Dollar);
        scene.Pay(0, depositor, mixer, 1_000 * Money.Dollar, "deposit");
        scene.Pay(1.3, depositor, mixer, 1_000 * Money.Dollar, "deposit");
        scene.Pay(scene.Draws.Between(50, 120), mixer, scene.Newcomer(), 995 * Money.Dollar, "withdrawal");
    }

    /// <summary>A shop sells tickets: 26 people pay it exactly $100 within three days.</summary>
    public static void TicketSale(Scene scene)
    {
        var shop = scene.World.People.Merchants[scene.Ordinal % Math.Min(8, scene.World.People.Merchants.Count)];
        for (var i = 0; i < 26; i++)
        {
            scene.PayFromSomebody(i * 2.6, shop, 100 * Money.Dollar, "ticket");
        }
    }
}
