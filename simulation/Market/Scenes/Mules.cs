namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Typologies 11, 12, 13, 15, 27 and 28: wallets through which money runs, and the age of wallets against what they move.</summary>
internal static partial class Mules
{
    /// <summary>11: a mule receives $11,000 and more once to three times and sends all of it on within 25 minutes.</summary>
    public static void PassThrough(Scene scene)
    {
        var (mule, collector) = (scene.Person(scene.Hours(4, 60), Usd(40)), scene.Known(scene.Hours(5, 40)));
        scene.Subject(mule);
        var times = scene.Whole(1, 3);
        scene.TakeTime(20);
        for (var i = 0; i < times; i++)
        {
            var sum = scene.Usd(11_000, 45_000);
            var hour = i * 6;
            scene.Pay(hour, scene.Known(60, sum), mule, sum, "in");
            if (scene.Evades)
            {
                scene.Layer(hour + scene.Hours(1, 3), mule, collector, sum * 97 / 100, "out");
                continue;
            }

            var first = sum * scene.Whole(30, 100) / 100;
            scene.Pay(hour + scene.Hours(0.05, 0.2), mule, collector, first, "out");
            if (first < sum)
            {
                scene.Pay(hour + scene.Hours(0.21, 0.42), mule, scene.Ordinal % 2 == 0 ? collector : scene.Fresh(), sum - first, "out");
            }
        }

        scene.Suspect(collector);
    }

    /// <summary>Lawful: a labelled deposit address of an exchange, swept a quarter of an hour later.</summary>
    public static void PromptSweep(Scene scene)
    {
        var (deposit, sum) = (scene.Deposit(), scene.Usd(11_000, 40_000));
        scene.Subject(deposit);
        scene.Pay(0, scene.Known(40, sum), deposit, sum, "deposit");
        scene.Put(scene.Hours(0.1, 0.4), new Due(0, Deed.Sweep, deposit, scene.Hot(), sum, scene.Truth("sweep")));
    }

    /// <summary>12: 22 to 34 people pay one private wallet within 20 hours, $10,000 and more in all, and the money goes on the next day.</summary>
    public static void FanIn(Scene scene)
    {
        var collector = scene.Known(scene.Hours(9, 60));
        scene.Subject(collector);
        scene.TakeTime(20);
        for (int i = 0, count = scene.Whole(22, 34); i < count; i++)
        {
            var sum = scene.Usd(520, 1_600);
            scene.Pay(i * (20.0 / count), scene.Person(scene.Hours(2, 80), sum), collector, sum, "in");
        }

        var next = scene.Fresh();
        scene.Pay(27, collector, next, scene.Left(collector) * 4 / 5, "out");
        scene.Suspect(next);
    }

    /// <summary>Lawful: a labelled shop of long standing has its sale.</summary>
    public static void SaleDay(Scene scene)
    {
        var shop = Fans.Shop(scene);
        scene.Subject(shop);
        for (int i = 0, count = scene.Whole(22, 34); i < count; i++)
        {
            var sum = scene.Usd(200, 900);
            scene.Pay(i * (20.0 / count), scene.Person(scene.Hours(2, 80), sum), shop, sum, "purchase");
        }
    }

    /// <summary>13: a wallet of hours pays 21 to 30 new ones nearly the same within five hours.</summary>
    public static void FanOut(Scene scene)
    {
        var (distributor, count, share) = (scene.Fresh(), scene.Whole(21, 30), scene.Usd(300, 1_500));
        scene.Subject(distributor);
        scene.Fund(-scene.Hours(1, 60), distributor, count * share * 11 / 10);
        scene.TakeTime(5);
        for (var i = 0; i < count; i++)
        {
            scene.Pay(i * (5.0 / count), distributor, scene.Fresh(), (share * scene.Whole(90, 108) / 100).ToMultipleOf(Money.Cent), "out");
        }

        scene.Suspect(distributor);
    }

    /// <summary>Lawful: a labelled employer pays its people, as it did a month before.</summary>
    public static void Wages(Scene scene)
    {
        var staff = Enumerable.Range(0, scene.Whole(21, 26)).Select(_ => (Person: scene.Person(90, Usd(30)), Wage: scene.Usd(1_900, 2_300))).ToList();
        var employer = Fans.Employer(scene, staff.Sum(each => each.Wage));
        scene.Subject(employer);
        for (var i = 0; i < staff.Count; i++)
        {
            scene.PayOrdinarily((-30 * 24) + (i * 0.05), employer, staff[i].Person, staff[i].Wage);
            scene.Pay(i * 0.05, employer, staff[i].Person, staff[i].Wage, "wages");
        }
    }

