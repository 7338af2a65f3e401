namespace Usd1Compliance.Simulation.Plants;

/// <summary>Typologies 27 and 28: the age of a wallet against what it moves.</summary>
internal static class Sleepers
{
    /// <summary>A wallet that slept for half a year and more sends four fifths of its $60,000 to $300,000 away.</summary>
    public static void DormantWallet(Scene scene)
    {
        var sleeper = scene.Newcomer();
        var sum = scene.Draws.Between(60_000, 300_000) * Money.Dollar;
        // A trial sum first, as everybody does, so that it is not a new wallet of high value then.
        var funded = scene.World.Genesis + scene.Draws.Between(8 * 86_400, 14 * 86_400);
        FundAt(scene, funded, sleeper, 20 * Money.Dollar);
        FundAt(scene, funded + (3 * 86_400), sleeper, sum);
        scene.Pay(0, sleeper, scene.Known(days: 12), sum * 8 / 10, "out");
    }

    /// <summary>A company's reserve pays an exchange after as long a rest.</summary>
    public static void Treasury(Scene scene)
    {
        var people = scene.World.People;
        var treasury = people.Treasuries[scene.Ordinal % people.Treasuries.Count];
        var exchange = people.HotWallets[scene.Ordinal % people.HotWallets.Count];
        scene.Do(0, () => scene.World.Book.Pay(treasury, exchange, scene.World.Accounts.BalanceOf(treasury) * 3 / 5, scene.Truth("out")));
    }

    /// <summary>A wallet receives $70,000 to $400,000 in its first hours.</summary>
    public static void NewWallet(Scene scene)
    {
        var wallet = scene.Newcomer();
        var half = scene.Draws.Between(35_000, 200_000) * Money.Dollar;
        for (var i = 0; i < 2; i++)
        {
            var sender = scene.Known(days: 50);
            scene.Ordinarily(-200, sender, half);
            scene.Pay(i * 3, sender, wallet, half, "in");
        }

        scene.Suspect(6, wallet);
    }

    /// <summary>Even ones: a labelled deposit address is paid as much. Odd ones: a new wallet receives a little less than the limit.</summary>
    public static void NewDepositAddress(Scene scene)
    {
        var people = scene.World.People;
        var sender = scene.Known(days: 50);
        var even = scene.Ordinal % 2 == 0;
        var sum = even ? scene.Draws.Between(70_000, 200_000) * Money.Dollar : scene.Draws.Between(30_000, 47_000) * Money.Dollar;
        scene.Ordinarily(-200, sender, sum);
        scene.Pay(0, sender, even ? people.Deposits[(scene.Ordinal * 11) % people.Deposits.Count] : scene.Newcomer(), sum, "in");
        if (even)
        {
            var deposit = people.Deposits[(scene.Ordinal * 11) % people.Deposits.Count];
            scene.Do(5, () => scene.World.Book.Pay(deposit, people.HotWalletOf((scene.Ordinal * 11) % people.Exchanges, scene.Draws), scene.World.Accounts.BalanceOf(deposit), scene.Truth("out")));
        }
    }

    private static void FundAt(Scene scene, long second, int account, long sum) =>
        scene.World.Agenda.At(second, () => scene.World.Book.Pay(scene.World.HotWalletWith(sum, scene.Draws), account, sum, scene.Truth("funding")));
}
