namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Typologies 32 and 33: over bridges to other chains.</summary>
internal static class Bridging
{
    /// <summary>32: an address of days receives $11,000 and more and sends nine tenths over a bridge within half an hour.</summary>
    public static void Hop(Scene scene)
    {
        var sum = scene.Usd(11_000, 120_000);
        var there = (byte)((scene.Chain + scene.Whole(1, 4)) % MarketChain.Count);
        var (subject, arrival) = (scene.Person(scene.Hours(0.5, 4), 40 * Money.Dollar), scene.Fresh(there));
        scene.Subject(subject);
        var on = sum * scene.Whole(86, 99) / 100;
        scene.Pay(0, scene.Known(40, sum), subject, sum, "in");
        scene.Bridge(scene.Evades ? scene.Hours(2, 20) : scene.Hours(0.08, 0.45), subject, arrival, on, "bridge");
        scene.Pay(scene.Evades ? 30 : 2, arrival, scene.Fresh(there), on * 97 / 100, "out");
        scene.Suspect(arrival);
    }

    /// <summary>Lawful: a wallet of months takes what it drew from an exchange to another chain.</summary>
    public static void OldCustomer(Scene scene)
    {
        var sum = scene.Usd(11_000, 120_000);
        var subject = scene.Known(scene.Hours(60, 150));
        scene.Subject(subject);
        scene.Fund(0, subject, sum, "withdrawal");
        scene.Bridge(scene.Hours(0.08, 0.45), subject, scene.OwnOn(subject, (byte)((scene.Chain + 1) % MarketChain.Count)), sum * 95 / 100, "bridge");
    }

    /// <summary>33: one owner is on three or four chains within a day, under one address, with seven tenths and more of $11,000 to $200,000.</summary>
    public static void Chains(Scene scene)
    {
        var sum = scene.Usd(11_000, 200_000);
        var first = (byte)(scene.Chain % MarketChain.Tron);
        var owner = scene.Fresh(first);
        scene.Subject(owner);
        scene.Ordinarily(-24 * scene.Hours(0.5, 20), owner, 40 * Money.Dollar);
        var victim = scene.Fresh(first);
        scene.Ordinarily(-24 * 40, victim, 90 * Money.Dollar);
        scene.Ordinarily(-30, victim, sum);
        scene.Pay(0, victim, owner, sum, "in");
        Visit(scene, owner, first, sum, scene.Whole(2, 3));
    }

    /// <summary>Lawful: a labelled trading firm levels its stocks on three chains.</summary>
    public static void MarketMaker(Scene scene)
    {
        var sum = scene.Usd(11_000, 200_000);
        var first = (byte)(scene.Chain % MarketChain.Tron);
        var owner = scene.Fresh(first);
        scene.World.Known.Add(owner, "market_maker", "Trading firm on several chains");
        scene.Subject(owner);
        scene.Ordinarily(-24 * 100, owner, 40 * Money.Dollar);
        scene.Fund(0, owner, sum, "in");
        Visit(scene, owner, first, sum, 2);
    }

    // Each chain on: nearly all of it, hours later, to the same address there.
    private static void Visit(Scene scene, int owner, byte first, long sum, int hops)
    {
        scene.TakeTime(22);
        var (at, chain, hour) = (owner, first, scene.Hours(0.2, 2));
        for (var i = 0; i < hops; i++)
        {
            chain = (byte)((chain + 1) % MarketChain.Tron);
            var next = scene.Twin(owner, chain);
            sum = sum * scene.Whole(93, 99) / 100;
            scene.Bridge(hour, at, next, sum, "bridge");
            (at, hour) = (next, hour + scene.Hours(1, 6));
        }

        scene.Pay(hour, at, scene.Fresh(chain), sum * 97 / 100, "out");
    }
}
