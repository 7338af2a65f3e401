namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Typologies 5 to 7: mixers, what comes out of them, and wallets that are used once.</summary>
internal static class Mixing
{
    /// <summary>5: some deposits of one denomination into a labelled mixer, which pays somebody new days later. Every third: a pool without a label, known by 22 to 34 equal deposits within a week.</summary>
    public static void Deposit(Scene scene)
    {
        var denomination = scene.Draws.OneOf<int>([100, 1_000, 10_000]) * Money.Dollar;
        if (scene.Ordinal % 3 == 2)
        {
            var pool = scene.Known(20);
            scene.Subject(pool);
            scene.Bad(pool, "mixer");
            for (int i = 0, count = scene.Whole(22, 34); i < count; i++)
            {
                scene.Pay((i * 4) + scene.Hours(0, 3), scene.Person(scene.Hours(2, 60), denomination), pool, denomination, "deposit of the pool's denomination");
            }

            return;
        }

        var times = scene.Whole(1, 5);
        var (mixer, depositor) = (Mixer(scene), scene.Known(scene.Hours(1, 60), times * denomination));
        scene.Subject(depositor);
        for (var i = 0; i < times; i++)
        {
            scene.Pay(i * scene.Hours(0.2, 6), depositor, mixer, denomination, "deposit");
        }

        scene.Pay(scene.Hours(32, 130), mixer, scene.Fresh(), times * denomination * 99 / 100, "withdrawal");
    }

    /// <summary>Lawful: a labelled shop sells tickets at one price to 24 people within days.</summary>
    public static void TicketSale(Scene scene)
    {
        var shop = Fans.Shop(scene);
        scene.Subject(shop);
        var price = scene.Draws.OneOf<int>([50, 100, 1_000]) * Money.Dollar;
        for (int i = 0, count = scene.Whole(21, 26); i < count; i++)
        {
            scene.Pay(i * 3.5, scene.Person(scene.Hours(5, 60), price), shop, price, "ticket");
        }
    }

    /// <summary>6: a mixer pays a customer of the issuer, at once or over another address, who redeems within three days.</summary>
    public static void WithdrawalRedeemed(Scene scene)
    {
        var sum = scene.Usd(6_000, 60_000);
        var (mixer, customer) = (Mixer(scene), scene.Known(scene.Hours(2, 60)));
        scene.Subject(customer);
        scene.PayOrdinarily(-scene.Hours(30, 200), scene.Known(40, sum * 2, 300), mixer, sum * 2);
        var (at, hour) = (mixer, 0.0);
        if (scene.Ordinal % 2 == 1)
        {
            at = scene.Fresh();
            scene.Pay(0, mixer, at, sum, "withdrawal");
            hour = scene.Hours(0.2, 10);
        }

        scene.Pay(hour, at, customer, sum, "to a customer");
        scene.Redeem(hour + scene.Hours(1, 50), customer, sum * 98 / 100);
    }

    /// <summary>Lawful: the money comes from a labelled pool, to a customer of long standing.</summary>
    public static void PoolRedeemed(Scene scene)
    {
        var sum = scene.Usd(6_000, 24_000);
        var customer = scene.Known(scene.Hours(60, 150));
        scene.Subject(customer);
        scene.Pay(0, scene.Dex(), customer, sum, "from a pool");
        scene.Redeem(scene.Hours(1, 50), customer, sum * 98 / 100);
    }

    /// <summary>7: one source funds 12 to 18 wallets within hours, each of which receives once, sends once and is gone within a day.</summary>
    public static void SingleUse(Scene scene)
    {
        var count = scene.Whole(12, 18);
        var part = scene.Usd(600, 6_000);
        var source = scene.Known(scene.Hours(3, 40), count * part);
        scene.Subject(source);
        scene.Bad(source, "mixer");
        int[] ends = [scene.Fresh(), scene.Fresh(), scene.Fresh()];
        for (var i = 0; i < count; i++)
        {
            var once = scene.Fresh();
            var sum = part * scene.Whole(70, 99) / 100;
            var hour = i * 0.1;
            scene.Pay(hour, source, once, sum, "into a wallet that is used once");
            scene.Pay(hour + scene.Hours(2, 20), once, ends[i % 3], sum, "out of it");
        }

        scene.Suspect(ends[0]);
    }

    /// <summary>Lawful: a labelled payment desk pays as many deposit addresses of an exchange, which sweeps each.</summary>
    public static void DepositAddresses(Scene scene)
    {
        var count = scene.Whole(12, 15);
        var source = scene.Service(AccountKind.Nested, "payment", "Payout desk");
        scene.Ordinarily(-900, source, Money.Dollar * 500);
        scene.Ordinarily(-30, source, count * 5_000 * Money.Dollar);
        scene.Subject(source);
        for (var i = 0; i < count; i++)
        {
            var (deposit, sum) = (scene.Deposit(), scene.Usd(600, 4_900));
            scene.Pay(i * 0.1, source, deposit, sum, "payout");
            scene.Put((i * 0.1) + scene.Hours(1, 12), new Due(0, Deed.Sweep, deposit, scene.Hot(), sum, scene.Truth("sweep")));
        }
    }

    private static int Mixer(Scene scene) => scene.Draws.OneOf(scene.World.People.Mixers[scene.Chain]);
}
