namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Typologies 1 to 4: sanctioned parties, some listed before everyday life begins and some in the middle of it.</summary>
internal static class Sanctions
{
    private const int Parties = 15;
    private const int ListedBefore = 9;

    private static readonly string[] names =
    [
        "Ostrava Commodity House", "Blackwater Relay", "Kestrel Maritime", "Volga Delta Trading", "Saffron Gate Exchange House", "Tamarisk Holdings", "Iron Pine Logistics", "Meridian Dusk",
        "Grey Falcon Group", "Northlight Procurement", "Obsidian Courier", "Pale Harbour Shipping", "Quartz Lane Trading", "Redshank Capital", "Silver Heron Network",
    ];

    /// <summary>Opens the parties' addresses and gives them money from before their listing.</summary>
    public static void Furnish(MarketWorld world)
    {
        var draws = world.DrawsFor("listed parties");
        for (var party = 0; party < Parties; party++)
        {
            List<int> accounts = [];
            for (var i = 0; i <= party % 3; i++)
            {
                var account = world.Wallets.Open(AccountKind.Listed, (byte)((party + i) % MarketChain.Count), world.People.KeyOf("listed", (party * 3) + i));
                var at = (int)draws.Between(5 * Calendar.Day, 25 * Calendar.Day);
                world.Calendar.Put(new Due(at, Deed.PayOut, -1, account, 30 * Money.Dollar));
                world.Calendar.Put(new Due(at + (4 * Calendar.Day), Deed.PayOut, -1, account, draws.Between(5_000_000, 9_000_000) * Money.Dollar));
                accounts.Add(account);
            }

            var days = world.Settings.Days;
            var listed = party < ListedBefore ? (int)draws.Between(60, MarketWorld.HistoryDays - 2) : MarketWorld.HistoryDays + (int)draws.Between(days / 4, days * 3 / 4);
            world.Known.Listed.Add(new ListedParty($"listed-{party + 1}", names[party], listed, accounts));
        }
    }

    /// <summary>1: pays a listed address once to three times, or is paid by one.</summary>
    public static void Direct(Scene scene)
    {
        var (times, listed) = (scene.Whole(1, 3), ListedBy(scene));
        var subject = scene.Known(scene.Hours(8, 90));
        scene.Subject(subject);
        for (var i = 0; i < times; i++)
        {
            var (sum, hour) = (scene.Usd(300, 12_000), i * scene.Hours(2, 12));
            if (scene.Ordinal % 2 == 0)
            {
                scene.Ordinarily(hour - 2, subject, sum);
                scene.Pay(hour, subject, listed, sum, "to a listed address");
            }
            else
            {
                scene.Pay(hour, listed, subject, sum, "from a listed address");
            }
        }
    }

    /// <summary>Lawful: an address whose bytes begin and end as a listed one's and which is not on the list.</summary>
    public static void Neighbour(Scene scene)
    {
        var neighbour = scene.LookAlikeOf(ListedBy(scene));
        var sum = scene.Usd(300, 12_000);
        var subject = scene.Known(scene.Hours(8, 90), sum);
        scene.Subject(subject);
        scene.Pay(0, subject, neighbour, sum, "to a neighbour of a listed address");
        scene.Pay(scene.Hours(3, 20), neighbour, subject, sum / 3, "from a neighbour of a listed address");
    }

    /// <summary>2: a listed address pays somebody, who passes it on, over up to three others, until it is a tenth and more of what the receiver holds.</summary>
    public static void Received(Scene scene)
    {
        var sum = scene.Usd(3_000, 60_000);
        scene.TakeTime(40);
        var at = scene.Fresh();
        scene.Pay(0, ListedBy(scene), at, sum, "from a listed address");
        var hour = 0.0;
        for (var hops = scene.Whole(1, 3); hops > 0; hops--)
        {
            var next = hops == 1 ? scene.Known(scene.Hours(20, 90)) : scene.Fresh();
            sum = sum * scene.Whole(90, 99) / 100;
            scene.Layer(hour += scene.Hours(0.5, 12), at, next, sum, "passed on");
            at = next;
        }

        scene.Subject(at);
    }

