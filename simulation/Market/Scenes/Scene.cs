namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>
/// One planted instance, or one lawful look-alike, while it is being laid out. Its accounts are its own, and so is its stream of draws: one more
/// instance moves no other one. Hours are counted from its start; they are negative for what came before.
/// </summary>
internal sealed class Scene(MarketWorld world, Typology typology, int instance, int ordinal, int start, Draws draws)
{
    private readonly Dictionary<int, long> inflow = [];
    private readonly Dictionary<int, long> outflow = [];
    private readonly Dictionary<int, int> lastMoved = [];
    private int accounts;
    private double stretch = 1;

    public MarketWorld World => world;

    public Draws Draws => draws;

    /// <summary>Its number among the instances of its typology, from 0; for choosing between forms of it.</summary>
    public int Ordinal => ordinal;

    /// <summary>The chain on which it plays.</summary>
    public byte Chain { get; } = ChainOf(typology, MarketChain.Draw(draws));

    public Typology Typology => typology;

    /// <summary>Its second 0.</summary>
    public int Start => start;

    /// <summary>Whether those who act in it know the rules and keep off them.</summary>
    public bool Evades { get; } = world.Settings.Set == MarketSet.Adversarial && world.Truths.Instances[instance].Label == TruthLabel.Planted;

    /// <summary>What a transfer of it carries.</summary>
    public int Truth(string role) => world.Truths.Of(instance, role);

    // A look-alike on Tron would have to be ground until its checksum fits: poisoning plays on the other chains.
    private static byte ChainOf(Typology typology, byte drawn) => drawn == MarketChain.Tron && typology.Number is 36 or 37 ? (byte)0 : drawn;

    /// <summary>An address that nobody saw before.</summary>
    public int Fresh() => Fresh(Chain);

    /// <summary>An address on a chain that nobody saw before.</summary>
    public int Fresh(byte chain) => Open(AccountKind.Planted, chain);

    /// <summary>An address that was in use, in a small way, for some days before.</summary>
    public int Known(double days)
    {
        var account = Fresh();
        Ordinarily(-24 * days, account, Usd(40, 400));
        Ordinarily(-24 * days * (0.3 + (0.4 * draws.Unit())), account, Usd(30, 300));
        return account;
    }

    /// <summary>An address in use for some days that holds a sum beside its own money when the scene begins.</summary>
    public int Known(double days, long sum, double fundedHoursBefore = 30)
    {
        var account = Known(days);
        Ordinarily(-fundedHoursBefore, account, sum);
        return account;
    }

    /// <summary>Somebody in a crowd: drew some money from an exchange once.</summary>
    public int Person(double days, long sum)
    {
        var account = Fresh();
        Ordinarily(-24 * days, account, sum + Usd(5, 60));
        return account;
    }

    /// <summary>An account of a service, with a label that everybody knows.</summary>
    public int Service(AccountKind kind, string category, string name)
    {
        var account = Open(kind, Chain);
        world.Known.Add(account, category, $"{name} {instance + 1}");
        return account;
    }

    /// <summary>A labelled deposit address of an exchange.</summary>
    public int Deposit() => Service(AccountKind.Deposit, "exchange", $"{Services.Exchange(Chain, ordinal)}, deposit address");

    /// <summary>An address that begins and ends as another one's.</summary>
    public int LookAlikeOf(int model) => world.Wallets.OpenLookAlike(AccountKind.Planted, model, Key());

    /// <summary>The same owner's address on another chain.</summary>
    public int Twin(int account, byte chain) => world.Wallets.OpenTwin(account, chain);

    /// <summary>The same owner's address on another chain where the families are one; otherwise one that he has had there for months.</summary>
    public int OwnOn(int account, byte chain)
    {
        if (MarketChain.FamilyOf(chain) == MarketChain.FamilyOf(world.Wallets.ChainOf(account)))
        {
            return Twin(account, chain);
        }

        var own = Fresh(chain);
        Ordinarily(-24 * 70, own, Usd(40, 400));
        return own;
    }

    public int Hot() => draws.OneOf(world.People.HotWallets[Chain]);

    public int Dex() => draws.OneOf(world.People.Dexes[Chain]);

    public int Whole(int least, int most) => (int)draws.Between(least, most);

    public double Hours(double least, double most) => least + ((most - least) * draws.Unit());

    /// <summary>A sum in cents between two of dollars.</summary>
    public long Usd(int least, int most) => draws.Between(least * 100L, most * 100L) * Money.Cent;

    /// <summary>A sum that is a little below a limit in dollars; from a half to four fifths of it for one who evades.</summary>
    public long Below(int limit) => Evades ? Usd(limit * 50 / 100, (limit * 79) / 100) : draws.Between(limit * 82L, (limit * 100L) - 1) * Money.Cent;

    /// <summary>Lays what comes after the start out over 10 to 30 days, for one who evades.</summary>
    public void TakeTime(double hoursOfAll)
    {
        if (Evades)
        {
            stretch = Math.Max(1, Math.Min(Hours(240, 720), (world.End - start) / 3_600.0 * 0.9) / hoursOfAll);
        }
    }

    /// <summary>Says whom an alert should be about.</summary>
    public void Subject(int account)
    {
        if (!world.Truths.Instances[instance].Subjects.Contains(account))
        {
            world.Truths.Instances[instance].Subjects.Add(account);
        }
    }

    /// <summary>Money from a hot wallet that is no part of the instance.</summary>
    public void Ordinarily(double hours, int account, long sum) => Put(hours, new Due(0, Deed.PayOut, -1, account, sum));

