namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Typologies 42 to 44: around the issuer's own freezes.</summary>
internal static class Freezing
{
    /// <summary>42: the issuer proposes a freeze, and before it is carried out the address empties itself in one to three payments.</summary>
    public static void Runs(Scene scene)
    {
        var (runner, sum, gap) = (scene.Known(scene.Hours(3, 40)), scene.Usd(15_000, 300_000), Gap(scene));
        scene.Subject(runner);
        scene.Bad(runner, "scam");
        scene.Pay(-scene.Hours(2, 40), scene.Known(90, sum, 60), runner, sum, "in");
        var parts = scene.Whole(1, 3);
        for (var i = 0; i < parts; i++)
        {
            scene.Pay(gap * (0.2 + (0.6 * i / parts)), runner, scene.Fresh(), sum * 99 / 100 / parts, "run");
        }

        scene.Freeze(0, gap, runner);
    }

    /// <summary>Lawful: a labelled deposit address that the proposed one had paid is swept in the meantime, as always.</summary>
    public static void SweptMeanwhile(Scene scene)
    {
        var (proposed, deposit, gap, sum) = (scene.Known(scene.Hours(3, 40)), scene.Deposit(), Gap(scene), scene.Usd(15_000, 300_000));
        scene.Subject(deposit);
        scene.Ordinarily(-30, proposed, sum);
        scene.Pay(-1, proposed, deposit, sum * 9 / 10, "deposit");
        scene.Put(gap / 2, new Due(0, Deed.Sweep, deposit, scene.Hot(), sum * 9 / 10, scene.Truth("sweep")));
        scene.Freeze(0, gap, proposed);
    }

    /// <summary>43: somebody pays an address that is frozen, twice and more.</summary>
    public static void PaysAFrozen(Scene scene)
    {
        var (frozen, times) = (scene.Known(scene.Hours(3, 40)), scene.Whole(2, 3));
        var payer = scene.Known(scene.Hours(10, 60), times * 5_000 * Money.Dollar);
        scene.Subject(payer);
        scene.Bad(frozen, "scam", -200);
        scene.Freeze(-60, -50, frozen, labelled: false);
        for (var i = 0; i < times; i++)
        {
            scene.Pay(i * scene.Hours(3, 20), payer, frozen, scene.Usd(400, 4_900), "to a frozen address");
        }
    }

    /// <summary>Lawful: the address was released days before.</summary>
    public static void PaysAReleased(Scene scene)
    {
        var released = scene.Known(scene.Hours(30, 60));
        var payer = scene.Known(scene.Hours(10, 60), 10_000 * Money.Dollar);
        scene.Subject(payer);
        scene.Freeze(-300, -290, released, labelled: false);
        scene.Unfreeze(-60, released);
        for (var i = 0; i < 2; i++)
        {
            scene.Pay(i * scene.Hours(3, 20), payer, released, scene.Usd(400, 4_900), "to a released address");
        }
    }

    /// <summary>44: two addresses are funded by one and pay into one; the issuer freezes one of them, and the other goes on.</summary>
    public static void Sibling(Scene scene)
    {
        var (source, into) = (scene.Known(scene.Hours(5, 50), 90_000 * Money.Dollar, 130), scene.Known(12));
        var (frozen, sibling) = (scene.Fresh(), scene.Fresh());
        scene.Subject(sibling);
        scene.Bad(source, "scam");
        Both(scene, -100, source, frozen, into);
        Both(scene, -98, source, sibling, into);
        scene.Freeze(-20, -10, frozen, labelled: false);
        Both(scene, 0, source, sibling, into);
    }

    /// <summary>Lawful: two customers of one exchange share nothing but that.</summary>
    public static void SameExchange(Scene scene)
    {
        var deposit = scene.Deposit();
        var (frozen, other) = (scene.Known(30), scene.Known(30));
        scene.Subject(other);
        foreach (var account in (int[])[frozen, other])
        {
            var sum = scene.Usd(3_000, 20_000);
            scene.Fund(-100, account, sum, "withdrawal");
            scene.Pay(-90, account, deposit, sum * 9 / 10, "deposit");
        }

        scene.Freeze(-20, -10, frozen, labelled: false);
        scene.Fund(0, other, scene.Usd(3_000, 9_000), "withdrawal");
    }

    private static void Both(Scene scene, double hour, int source, int account, int into)
    {
        var sum = scene.Usd(5_000, 28_000);
        scene.Pay(hour, source, account, sum, "from the shared source");
        scene.Pay(hour + scene.Hours(0.5, 12), account, into, sum * 95 / 100, "into the shared sweep");
    }

    private static double Gap(Scene scene) => Math.Clamp(
        PortableMath.Exp(PortableMath.Log(scene.Chain == MarketChain.Tron ? 2.6 : 5.0) + (0.8 * PortableMath.NormalQuantile(scene.Draws.Unit()))), 0.5, 36);
}
