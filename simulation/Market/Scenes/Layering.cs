namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Typologies 14, 16, 17, 18 and 19: money that is moved to be lost sight of.</summary>
internal static class Layering
{
    /// <summary>14: one pays three to seven, who pay one, nearly everything, within two days.</summary>
    public static void ScatterGather(Scene scene)
    {
        var (count, part) = (scene.Whole(3, 7), scene.Usd(2_000, 25_000));
        var (source, end) = (scene.Known(scene.Hours(8, 70), count * part * 11 / 10), scene.Known(scene.Hours(4, 40)));
        scene.Subject(end);
        scene.TakeTime(44);
        for (var i = 0; i < count; i++)
        {
            var (between, sum) = (scene.Ordinal % 2 == 0 ? scene.Fresh() : scene.Known(7), part * scene.Whole(80, 110) / 100);
            var hour = scene.Hours(0, 10);
            scene.Pay(hour, source, between, sum, "scattered");
            scene.Layer(hour + scene.Hours(1, 30), between, end, sum * scene.Whole(85, 99) / 100, "gathered");
        }

        scene.Suspect(end);
    }

    /// <summary>Lawful: the same through labelled pools.</summary>
    public static void Pools(Scene scene)
    {
        var (count, part) = (scene.Whole(3, 5), scene.Usd(2_000, 9_000));
        var (source, end) = (scene.Known(scene.Hours(8, 70), count * part), scene.Known(scene.Hours(4, 40)));
        scene.Subject(end);
        foreach (var (pool, i) in scene.Draws.Some(scene.World.People.Dexes[scene.Chain], count).Select((pool, i) => (pool, i)))
        {
            scene.Pay(i * 2, source, pool, part, "into a pool");
            scene.Pay((i * 2) + scene.Hours(0.1, 30), pool, end, part * 97 / 100, "out of a pool");
        }
    }

    /// <summary>16: four to eight hops, each to an address made for it, each peeling 1 % to 18 % off, at most five hours apart.</summary>
    public static void PeelChain(Scene scene)
    {
        var sum = scene.Usd(20_000, 250_000);
        var at = scene.Known(scene.Hours(3, 50), sum);
        scene.Subject(at);
        scene.TakeTime(40);
        var hour = 0.0;
        for (int hop = 0, hops = scene.Whole(4, 8); hop < hops; hop++)
        {
            var next = scene.Fresh();
            var on = sum * scene.Whole(82, 98) / 100;
            scene.Layer(hour, at, next, on, "hop");
            scene.Pay(hour + scene.Hours(0.05, 0.4), at, hop % 2 == 0 ? scene.Deposit() : scene.Fresh(), (sum - on) * 95 / 100, "peel");
            (at, sum, hour) = (next, on, hour + scene.Hours(0.5, 5));
        }

        scene.Suspect(at);
    }

    /// <summary>Lawful: a labelled exchange moves its own to labelled wallets of its own, four and more in a row.</summary>
    public static void HotToCold(Scene scene)
    {
        var sum = scene.Usd(30_000, 250_000);
        var at = scene.Hot();
        scene.Subject(at);
        for (int hop = 0, hops = scene.Whole(4, 6); hop < hops; hop++)
        {
            var next = scene.Service(AccountKind.HotWallet, "exchange", $"{Services.Exchange(scene.Chain, scene.Ordinal)}, cold wallet {hop + 1}");
            scene.Pay(hop * 3, at, next, sum, "hop");
            if (hop > 0)
            {
                scene.Pay((hop * 3) + 0.5, at, scene.Hot(), sum / 0x40, "change");
            }

            (at, sum) = (next, sum * 97 / 100);
        }
    }

    /// <summary>17: $3,000 to $60,000 go round three to six wallets and come back within three days, hardly less.</summary>
    public static void Cycle(Scene scene)
    {
        var (length, sum) = (scene.Whole(3, 6), scene.Usd(3_000, 60_000));
        var first = scene.Known(scene.Hours(6, 70), sum);
        scene.Subject(first);
        scene.TakeTime(70);
        var (at, hour) = (first, 0.0);
        for (var i = 1; i <= length; i++)
        {
            var next = i == length ? first : scene.Known(scene.Hours(3, 40));
            scene.Pay(hour, at, next, sum, "round");
            (at, sum, hour) = (next, sum * scene.Whole(92, 99) / 100, hour + scene.Hours(0.5, 11));
        }

        scene.Suspect(first);
    }

