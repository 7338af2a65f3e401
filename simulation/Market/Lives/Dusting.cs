namespace Usd1Compliance.Simulation.Market.Lives;

/// <summary>
/// Dust: half is spam from addresses that look like nobody, half is poisoning. A poisoner watches a payment, makes an address that begins and ends as the
/// paid one's, and sends nothing or next to nothing from it to the payer, some six times in the weeks after. Each such pair is a planted
/// instance of typology 36. Tron is left out: an address there would have to be ground until the checksum at its end fits.
/// </summary>
internal sealed class Dusting(MarketWorld world)
{
    /// <summary>Of all transfers; as much again is spam.</summary>
    public const double Share = 0.0533;

    private const int MeanDust = 6;

    private readonly Draws draws = world.DrawsFor("dusting");
    private readonly Hours hours = new(_ => 1);
    private double owed;
    private int pairs;

    /// <summary>Puts down a day's spam.</summary>
    public void Plan(int day, int count)
    {
        owed += count;
        for (var i = 0; i < count; i++)
        {
            world.Calendar.Put(new Due((day * Calendar.Day) + hours.Draw(draws), Deed.Dust, -1, -1, 0));
        }
    }

    /// <summary>Spam to somebody who was busy lately.</summary>
    public void Spam(int second, Households households)
    {
        var chain = MarketChain.Draw(draws);
        if (households.SomebodyOf(chain, draws) is var somebody and >= 0)
        {
            PayDust(second, draws.OneOf(world.People.Spammers[chain]), somebody, DustSum(), 0);
        }
    }

    /// <summary>A payment was made in sight of the poisoners: they attack while fewer attacks were made than their share.</summary>
    public void MayAttack(int second, int victim, int paid, long sum)
    {
        if (owed < MeanDust || sum < 50 * Money.Dollar || world.Wallets.ChainOf(victim) == MarketChain.Tron || !draws.Chance(0.3))
        {
            return;
        }

        var pair = ++pairs;
        var imitator = world.Wallets.OpenLookAlike(AccountKind.Spammer, paid, world.People.KeyOf("poisoners", pair));
        var instance = new Instance($"poisoning-{pair:D6}", 36, TruthLabel.Planted);
        instance.Subjects.Add(victim);
        var truth = world.Truths.Of(world.Truths.Add(instance), "dust");
        var tiny = draws.Chance(0.25) && world.Book.Pay(second, draws.OneOf(world.People.Spammers[world.Wallets.ChainOf(victim)]), imitator, Money.Cent, world.Truths.Of(world.Truths.Instances.Count - 1, "funding"));
        var at = second + (int)draws.Between(120, 3_600);
        var times = 1 + draws.Below((2 * MeanDust) - 1);
        for (var i = 0; i < times; i++)
        {
            world.Calendar.Put(new Due(at, Deed.Try, imitator, victim, tiny ? draws.Between(1, Money.Cent / 20) : 0, truth));
            at += (int)draws.Between(3_600, 3 * Calendar.Day);
        }

        owed -= times + (tiny ? 1 : 0);
    }

    private void PayDust(int second, int from, int to, long sum, int truth)
    {
        if (!world.Book.Pay(second, from, to, sum, truth))
        {
            world.Book.Pay(second, from, to, 0, truth);
        }
    }

    private long DustSum() => draws.Chance(0.56) ? 0 : (long)(100 * PortableMath.Exp(draws.Unit() * PortableMath.Log(1_000)));
}
