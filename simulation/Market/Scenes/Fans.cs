namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>Shops and employers of the look-alikes: who is paid by many, and pays many, for a reason that everybody can see.</summary>
internal static class Fans
{
    /// <summary>A labelled shop of everyday life: older than 90 days, and paid by many in any week.</summary>
    public static int Shop(Scene scene)
    {
        var shops = scene.World.People.Merchants[scene.Chain];
        var place = scene.Draws.Below(shops.Length);
        return shops[place % 10 == 9 ? place - 1 : place];
    }

    /// <summary>A labelled employer that has just drawn twice what it needs, and did so a month before.</summary>
    public static int Employer(Scene scene, long needed)
    {
        var employer = scene.Service(AccountKind.Payroll, "payroll", "Wages of employer");
        scene.Ordinarily(-100 * 24, employer, scene.Usd(100, 200));
        scene.Ordinarily(-31 * 24, employer, needed);
        scene.Ordinarily(-20, employer, needed);
        return employer;
    }
}
