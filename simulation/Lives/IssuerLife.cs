namespace Usd1Compliance.Simulation.Lives;

/// <summary>
/// The issuer's desk: customers mint and redeem large sums in office hours (lognormal, median $1.3m, as the mints of USDP were), wages are paid every
/// fortnight, totalSupply() is read once a day, and the issuer freezes in bursts.
/// </summary>
internal sealed class IssuerLife(World world)
{
    private readonly Draws draws = world.DrawsFor("issuer life");

    public void Begin()
    {
        world.Agenda.At(world.Begin, NextOrder);
        for (var at = world.Begin - 86_400; at < world.End; at += 86_400)
        {
            world.Agenda.At(at, () => world.Book.AskSupply());
        }

        world.Agenda.At(world.End, AskDaily);
        foreach (var payroll in world.People.Payrolls)
        {
            world.Agenda.At(world.Begin + draws.Between(3_600, 12 * 86_400), () => Engage(payroll));
        }

        foreach (var share in (int[])[40, 70, 90])
        {
            world.Agenda.At(world.Begin + ((world.End - world.Begin) * share / 100), FreezeSuspects);
        }
    }

    private void AskDaily()
    {
        world.Book.AskSupply();
        world.Agenda.In(86_400, AskDaily);
    }

    private void NextOrder()
    {
        if (draws.Chance(Rhythm.OfDesks(world.Agenda.Now)))
        {
            var customer = draws.OneOf(world.People.Customers);
            var sum = Math.Clamp(draws.LogNormal(1_300_000, 1.9), 10_000 * Money.Dollar, 60_000_000 * Money.Dollar).ToMultipleOf(Money.Cent);
            if (draws.Chance(0.58))
            {
                Mint(customer, sum);
            }
            else
            {
                Redeem(customer, sum);
            }
        }

        world.Agenda.In(draws.SecondsToNext(world.People.Customers.Count * 0.9 / Rhythm.MeanOfDesks), NextOrder);
    }

    /// <summary>A customer mints, and hands it on to exchanges and trading firms within hours.</summary>
    private void Mint(int customer, long sum)
    {
        world.Book.Mint(customer, sum, world.AMinter(draws), world.NextOrder("MINT"), TransferTruth.Ordinary);
        var parts = draws.Between(1, 3);
        for (var i = 0; i < parts; i++)
        {
            var to = draws.OneOf(draws.Chance(0.7) ? world.People.HotWallets : world.People.MarketMakers);
            world.Agenda.In(draws.Between(2_700, 21_600), () => world.Book.Pay(customer, to, sum / parts, TransferTruth.Ordinary));
        }
    }

    /// <summary>A customer collects from an exchange, and redeems hours later.</summary>
    private void Redeem(int customer, long sum)
    {
        var from = draws.OneOf(world.People.HotWallets);
        var affordable = Math.Min(sum, (world.Accounts.BalanceOf(from) / 4).ToMultipleOf(Money.Cent));
        if (affordable >= 10_000 * Money.Dollar && world.Book.Pay(from, customer, affordable, TransferTruth.Ordinary))
        {
            world.Agenda.In(draws.Between(3_600, 28_800), () => world.Book.Burn(customer, affordable, world.NextOrder("REDEEM"), TransferTruth.Ordinary));
        }
    }

    private void Engage(int payroll)
    {
        var staff = draws.Some(world.People.Retail, (int)draws.Between(12, 40)).ConvertAll(person => (person, wage: draws.LogNormal(2_600, 0.35).ToMultipleOf(Money.Cent)));
        PayWages(payroll, staff);
    }

    private void PayWages(int payroll, List<(int Person, long Wage)> staff)
    {
        var needed = staff.Sum(member => member.Wage);
        if (!world.Accounts.CanSend(payroll, needed))
        {
            world.Book.Pay(world.HotWalletWith(2 * needed, draws), payroll, 2 * needed, TransferTruth.Ordinary);
        }

        var delay = 1_800L;
        foreach (var (person, wage) in staff)
        {
            world.Agenda.In(delay, () => world.Book.Pay(payroll, person, wage, TransferTruth.Ordinary));
            delay += draws.Between(20, 120);
        }

        world.Agenda.In(14 * 86_400, () => PayWages(payroll, staff));
    }

    /// <summary>A burst: up to six of those whom there is reason to freeze. One in six is released again, one in six loses what it held.</summary>
    private void FreezeSuspects()
    {
        var due = world.Suspects.Where(suspect => suspect.Since <= world.Agenda.Now && !world.Accounts.IsFrozen(suspect.Account)).Select(suspect => suspect.Account).Distinct().ToList();
        var at = 60L;
        foreach (var account in draws.Some(due, 6))
        {
            world.Agenda.In(at, () => world.Book.Freeze(account));
            switch (draws.Below(6))
            {
                case 0:
                    world.Agenda.In(at + draws.Between(86_400, 3 * 86_400), () => world.Book.Unfreeze(account));
                    break;
                case 1:
                    world.Agenda.In(at + draws.Between(3_600, 2 * 86_400), () => world.Book.Seize(account));
                    break;
                default:
                    break;
            }

            at += draws.Between(30, 600);
        }
    }
}
