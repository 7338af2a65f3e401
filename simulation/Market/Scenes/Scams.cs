namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Typologies 36 to 39: poisoning and scams.</summary>
internal static class Scams
{
    /// <summary>36: after a payment, dust from an address that begins and ends as the paid one's.</summary>
    public static void Poisoning(Scene scene)
    {
        var (victim, friend, sum) = Friends(scene);
        scene.Subject(victim);
        scene.PayOrdinarily(-1, victim, friend, sum);
        var imitator = scene.LookAlikeOf(friend);
        scene.Fund(-0.5, imitator, Money.Cent);
        for (int i = 0, times = scene.Whole(2, 4); i < times; i++)
        {
            scene.Pay((i * 16) + scene.Hours(0.1, 9), imitator, victim, i % 2 == 0 ? 0 : Money.Cent / 10, "dust");
        }
    }

    /// <summary>Lawful: dust from an address that looks like nobody whom the receiver deals with.</summary>
    public static void PlainDust(Scene scene)
    {
        var (receiver, friend, sum) = Friends(scene);
        scene.Subject(receiver);
        scene.PayOrdinarily(-1, receiver, friend, sum);
        var stranger = scene.Fresh();
        for (int i = 0, times = scene.Whole(2, 4); i < times; i++)
        {
            scene.Pay((i * 16) + scene.Hours(0.1, 9), stranger, receiver, 0, "dust");
        }
    }

    /// <summary>37: a victim that pays a friend again and again pays the look-alike, about as much as always, and it is gone within hours.</summary>
    public static void PoisonedPayment(Scene scene)
    {
        var (victim, friend, sum) = Friends(scene);
        scene.Subject(victim);
        for (var i = 3; i >= 1; i--)
        {
            scene.Ordinarily((-i * 96) - 6, victim, sum);
            scene.PayOrdinarily(-i * 96, victim, friend, sum * scene.Whole(85, 105) / 100);
        }

        var imitator = scene.LookAlikeOf(friend);
        scene.Subject(imitator);
        scene.Pay(-90, imitator, victim, 0, "dust");
        scene.Pay(scene.Hours(-50, -20), imitator, victim, 0, "dust");
        scene.Ordinarily(-6, victim, sum * 2);
        var lost = sum * scene.Whole(75, 150) / 100;
        scene.Pay(0, victim, imitator, lost, "poisoned payment");
        scene.Pay(scene.Hours(0.2, 9), imitator, scene.Fresh(), lost, "out");
        scene.Bad(imitator, "scam");
    }

    /// <summary>Lawful: after dust from a stranger the receiver pays his friend, as always.</summary>
    public static void RightPayment(Scene scene)
    {
        var (receiver, friend, sum) = Friends(scene);
        scene.Subject(receiver);
        scene.PayOrdinarily(-1, receiver, friend, sum * 95 / 100);
        scene.Pay(scene.Hours(0.1, 40), scene.Fresh(), receiver, 0, "dust");
        scene.Ordinarily(60, receiver, sum);
        scene.Pay(scene.Hours(70, 150), receiver, friend, sum * 95 / 100, "payment");
    }

    /// <summary>38: a victim of months pays a new address, gets a little back, and pays more each time, at least three times and twice the first in the end.</summary>
    public static void Victim(Scene scene)
    {
        var (victim, scammer, collector) = (scene.Known(scene.Hours(100, 160)), scene.Fresh(), scene.Known(scene.Hours(3, 30)));
        scene.Subject(victim);
        scene.Subject(scammer);
        scene.Bad(scammer, "scam", 48);
        var (ticket, hour) = (scene.Usd(1_050, 3_000), 0.0);
        for (int i = 0, times = scene.Whole(4, 6); i < times; i++)
        {
            scene.Ordinarily(hour - scene.Hours(2, 20), victim, ticket);
            scene.Pay(hour, victim, scammer, ticket, "payment of the victim");
            if (i == 0 && scene.Ordinal % 2 == 0)
            {
                scene.Pay(24, scammer, victim, ticket / 8, "small return");
            }
            else if (i > 0)
            {
                scene.Pay(hour + scene.Hours(1, 20), scammer, collector, ticket * 9 / 10, "out");
            }

            ticket = ticket * scene.Whole(135, 240) / 100;
            hour += scene.Hours(40, 80);
        }

        scene.Suspect(collector);
    }

    /// <summary>Lawful: somebody saves, more each month, at the labelled deposit address of an exchange.</summary>
    public static void Saver(Scene scene)
    {
        var (saver, deposit) = (scene.Known(scene.Hours(100, 160)), scene.Deposit());
        scene.Subject(saver);
        var (sum, hour) = (scene.Usd(1_050, 3_000), 0.0);
        for (int i = 0, times = scene.Whole(4, 6); i < times; i++)
        {
            scene.Ordinarily(hour - scene.Hours(2, 20), saver, sum);
            scene.Pay(hour, saver, deposit, sum, "savings");
            scene.Put(hour + scene.Hours(1, 12), new Due(0, Deed.Sweep, deposit, scene.Hot(), sum, scene.Truth("sweep")));
            sum = sum * scene.Whole(135, 200) / 100;
            hour += scene.Hours(40, 80);
        }
    }

    /// <summary>39: 18 to 28 people pay one address once each, more and more, $50,000 and more in all; it goes on within a day and nobody gets anything back.</summary>
    public static void Collector(Scene scene)
    {
        var (collector, hop) = (scene.Known(scene.Hours(2, 20)), scene.Fresh());
        scene.Subject(collector);
        scene.Bad(collector, "scam", 100);
        var (count, pending) = (scene.Whole(18, 28), 0L);
        for (var i = 0; i < count; i++)
        {
            var (hour, sum) = (i * (470.0 / count), scene.Usd(1_500 + (i * 120), 2_600 + (i * 260)));
            scene.Pay(hour, scene.Person(scene.Hours(10, 90), sum), collector, sum, "ticket");
            pending += sum;
            if (i % 4 == 3 || i == count - 1)
            {
                scene.Layer(hour + scene.Hours(0.3, 3), collector, hop, pending, "out");
                pending = 0;
            }
            else
            {
                scene.Pay(hour + scene.Hours(0.3, 14), collector, hop, sum * 9 / 10, "out");
                pending -= sum * 9 / 10;
            }
        }

        scene.Suspect(hop);
    }

    /// <summary>Lawful: a labelled charity collects.</summary>
    public static void Charity(Scene scene)
    {
        var charity = scene.Service(AccountKind.Merchant, "merchant", "Charity");
        scene.Ordinarily(-2_400, charity, 300 * Money.Dollar);
        scene.Subject(charity);
        var (count, total) = (scene.Whole(18, 28), 0L);
        for (var i = 0; i < count; i++)
        {
            var sum = scene.Usd(1_500 + (i * 120), 2_600 + (i * 260));
            total += sum;
            scene.Pay(i * (460.0 / count), scene.Person(scene.Hours(10, 90), sum), charity, sum, "donation");
        }

        scene.Pay(475, charity, scene.Hot(), total * 9 / 10, "out");
    }

    private static (int Payer, int Friend, long Sum) Friends(Scene scene)
    {
        var sum = scene.Usd(1_500, 9_000);
        return (scene.Known(scene.Hours(30, 60), sum, 450), scene.Known(scene.Hours(30, 60)), sum);
    }
}