    /// <summary>15: six to nine people pay one wallet, which pays as many others, all within a day.</summary>
    public static void GatherScatter(Scene scene) => Through(scene, scene.Known(scene.Hours(5, 50)));

    /// <summary>Lawful: a labelled payment service does the same.</summary>
    public static void PaymentService(Scene scene)
    {
        var service = scene.Service(AccountKind.Nested, "payment", "Payment service");
        scene.Ordinarily(-2_400, service, scene.Usd(1_000, 5_000));
        Through(scene, service);
    }

    private static void Through(Scene scene, int node)
    {
        scene.Subject(node);
        scene.TakeTime(22);
        var (ins, outs) = (scene.Whole(6, 9), scene.Whole(6, 9));
        var total = 0L;
        for (var i = 0; i < ins; i++)
        {
            var sum = scene.Usd(900, 6_000);
            total += sum;
            scene.Pay(i * (9.0 / ins), scene.Person(scene.Hours(5, 60), sum), node, sum, "in");
        }

        for (var i = 0; i < outs; i++)
        {
            scene.Pay(10 + (i * (11.0 / outs)), node, scene.Known(4), total * scene.Whole(80, 98) / 100 / outs, "out");
        }
    }

    /// <summary>27: a wallet that slept for 190 days and more sends most of its $60,000 to $400,000 away.</summary>
    public static void Dormant(Scene scene)
    {
        var (sleeper, sum) = (scene.Fresh(), scene.Usd(60_000, 400_000));
        scene.Subject(sleeper);
        Asleep(scene, sleeper, sum);
        var first = sum * scene.Whole(60, 95) / 100;
        scene.Pay(0, sleeper, scene.Known(12), first, "out");
        scene.Pay(scene.Hours(0.5, 3), sleeper, scene.Fresh(), (sum - first) / 2, "out");
    }

    /// <summary>Lawful: a labelled company's reserve pays an exchange after as long a rest.</summary>
    public static void Treasury(Scene scene)
    {
        var (treasury, sum) = (scene.Service(AccountKind.Treasury, "treasury", "Reserve of company"), scene.Usd(60_000, 400_000));
        scene.Subject(treasury);
        Asleep(scene, treasury, sum);
        scene.Pay(0, treasury, scene.Hot(), sum * 3 / 5, "out");
    }

    /// <summary>28: a wallet receives $50,000 and more within its first day.</summary>
    public static void NewWallet(Scene scene)
    {
        var (wallet, parts) = (scene.Fresh(), scene.Whole(1, 3));
        scene.Subject(wallet);
        for (var i = 0; i < parts; i++)
        {
            var sum = scene.Evades ? scene.Usd(20_000, 48_000) / parts : scene.Usd(52_000 / parts, 300_000 / parts) + Usd(10);
            scene.Pay(i * scene.Hours(1, 9), scene.Known(50, sum, 200), wallet, sum, "in");
        }

        scene.Suspect(wallet);
    }

    /// <summary>Lawful: as much to a new deposit address with its label, or to a new wallet a little less than the limit.</summary>
    public static void NewDepositAddress(Scene scene)
    {
        var labelled = scene.Ordinal % 2 == 0;
        var (wallet, sum) = (labelled ? scene.Deposit() : scene.Fresh(), labelled ? scene.Usd(52_000, 300_000) : scene.Usd(28_000, 46_000));
        scene.Subject(wallet);
        scene.Pay(0, scene.Known(50, sum, 200), wallet, sum, "in");
        if (labelled)
        {
            scene.Put(scene.Hours(1, 12), new Due(0, Deed.Sweep, wallet, scene.Hot(), sum, scene.Truth("sweep")));
        }
    }

    // A trial sum first, as everybody sends one, so that it was no new wallet of high value then.
    private static void Asleep(Scene scene, int account, long sum)
    {
        var funded = ((scene.Draws.Below(12) + 3) * Calendar.Day - scene.Start) / 3_600.0;
        scene.Ordinarily(funded, account, Usd(20));
        scene.Ordinarily(funded + 80, account, sum);
    }

    private static long Usd(int dollars) => dollars * Money.Dollar;
}