    /// <summary>Lawful: labelled trading firms and labelled pools, within the hour.</summary>
    public static void Arbitrage(Scene scene)
    {
        var (one, other) = (scene.Service(AccountKind.MarketMaker, "market_maker", "Trading firm"), scene.Service(AccountKind.MarketMaker, "market_maker", "Other trading firm"));
        var sum = scene.Usd(3_000, 60_000);
        scene.Ordinarily(-40, one, sum + Money.Dollar);
        scene.Subject(one);
        var (here, there) = (scene.Dex(), scene.Dex());
        scene.Pay(0, one, here, sum, "swap");
        scene.Pay(0.05, here, other, sum, "swap");
        scene.Pay(0.1, other, there, sum, "swap");
        scene.Pay(0.15, there, one, sum * 101 / 100, "swap");
    }

    /// <summary>18: two wallets pay each other six to ten times within a day and nothing is left of it.</summary>
    public static void PingPong(Scene scene)
    {
        var sum = scene.Usd(1_500, 40_000);
        Rally(scene, scene.Known(scene.Hours(6, 60), sum * 11 / 10), scene.Known(scene.Hours(6, 60), sum / 5), sum, 2 * scene.Whole(3, 5));
    }

    /// <summary>Lawful: two labelled trading firms do.</summary>
    public static void MarketMakers(Scene scene)
    {
        var sum = scene.Usd(1_500, 40_000);
        var (one, other) = (scene.Service(AccountKind.MarketMaker, "market_maker", "Trading firm"), scene.Service(AccountKind.MarketMaker, "market_maker", "Other trading firm"));
        scene.Ordinarily(-50, one, sum * 11 / 10);
        scene.Ordinarily(-50, other, sum / 5);
        Rally(scene, one, other, sum, 2 * scene.Whole(3, 5));
    }

    private static void Rally(Scene scene, int one, int other, long sum, int times)
    {
        scene.Subject(one);
        scene.Subject(other);
        scene.TakeTime(22);
        for (var i = 0; i < times; i++)
        {
            scene.Pay(i * (22.0 / times), i % 2 == 0 ? one : other, i % 2 == 0 ? other : one, sum * scene.Whole(99, 101) / 100, "to and fro");
        }
    }

    /// <summary>19: three or four wallets pay each of three or four others, who pay one, within three days.</summary>
    public static void Stack(Scene scene)
    {
        var (upper, lower) = (Wallets(scene, scene.Whole(3, 4)), Wallets(scene, scene.Whole(3, 4)));
        scene.TakeTime(70);
        Across(scene, upper, lower, scene.Known(12), "layer");
    }

    /// <summary>Lawful: labelled wallets of trading firms and exchanges settle with one another.</summary>
    public static void ExchangeNetwork(Scene scene)
    {
        List<int> Labelled(string name) => [.. Enumerable.Range(0, 3).Select(i => scene.Service(AccountKind.MarketMaker, "market_maker", $"{name} {i + 1}"))];
        Across(scene, Labelled("Settlement"), Labelled("Clearing"), scene.Hot(), "settlement");
    }

    private static void Across(Scene scene, List<int> upper, List<int> lower, int end, string role)
    {
        var part = scene.Usd(1_500, 12_000);
        foreach (var (from, i) in upper.Select((from, i) => (from, i)))
        {
            scene.Ordinarily(-scene.Hours(20, 60), from, part * lower.Count * 11 / 10);
            scene.Subject(from);
            for (var j = 0; j < lower.Count; j++)
            {
                scene.Pay((i * 4) + (j * 1.5), from, lower[j], part * scene.Whole(85, 110) / 100, role);
            }
        }

        foreach (var from in lower)
        {
            scene.Pay(scene.Hours(24, 68), from, end, scene.Left(from) * 9 / 10, role);
        }
    }

    private static List<int> Wallets(Scene scene, int count) => [.. Enumerable.Range(0, count).Select(_ => scene.Known(scene.Hours(3, 30)))];
}