    /// <summary>Lawful: as much from an exchange, where what came in stops, through a friend.</summary>
    public static void ReceivedOfAnExchange(Scene scene)
    {
        var sum = scene.Usd(3_000, 60_000);
        var (friend, subject) = (scene.Known(scene.Hours(10, 60)), scene.Known(scene.Hours(20, 90)));
        scene.Subject(subject);
        scene.Fund(0, friend, sum, "withdrawal");
        scene.Pay(scene.Hours(1, 12), friend, subject, sum * 95 / 100, "passed on");
    }

    /// <summary>3: what somebody sends reaches a listed address over one or two others within days, $5,000 and more of it.</summary>
    public static void Sent(Scene scene)
    {
        var sum = scene.Usd(9_000, 90_000);
        var subject = scene.Known(scene.Hours(20, 120), sum);
        scene.Subject(subject);
        scene.TakeTime(60);
        var (at, hour) = (subject, 0.0);
        for (var hops = scene.Whole(1, 2); hops > 0; hops--)
        {
            var next = scene.Fresh();
            scene.Layer(hour, at, next, sum, "sent on");
            (at, sum, hour) = (next, sum * scene.Whole(88, 99) / 100, hour + scene.Hours(1, 40));
        }

        scene.Pay(hour, at, ListedBy(scene), sum, "to a listed address");
    }

    /// <summary>Lawful: the same path ends at an exchange.</summary>
    public static void SentToAnExchange(Scene scene)
    {
        var sum = scene.Usd(9_000, 90_000);
        var (subject, friend, deposit) = (scene.Known(scene.Hours(20, 120), sum), scene.Known(12), scene.Deposit());
        scene.Subject(subject);
        scene.Pay(0, subject, friend, sum, "sent on");
        scene.Pay(scene.Hours(1, 30), friend, deposit, sum, "deposit");
        scene.Put(44, new Due(0, Deed.Sweep, deposit, scene.Hot(), sum, scene.Truth("sweep")));
    }

    /// <summary>4: somebody dealt with an address, himself or through another, days before it was listed.</summary>
    public static void BeforeTheListing(Scene scene)
    {
        var (listed, hour) = SoonListed(scene);
        var sum = scene.Usd(800, 25_000);
        var subject = scene.Known(scene.Hours(30, 100));
        scene.Subject(subject);
        scene.Ordinarily(hour - 5, subject, sum);
        if (scene.Ordinal % 2 == 0)
        {
            scene.Pay(hour, subject, listed, sum, "to an address that is listed later");
            return;
        }

        var between = scene.Fresh();
        scene.Pay(hour, subject, between, sum, "sent on");
        scene.Pay(hour + scene.Hours(1, 12), between, listed, sum * 97 / 100, "to an address that is listed later");
    }

    /// <summary>Lawful: a neighbour of that address, which is never listed.</summary>
    public static void BeforeTheListingOfANeighbour(Scene scene)
    {
        var (listed, hour) = SoonListed(scene);
        var sum = scene.Usd(800, 25_000);
        var subject = scene.Known(scene.Hours(30, 100));
        scene.Subject(subject);
        scene.Ordinarily(hour - 5, subject, sum);
        scene.Pay(hour, subject, scene.LookAlikeOf(listed), sum, "to a neighbour of an address that is listed later");
    }

    private static int ListedBy(Scene scene) => scene.Draws.OneOf(scene.World.Known.Listed.Where(party => party.ListedDay < scene.Start / Calendar.Day)
        .SelectMany(party => party.Accounts).Where(account => scene.World.Wallets.ChainOf(account) == scene.Chain).ToList());

    private static (int Account, double Hour) SoonListed(Scene scene)
    {
        var soon = scene.World.Known.Listed.Skip(ListedBefore).SelectMany(party => party.Accounts.Select(account => (account, party.ListedDay)))
            .Where(each => scene.World.Wallets.ChainOf(each.account) == scene.Chain).ToList();
        var (account, day) = scene.Draws.OneOf(soon);
        return (account, ((((double)day * Calendar.Day) - scene.Start) / 3_600) - scene.Hours(24, 700));
    }
}
