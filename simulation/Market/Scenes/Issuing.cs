namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Typologies 20 to 23 and 45: what only the issuer can see.</summary>
internal static class Issuing
{
    /// <summary>20: a customer's first mint of $50,000 and more, nearly all of which is gone to private wallets or a bridge within a quarter of an hour.</summary>
    public static void MintAndRun(Scene scene)
    {
        var (customer, parts) = (scene.Fresh(), scene.Whole(2, 5));
        var part = scene.Usd(60_000, 400_000) / parts;
        scene.Subject(customer);
        scene.Mint(0, customer, part * parts);
        for (var i = 1; i <= parts; i++)
        {
            var hour = scene.Evades ? i * 1.5 : 0.22 * i / parts;
            if (scene.Ordinal % 2 == 1 && i == parts)
            {
                scene.Bridge(hour, customer, scene.Fresh((byte)((scene.Chain + 1) % MarketChain.Count)), part, "to a bridge");
            }
            else
            {
                scene.Layer(hour, customer, scene.Fresh(), part, "out");
            }
        }
    }

    /// <summary>Lawful: a known customer mints and hands all of it to an exchange within ten minutes.</summary>
    public static void MintForAnExchange(Scene scene)
    {
        var (customer, sum) = (Customer(scene), scene.Usd(60_000, 400_000));
        scene.Subject(customer);
        scene.Mint(0, customer, sum);
        scene.Pay(scene.Hours(0.05, 0.2), customer, scene.Hot(), sum, "to an exchange");
    }

    /// <summary>21: a customer of days redeems $25,000 and more, which an address of days had paid within the day.</summary>
    public static void NewAccountRedeems(Scene scene)
    {
        var (sum, parts) = (scene.Usd(27_000, 250_000), scene.Whole(1, 2));
        var customer = scene.Fresh();
        scene.Subject(customer);
        scene.Ordinarily(-24 * scene.Hours(1.5, 5), customer, 30 * Money.Dollar);
        scene.TakeTime(22);
        for (var i = 0; i < parts; i++)
        {
            var depositor = scene.Fresh();
            scene.Ordinarily(-24 * scene.Hours(2, 5), depositor, 25 * Money.Dollar);
            scene.Ordinarily(-scene.Hours(3, 20), depositor, sum / parts);
            scene.Pay(i * 2, depositor, customer, sum / parts, "to a customer");
        }

        scene.Redeem(scene.Hours(4, 20), customer, sum * scene.Whole(92, 99) / 100);
    }

    /// <summary>Lawful: a customer of months redeems what it held for three weeks.</summary>
    public static void OldAccountRedeems(Scene scene)
    {
        var sum = scene.Usd(27_000, 250_000);
        var customer = scene.Known(150, sum, scene.Hours(500, 800));
        scene.Subject(customer);
        scene.Redeem(0, customer, sum * 95 / 100);
    }

    /// <summary>22: one customer mints $100,000 and more, and within a week another one redeems as much, over at most four hops.</summary>
    public static void UnrelatedRedemption(Scene scene)
    {
        var sum = scene.Usd(110_000, 900_000);
        var (minting, redeeming) = (scene.Known(scene.Hours(20, 120)), scene.Known(scene.Hours(20, 120)));
        scene.Subject(redeeming);
        scene.Subject(minting);
        scene.Mint(0, minting, sum);
        scene.TakeTime(140);
        var (at, hour) = (minting, scene.Hours(2, 20));
        for (var hops = scene.Whole(1, 3); hops >= 0; hops--)
        {
            var next = hops == 0 ? redeeming : scene.Fresh();
            scene.Pay(hour, at, next, sum, "passed on");
            (at, hour) = (next, hour + scene.Hours(2, 30));
        }

        scene.Redeem(hour, redeeming, sum * scene.Draws.Between(992, 1_000) / 1_000);
    }

    /// <summary>Lawful: between the two stands a labelled desk, which both declared.</summary>
    public static void DeclaredDesk(Scene scene)
    {
        var sum = scene.Usd(110_000, 900_000);
        var desk = scene.Service(AccountKind.Nested, "payment", "Desk");
        scene.Ordinarily(-2_400, desk, scene.Usd(1_000, 5_000));
        var (minting, redeeming) = (scene.Known(scene.Hours(60, 150)), scene.Known(scene.Hours(60, 150)));
        scene.Subject(redeeming);
        scene.Mint(0, minting, sum);
        scene.Pay(5, minting, desk, sum, "to a desk");
        scene.Pay(5 + scene.Hours(0.2, 1), desk, redeeming, sum, "from a desk");
        scene.Redeem(50, redeeming, sum * 995 / 1_000);
    }

    /// <summary>23: a customer mints and redeems the same three or four times within a day.</summary>
    public static void Circular(Scene scene)
    {
        var (customer, times, sum) = (scene.Known(scene.Hours(20, 120)), scene.Whole(3, 4), scene.Usd(30_000, 500_000));
        scene.Subject(customer);
        scene.TakeTime(23);
        for (var i = 0; i < times; i++)
        {
            scene.Mint(i * (22.0 / times), customer, sum);
            scene.Redeem((i * (22.0 / times)) + scene.Hours(1, 4), customer, sum * scene.Draws.Between(990, 1_000) / 1_000);
        }
    }

    /// <summary>Lawful: twice, and much of it stays.</summary>
    public static void TwiceADay(Scene scene)
    {
        var (customer, sum) = (scene.Known(scene.Hours(60, 150)), scene.Usd(30_000, 500_000));
        scene.Subject(customer);
        for (var i = 0; i < 2; i++)
        {
            scene.Mint(i * 10, customer, sum);
            scene.Redeem((i * 10) + scene.Hours(2, 6), customer, sum * scene.Whole(55, 85) / 100);
        }
    }

    /// <summary>45: a mint by a stranger, a mint without an order, or a bridge's mint for which nothing was burned.</summary>
    public static void RogueMint(Scene scene)
    {
        var (to, sum) = (scene.Fresh(), scene.Usd(20_000, 900_000));
        scene.Subject(to);
        switch (scene.Ordinal % 3)
        {
            case 0:
                scene.MintAs(0, scene.Fresh(), to, sum, ordered: false, "mint by a stranger");
                break;
            case 1:
                scene.MintAs(0, scene.World.People.Minters[0][scene.Chain][0], to, sum, ordered: false, "mint without an order");
                break;
            default:
                scene.MintAs(0, scene.World.People.Bridges[0][scene.Chain], to, sum, ordered: false, "mint of a bridge that nothing was burned for");
                break;
        }
    }

    /// <summary>Lawful: the issuer's second minter mints under an order.</summary>
    public static void SecondMinter(Scene scene)
    {
        var customer = Customer(scene);
        scene.Subject(customer);
        scene.MintAs(0, scene.World.People.Minters[1][scene.Chain][0], customer, scene.Usd(20_000, 900_000), ordered: true, "mint under an order");
    }

    private static int Customer(Scene scene) => scene.Draws.OneOf(scene.World.People.Customers[scene.Chain]);
}
