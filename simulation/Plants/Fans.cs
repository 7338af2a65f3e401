namespace Usd1Compliance.Simulation.Plants;

/// <summary>Typologies 12 and 13: many into one, one into many.</summary>
internal static class Fans
{
    /// <summary>28 strangers pay one private wallet within 20 hours, which sends the sum on the next day.</summary>
    public static void FanIn(Scene scene)
    {
        var collector = scene.Known(days: 9);
        for (var i = 0; i < 28; i++)
        {
            scene.PayFromSomebody(i * 0.7, collector, scene.Draws.Between(42_000, 110_000) * Money.Cent, "in");
        }

        var next = scene.Newcomer();
        scene.Do(27, () => scene.World.Book.Pay(collector, next, scene.World.Accounts.BalanceOf(collector) * 4 / 5, scene.Truth("out")));
        scene.Suspect(28, next);
    }

    /// <summary>A shop has its sale: 34 customers within 20 hours.</summary>
    public static void SaleDay(Scene scene)
    {
        var shop = scene.World.People.Merchants[(10 + scene.Ordinal) % scene.World.People.Merchants.Count];
        for (var i = 0; i < 34; i++)
        {
            scene.PayFromSomebody(i * 0.6, shop, scene.Draws.Between(20_000, 90_000) * Money.Cent, "purchase");
        }
    }

    /// <summary>A wallet three hours old pays 26 new ones nearly the same, within four hours.</summary>
    public static void FanOut(Scene scene)
    {
        var distributor = scene.Newcomer();
        var share = scene.Draws.Between(700, 1_500) * Money.Dollar;
        scene.Fund(-3, distributor, 27 * share);
        for (var i = 0; i < 26; i++)
        {
            scene.Pay(i * 0.15, distributor, scene.Newcomer(), (share * scene.Draws.Between(92, 103) / 100).ToMultipleOf(Money.Cent), "out");
        }

        scene.Suspect(6, distributor);
    }

    /// <summary>An employer pays 26 people the same bonus within two hours.</summary>
    public static void Wages(Scene scene)
    {
        var people = scene.World.People;
        var employer = people.Payrolls[scene.Ordinal % people.Payrolls.Count];
        var bonus = scene.Draws.Between(500, 1_500) * Money.Dollar;
        scene.Fund(-3, employer, 26 * bonus);
        for (var i = 0; i < 26; i++)
        {
            var place = 10 + (i * 7);
            scene.Do(i * 0.07, () => scene.World.Book.Pay(employer, people.Retail[place % people.Retail.Count], bonus, scene.Truth("bonus")));
        }
    }
}
