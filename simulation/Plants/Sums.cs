namespace Usd1Compliance.Simulation.Plants;

/// <summary>Typologies 8 and 30: what the size of the sums gives away.</summary>
internal static class Sums
{
    /// <summary>Four or five payments within a day, each a little below a limit of $10,000 or $3,000. Every third is seen from the side that receives.</summary>
    public static void Structuring(Scene scene)
    {
        var limit = scene.Ordinal % 3 == 1 ? 3_000 : 10_000;
        var times = (int)scene.Draws.Between(4, 5);
        var sums = Enumerable.Range(0, times).Select(_ => scene.Draws.Between(limit * 85L, (limit * 100L) - 1) * Money.Cent).ToList();
        var receiver = scene.Known(days: 25);
        if (scene.Ordinal % 3 == 2)
        {
            for (var i = 0; i < times; i++)
            {
                var friend = scene.Known(days: 9);
                scene.Ordinarily(-5, friend, sums[i]);
                scene.Pay(i * 4.5, friend, receiver, sums[i], "below the limit");
            }

            return;
        }

        var sender = scene.Known(days: 40);
        for (var i = 0; i < times; i++)
        {
            scene.Fund(-50 - i, sender, sums[i]);
            scene.Pay(i * 4.5, sender, scene.Ordinal % 2 == 0 ? receiver : scene.Known(days: 6), sums[i], "below the limit");
        }
    }

    /// <summary>Four payments below the limit to the same landlord, but a day and more apart: never three in 24 hours.</summary>
    public static void DailyRent(Scene scene)
    {
        var (tenant, landlord) = (scene.Known(days: 40), scene.Known(days: 60));
        for (var i = 0; i < 4; i++)
        {
            var sum = scene.Draws.Between(8_500, 9_900) * Money.Dollar;
            scene.Ordinarily(-60 - (9 * i), tenant, sum);
            scene.Pay((i * 25) - 75, tenant, landlord, sum, "rent");
        }
    }

    /// <summary>Twelve payments over nine days, each a whole number of thousands.</summary>
    public static void RoundSums(Scene scene)
    {
        var sender = scene.Known(days: 15);
        for (var i = 0; i < 12; i++)
        {
            var sum = scene.Draws.Between(1, 7) * 1_000 * Money.Dollar;
            scene.Fund((i * 18) - 9, sender, sum);
            scene.Pay(i * 18, sender, scene.Known(days: 5), sum, "round sum");
        }
    }

    /// <summary>Four of ten payments are whole thousands: a habit, and no pattern.</summary>
    public static void FewRoundSums(Scene scene)
    {
        var sender = scene.Known(days: 15);
        for (var i = 0; i < 10; i++)
        {
            var sum = i % 5 < 2 ? scene.Draws.Between(1, 5) * 1_000 * Money.Dollar : scene.Draws.Between(20_000, 190_000) * Money.Cent;
            scene.Ordinarily((i * 18) - 9, sender, sum);
            scene.Pay(i * 18, sender, scene.Known(days: 5), sum, i % 5 < 2 ? "round sum" : "other sum");
        }
    }
}
