namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Typologies 29, 30, 31, 34 and 35: what a wallet's habits give away.</summary>
internal static partial class Mules
{
    /// <summary>29: after three weeks of one small payment a day, ten payments of thousands within an hour.</summary>
    public static void Velocity(Scene scene)
    {
        var (wallet, friend) = (scene.Known(50, Usd(60_000), 200), scene.Known(60));
        scene.Subject(wallet);
        for (var day = 0; day < 20; day++)
        {
            scene.PayOrdinarily((day * 24) + scene.Hours(0, 6), wallet, friend, scene.Usd(20, 90));
        }

        for (int i = 0, count = scene.Whole(8, 12); i < count; i++)
        {
            scene.Pay(485 + (i * 0.08), wallet, scene.Known(9), scene.Usd(1_500, 4_500), "burst");
        }
    }

    /// <summary>Lawful: a labelled payment desk has its burst every week.</summary>
    public static void BusyDesk(Scene scene)
    {
        var desk = scene.Service(AccountKind.Nested, "payment", "Weekly payout desk");
        scene.Ordinarily(-900, desk, Usd(500));
        scene.Ordinarily(-30, desk, Usd(120_000));
        scene.Subject(desk);
        for (var week = 0; week < 3; week++)
        {
            for (var i = 0; i < 8; i++)
            {
                scene.Pay((week * 168) + (i * 0.08), desk, scene.Known(9), scene.Usd(1_500, 4_500), "weekly payout");
            }
        }
    }

    /// <summary>30: 11 to 14 payments over nine days, nearly all whole thousands.</summary>
    public static void RoundSums(Scene scene)
    {
        var sender = scene.Known(15, Usd(120_000), 30);
        scene.Subject(sender);
        for (int i = 0, count = scene.Whole(11, 14); i < count; i++)
        {
            scene.Pay(i * 16, sender, scene.Known(5), i == 4 || scene.Evades ? scene.Usd(1_000, 6_000) : Usd(1_000 * scene.Whole(1, 7)), "round sum");
        }
    }

    /// <summary>Lawful: four of ten are whole thousands: a habit, and no pattern.</summary>
    public static void FewRoundSums(Scene scene)
    {
        var sender = scene.Known(15, Usd(60_000), 30);
        scene.Subject(sender);
        for (var i = 0; i < 10; i++)
        {
            scene.Pay(i * 18, sender, scene.Known(5), i % 5 < 2 ? Usd(1_000 * scene.Whole(1, 5)) : scene.Usd(200, 1_900), i % 5 < 2 ? "round sum" : "other sum");
        }
    }

    /// <summary>31: an unlabelled machine pays 34 to 40 times on the beat.</summary>
    public static void Clockwork(Scene scene) => Beat(scene, scene.Known(20, Usd(9_000), 30));

    /// <summary>Lawful: a labelled trading firm's machine.</summary>
    public static void LabelledClockwork(Scene scene)
    {
        var machine = scene.Service(AccountKind.MarketMaker, "market_maker", "Machine of trading firm");
        scene.Ordinarily(-30, machine, Usd(9_000));
        Beat(scene, machine);
    }

    private static void Beat(Scene scene, int machine)
    {
        scene.Subject(machine);
        var (beat, to, sum) = (scene.Hours(1, 3), scene.Known(30), scene.Usd(20, 180));
        for (int i = 0, count = scene.Whole(34, 40); i < count; i++)
        {
            scene.Pay((i * beat) + scene.Hours(0, beat * (scene.Evades ? 0.6 : 0.01)), machine, to, sum * scene.Whole(96, 104) / 100, "on the beat");
        }
    }

    /// <summary>34: 205 to 235 people pay an unlabelled address within 25 days, which pays every other day into one deposit address of an exchange.</summary>
    public static void NestedExchange(Scene scene) => Collect(scene, scene.Known(40));

    /// <summary>Lawful: a labelled acquirer of shops.</summary>
    public static void Acquirer(Scene scene)
    {
        var acquirer = scene.Service(AccountKind.Merchant, "merchant", "Acquirer");
        scene.Ordinarily(-2_300, acquirer, Usd(2_000));
        Collect(scene, acquirer);
    }

    private static void Collect(Scene scene, int nested)
    {
        scene.Subject(nested);
        var (count, deposit) = (scene.Whole(205, 235), scene.Deposit());
        var pending = 0L;
        for (var i = 0; i < count; i++)
        {
            var (hour, sum) = (i * (595.0 / count), scene.Usd(40, 1_500));
            scene.Pay(hour, scene.Person(scene.Hours(3, 90), sum), nested, sum, "from a client");
            pending += sum;
            if (i % 20 == 19)
            {
                scene.Pay(hour + 0.5, nested, deposit, pending, "deposit under one account");
                scene.Put(hour + 2, new Due(0, Deed.Sweep, deposit, scene.Hot(), pending, scene.Truth("sweep")));
                pending = 0;
            }
        }
    }

    /// <summary>35: somebody without a label buys from 52 to 60 people and sells to as many within 25 days, $50 to $5,000 each, by day, and holds nothing overnight.</summary>
    public static void Exchanger(Scene scene) => BuyAndSell(scene, scene.Known(50));

    /// <summary>Lawful: a labelled exchange's kiosk.</summary>
    public static void Kiosk(Scene scene) => BuyAndSell(scene, scene.Service(AccountKind.HotWallet, "exchange", "Kiosk"));

    private static void BuyAndSell(Scene scene, int dealer)
    {
        scene.Subject(dealer);
        var count = scene.Whole(52, 60);
        for (var i = 0; i < count; i++)
        {
            var sum = scene.Usd(50, 4_800);
            // 9 to 19 o'clock where he lives, wherever that is.
            var hour = (i * 25 / count * 24) + scene.Hours(0, 8);
            scene.Pay(hour, scene.Person(scene.Hours(3, 90), sum), dealer, sum, "bought");
            scene.Pay(hour + scene.Hours(0.2, 2), dealer, scene.Known(scene.Hours(2, 30)), sum * 97 / 100, "sold");
        }
    }
}
