namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Typologies 8, 9, 10 and 24: sums kept below a limit.</summary>
internal static class Structuring
{
    /// <summary>8: three to six payments within a day, each four fifths of $10,000, $3,000 or $1,000 and more; every third is seen from who receives.</summary>
    public static void BelowReporting(Scene scene)
    {
        var limit = scene.Draws.OneOf<int>([10_000, 10_000, 3_000, 1_000]);
        var times = scene.Whole(3, 6);
        var sums = Enumerable.Range(0, times).Select(_ => scene.Below(limit)).ToList();
        scene.TakeTime(24);
        var receiver = scene.Known(scene.Hours(5, 60));
        if (scene.Ordinal % 3 == 2)
        {
            scene.Subject(receiver);
            for (var i = 0; i < times; i++)
            {
                scene.Pay(i * (22.0 / times), scene.Person(scene.Hours(5, 40), sums[i]), receiver, sums[i], "below the limit");
            }

            return;
        }

        var sender = scene.Known(scene.Hours(15, 90), sums.Sum(), scene.Hours(30, 60));
        scene.Subject(sender);
        for (var i = 0; i < times; i++)
        {
            scene.Pay(i * (22.0 / times), sender, scene.Ordinal % 2 == 0 ? receiver : scene.Known(6), sums[i], "below the limit");
        }
    }

    /// <summary>Lawful: rent a day apart, or the wages of a labelled employer, to the same people as a month before.</summary>
    public static void Lawful(Scene scene)
    {
        if (scene.Ordinal % 2 == 0)
        {
            var (tenant, landlord) = (scene.Known(70, 40_000 * Money.Dollar, 120), scene.Known(80));
            scene.Subject(tenant);
            for (var i = 0; i < 4; i++)
            {
                scene.Pay((i * 25) - 75, tenant, landlord, scene.Usd(8_300, 9_900), "rent");
            }

            return;
        }

        var wages = Enumerable.Range(0, scene.Whole(4, 6)).Select(_ => (Person: scene.Known(90), Wage: scene.Usd(8_300, 9_900))).ToList();
        var employer = Fans.Employer(scene, wages.Sum(each => each.Wage));
        scene.Subject(employer);
        for (var i = 0; i < wages.Count; i++)
        {
            scene.PayOrdinarily((-30 * 24) + (i * 0.02), employer, wages[i].Person, wages[i].Wage);
            scene.Pay(i * 0.02, employer, wages[i].Person, wages[i].Wage, "wages");
        }
    }

    /// <summary>9: one beneficiary gets $3,000 and more within a day in parts that are each below; every second has two or three addresses, which pay into one later.</summary>
    public static void Splitting(Scene scene)
    {
        var times = scene.Whole(3, 6);
        var addresses = scene.Ordinal % 2 == 0 ? 1 : scene.Whole(2, 3);
        var sender = scene.Known(scene.Hours(15, 90), times * 3_000 * Money.Dollar, 40);
        scene.Subject(sender);
        scene.TakeTime(24);
        int[] beneficiary = [.. Enumerable.Range(0, addresses).Select(_ => scene.Known(scene.Hours(3, 20)))];
        var got = new long[addresses];
        for (var i = 0; i < times; i++)
        {
            var sum = scene.Usd(1_050, 2_990);
            got[i % addresses] += sum;
            scene.Pay(i * (20.0 / times), sender, beneficiary[i % addresses], sum, "part");
        }

        var into = addresses == 1 ? -1 : scene.Known(9);
        for (var i = 0; i < addresses && into >= 0; i++)
        {
            scene.Pay(21 + (i * 2), beneficiary[i], into, got[i], "sweep of the beneficiary");
        }
    }

    /// <summary>Lawful: somebody buys as often and as dear at one labelled shop.</summary>
    public static void Shopping(Scene scene)
    {
        var times = scene.Whole(3, 6);
        var buyer = scene.Known(scene.Hours(30, 90), times * 2_000 * Money.Dollar, 40);
        var shop = Fans.Shop(scene);
        scene.Subject(buyer);
        for (var i = 0; i < times; i++)
        {
            scene.Pay(i * (20.0 / times), buyer, shop, scene.Usd(1_050, 1_950), "purchase");
        }
    }

    /// <summary>10: one source funds five to nine people, who each pay one receiver less than $10,000 within three days.</summary>
    public static void Smurfing(Scene scene)
    {
        var count = scene.Whole(5, 9);
        var (source, receiver) = (scene.Known(scene.Hours(9, 60), count * 10_000 * Money.Dollar, 40), scene.Known(scene.Hours(5, 40)));
        scene.Subject(receiver);
        scene.TakeTime(60);
        for (var i = 0; i < count; i++)
        {
            var (smurf, sum) = (scene.Known(scene.Hours(4, 30)), scene.Evades ? scene.Usd(3_000, 7_000) : scene.Usd(6_500, 9_900));
            var hour = scene.Hours(0, 20);
            scene.Pay(hour, source, smurf, sum, "to a helper");
            scene.Layer(hour + scene.Hours(2, 36), smurf, receiver, sum * scene.Whole(93, 99) / 100, "below the limit");
        }

        scene.Suspect(receiver);
    }

    /// <summary>Lawful: the staff of a labelled employer spends its wages at one labelled shop.</summary>
    public static void StaffShopping(Scene scene)
    {
        var count = scene.Whole(5, 8);
        var (employer, shop) = (Fans.Employer(scene, count * 7_000 * Money.Dollar), Fans.Shop(scene));
        scene.Subject(shop);
        for (var i = 0; i < count; i++)
        {
            var (person, wage) = (scene.Known(90), scene.Usd(4_000, 6_900));
            scene.PayOrdinarily((-30 * 24) + (i * 0.02), employer, person, wage);
            scene.Pay(i * 0.02, employer, person, wage, "wages");
            scene.Pay(scene.Hours(3, 60), person, shop, wage * scene.Whole(60, 95) / 100, "purchase");
        }
    }

    /// <summary>24: three to five redemptions within two days, each a little below $10,000.</summary>
    public static void Redemptions(Scene scene)
    {
        var times = scene.Whole(3, 5);
        var customer = scene.Known(scene.Hours(20, 120), times * 10_000 * Money.Dollar, scene.Hours(300, 600));
        scene.Subject(customer);
        scene.TakeTime(44);
        for (var i = 0; i < times; i++)
        {
            scene.Redeem(i * (44.0 / times), customer, scene.Below(10_000));
        }
    }

    /// <summary>Lawful: as large, and five days and more apart.</summary>
    public static void SpacedRedemptions(Scene scene)
    {
        var customer = scene.Known(scene.Hours(60, 150), 40_000 * Money.Dollar, scene.Hours(700, 900));
        scene.Subject(customer);
        for (var i = 0; i < 4; i++)
        {
            scene.Redeem((i * scene.Hours(120, 130)) - 360, customer, scene.Usd(8_300, 9_900));
        }
    }
}