    /// <summary>A leg of the instance from a hot wallet.</summary>
    public void Fund(double hours, int account, long sum, string role = "funding") => Put(hours, new Due(0, Deed.PayOut, -1, account, sum, Truth(role)));

    /// <summary>A leg of the instance.</summary>
    public void Pay(double hours, int from, int to, long sum, string role) => Put(hours, new Due(0, Deed.Owe, from, to, sum, Truth(role)));

    /// <summary>A payment of everyday life that belongs to the story and not to the instance.</summary>
    public void PayOrdinarily(double hours, int from, int to, long sum) => Put(hours, new Due(0, Deed.Owe, from, to, sum));

    /// <summary>
    /// A leg that hides where money went. One who evades sends every fifth through a pool, which pays the receiver, every tenth over another chain and back, and
    /// dust behind some. It arrives within half an hour.
    /// </summary>
    public void Layer(double hours, int from, int to, long sum, string role)
    {
        var way = Evades ? draws.Unit() : 1;
        if (way < 0.22)
        {
            var pool = Dex();
            Pay(hours, from, pool, sum, role);
            Pay(hours + 0.03, pool, to, sum, role);
        }
        else if (way < 0.34)
        {
            var abroad = Fresh((byte)((world.Wallets.ChainOf(from) + 1 + draws.Below(MarketChain.Count - 1)) % MarketChain.Count));
            Bridge(hours, from, abroad, sum, role);
            Bridge(hours + 0.24, abroad, to, sum, role);        // a bridge takes 14 minutes at the most
        }
        else
        {
            Pay(hours, from, to, sum, role);
        }

        if (Evades && draws.Chance(0.2))
        {
            Fund(hours + 0.02, to, draws.Between(1, 9) * Money.Cent, "dust");
        }
    }

    /// <summary>Over a bridge to an account on another chain, where it arrives within 14 minutes.</summary>
    public void Bridge(double hours, int from, int to, long sum, string role) =>
        Put(hours, new Due(0, Deed.Bridge, from, to, sum, Truth(role), draws.Below(world.People.Bridges.Length)));

    /// <summary>A mint by one of the issuer's minters under an order.</summary>
    public void Mint(double hours, int to, long sum, string role = "mint") =>
        Put(hours, new Due(0, Deed.Mint, world.People.Minters[0][world.Wallets.ChainOf(to)][0], to, sum, Truth(role), 1));

    /// <summary>A mint by anybody, or without an order.</summary>
    public void MintAs(double hours, int minter, int to, long sum, bool ordered, string role) => Put(hours, new Due(0, Deed.Mint, minter, to, sum, Truth(role), ordered ? 1 : 0));

    public void Redeem(double hours, int from, long sum, string role = "redemption") => Put(hours, new Due(0, Deed.Burn, from, -1, sum, Truth(role)));

    /// <summary>The issuer proposes a freeze, which people come to know; it is carried out some hours later.</summary>
    public void Freeze(double proposed, double executed, int account, bool labelled = true)
    {
        if (At(proposed) < world.End)
        {
            world.Known.Add(account, "freeze-proposed", "Freeze proposed by the issuer", At(proposed));
        }

        Put(executed, new Due(0, Deed.Freeze, account, -1, 0, labelled ? Truth("freeze") : 0));
    }

    public void Unfreeze(double hours, int account) => Put(hours, new Due(0, Deed.Unfreeze, account, -1, 0, Truth("release")));

    /// <summary>Says what an address really is. One in five is ever found out, two weeks later by the median.</summary>
    public void Bad(int account, string category, double since = 0) => Reputation.Note(world, account, category, At(since));

    /// <summary>Gives the issuer reason to freeze an account once the scene is done with it.</summary>
    public void Suspect(int account) =>
        Reputation.Suspect(world, this, account, Math.Max(lastMoved.GetValueOrDefault(account, start), start) + 1_200, inflow.GetValueOrDefault(account), inflow.GetValueOrDefault(account) - outflow.GetValueOrDefault(account));

    /// <summary>What it received by now, less what it paid.</summary>
    public long Left(int account) => inflow.GetValueOrDefault(account) - outflow.GetValueOrDefault(account);

    /// <summary>The second of so many hours into the scene, never before the token's second day.</summary>
    public int At(double hours) => Math.Max(Calendar.Day * 3 / 2, start + (int)(hours * 3_600 * (hours > 0 ? stretch : 1)));

    /// <summary>Puts something down at an hour.</summary>
    public void Put(double hours, Due due)
    {
        due = due with { Second = At(hours) };
        if (due.From >= 0 && due.Deed is Deed.Owe or Deed.Burn or Deed.Bridge or Deed.Sweep)
        {
            outflow[due.From] = outflow.GetValueOrDefault(due.From) + due.Sum;
            lastMoved[due.From] = Math.Max(lastMoved.GetValueOrDefault(due.From), due.Second);
        }

        if (due.To >= 0 && due.Deed is Deed.Owe or Deed.PayOut or Deed.Mint or Deed.Bridge)
        {
            inflow[due.To] = inflow.GetValueOrDefault(due.To) + due.Sum;
            lastMoved[due.To] = Math.Max(lastMoved.GetValueOrDefault(due.To), due.Second);
        }

        world.Calendar.Put(due);
    }

    private int Open(AccountKind kind, byte chain) => world.Wallets.Open(kind, chain, Key());

    // From the scene's own name and not from a stream, so that accounts do not depend on what is drawn between them.
    private ulong Key() => SplitMix64.Mix(Draws.SeedOf(world.Settings.Seed, world.Truths.Instances[instance].Name) + ((ulong)++accounts * 0xD1342543DE82EF95));
}
