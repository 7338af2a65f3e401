namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Typologies 40 and 41: ransom and the proceeds of a theft.</summary>
internal static class Theft
{
    private static readonly int[] demands = [50_000, 75_000, 100_000, 150_000, 250_000, 400_000];

    /// <summary>40: a wallet is made for one payment near a usual demand, drawn from an exchange; it is split, and reaches an exchange of ill repute within three hops.</summary>
    public static void Ransom(Scene scene)
    {
        var sum = scene.Draws.OneOf(demands) * Money.Dollar * scene.Whole(97, 102) / 100;
        var (victim, gang) = (scene.Fresh(), scene.Fresh());
        scene.Subject(victim);
        scene.Subject(gang);
        scene.Bad(gang, "ransomware", 30);
        scene.Fund(0, victim, sum, "drawn for the ransom");
        scene.Pay(scene.Hours(0.5, 12), victim, gang, sum, "ransom");
        scene.TakeTime(36);
        var parts = scene.Whole(2, 4);
        for (var i = 0; i < parts; i++)
        {
            var (share, end) = (scene.Fresh(), scene.Service(AccountKind.Deposit, "exchange", "Nightjar Exchange (no licence), deposit address"));
            scene.Layer(14 + i, gang, share, sum * 98 / 100 / parts, "share");
            scene.Pay(20 + (i * scene.Hours(1, 5)), share, end, sum * 97 / 100 / parts, "to an exchange of ill repute");
        }
    }

    /// <summary>Lawful: a company's new wallet pays one invoice of a labelled shop.</summary>
    public static void Invoice(Scene scene)
    {
        var sum = scene.Usd(40_000, 300_000);
        var (payer, shop) = (scene.Fresh(), Fans.Shop(scene));
        scene.Subject(payer);
        scene.Fund(0, payer, sum, "drawn for an invoice");
        scene.Pay(scene.Hours(0.5, 12), payer, shop, sum, "invoice");
    }

    /// <summary>41: four tenths and more of a contract's balance leave within ten minutes for an address of hours, and scatter from there to mixers, bridges and exchanges.</summary>
    public static void Exploit(Scene scene)
    {
        var held = scene.Usd(500_000, 6_000_000);
        var (protocol, thief) = (scene.Service(AccountKind.Dex, "defi", "Lending pool"), scene.Fresh());
        scene.Ordinarily(-24 * 60, protocol, 100 * Money.Dollar);
        scene.Ordinarily(-24 * 50, protocol, held);
        scene.Subject(thief);
        scene.Bad(thief, "theft", 1);
        var (times, stolen) = (scene.Whole(1, 4), held * scene.Whole(45, 95) / 100);
        for (var i = 0; i < times; i++)
        {
            scene.Pay(i * 0.04, protocol, thief, stolen / times, "stolen");
        }

        scene.TakeTime(36);
        var parts = scene.Whole(4, 8);
        var part = stolen / times * times / parts;
        for (var i = 0; i < parts; i++)
        {
            var share = scene.Fresh();
            scene.Layer(1 + (i * 0.5), thief, share, part, "share");
            Away(scene, 6 + (i * scene.Hours(1, 4)), share, part * 99 / 100, i);
        }
    }

    /// <summary>Lawful: an announced migration moves all of a labelled contract into a labelled one of weeks.</summary>
    public static void Migration(Scene scene)
    {
        var held = scene.Usd(500_000, 6_000_000);
        var (old, successor) = (scene.Service(AccountKind.Dex, "defi", "Lending pool, first version"), scene.Service(AccountKind.Dex, "defi", "Lending pool, second version"));
        scene.Ordinarily(-24 * 60, old, held);
        scene.Ordinarily(-24 * 20, successor, 100 * Money.Dollar);
        scene.Subject(successor);
        for (var i = 0; i < 4; i++)
        {
            scene.Pay(i * 0.04, old, successor, held / 4, "migration");
        }
    }

    private static void Away(Scene scene, double hour, int from, long sum, int turn)
    {
        switch (turn % 3)
        {
            case 0:
                scene.Pay(hour, from, scene.Draws.OneOf(scene.World.People.Mixers[scene.Chain]), sum.ToMultipleOf(10_000 * Money.Dollar), "into a mixer");
                break;
            case 1:
                scene.Bridge(hour, from, scene.Fresh((byte)((scene.Chain + 1) % MarketChain.Count)), sum, "over a bridge");
                break;
            default:
                scene.Pay(hour, from, scene.Deposit(), sum, "into an exchange");
                break;
        }
    }
}
