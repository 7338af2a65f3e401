namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>
/// What becomes of those who did wrong. One in five addresses is ever known for what it is, after two weeks by the median. The issuer freezes in bursts
/// (Neyman and Scott's clusters): it proposes several within hours of one another, and carries each out hours later. By then nearly nine
/// tenths of what a frozen address received are gone; one in sixteen is released again, one in four loses what is left.
/// </summary>
internal static class Reputation
{
    private const double EverKnown = 0.20;
    private const int MedianDays = 14;
    private const double FrozenShare = 0.35;

    /// <summary>Notes that an address is bad since a second; whether and when people learn of it follows from the address alone.</summary>
    public static void Note(MarketWorld world, int account, string category, int since)
    {
        var draws = new Draws(world.Wallets.KeyOf(account) ^ 0x4B4E4F57);
        if (draws.Chance(EverKnown))
        {
            world.Known.Add(account, category, category switch
            {
                "scam" => "Reported by victims",
                "theft" => "Proceeds of a theft",
                "ransomware" => "Named in a ransom note",
                _ => "Found by analysts",
            }, since + (int)Math.Min(400.0 * Calendar.Day, Calendar.Day * PortableMath.Exp(PortableMath.Log(MedianDays) + (1.1 * PortableMath.NormalQuantile(draws.Unit())))));
        }
    }

    /// <summary>A third of the suspects are frozen, in the next burst but one or so after they did what they did.</summary>
    public static void Suspect(MarketWorld world, Scene scene, int account, int since, long received, long left)
    {
        var draws = new Draws(world.Wallets.KeyOf(account) ^ 0x465A);
        var burst = Bursts(world).FirstOrDefault(burst => burst > since + (draws.Unit() * 10 * Calendar.Day));
        if (burst == 0 || !draws.Chance(FrozenShare))
        {
            return;
        }

        var proposed = burst + (int)draws.SecondsToNext(8);
        var medianHours = world.Wallets.ChainOf(account) == MarketChain.Tron ? 2.6 : 5.0;
        var executed = proposed + (int)(3_600 * PortableMath.Exp(PortableMath.Log(medianHours) + (0.8 * PortableMath.NormalQuantile(draws.Unit()))));
        var kept = draws.Chance(0.05) ? received : (long)(received * 0.12 * draws.Unit());
        if (left > kept && proposed - 600 > since)
        {
            world.Calendar.Put(new Due((int)draws.Between(since, proposed - 600), Deed.Owe, account, scene.Fresh(world.Wallets.ChainOf(account)), left - kept, scene.Truth("moved on")));
        }

        if (proposed < world.End)
        {
            world.Known.Add(account, "freeze-proposed", "Freeze proposed by the issuer", proposed);
        }

        Carry(world, account, executed, draws);
    }

    private static void Carry(MarketWorld world, int account, int executed, Draws draws)
    {
        world.Calendar.Put(new Due(executed, Deed.Freeze, account, -1, 0));
        switch (draws.Unit())
        {
            case < 0.06:
                world.Calendar.Put(new Due(executed + (int)Math.Min(300.0 * Calendar.Day, 17 * Calendar.Day * PortableMath.Exp(0.8 * PortableMath.NormalQuantile(draws.Unit()))), Deed.Unfreeze, account, -1, 0));
                break;
            case < 0.31:
                world.Calendar.Put(new Due(executed + (int)draws.Between(1_200, 7_200), Deed.Seize, account, -1, 0));
                break;
            default:
                break;
        }
    }

    // Bursts come by chance, about one in two days whatever is planted, so that one more suspect moves none.
    private static IEnumerable<int> Bursts(MarketWorld world)
    {
        var draws = world.DrawsFor("bursts of freezes");
        for (double at = MarketWorld.Begin; at < world.End; at += draws.SecondsToNext(0.5))
        {
            yield return (int)at;
        }
    }
}
