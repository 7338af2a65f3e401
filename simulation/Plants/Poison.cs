using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation.Plants;

/// <summary>Typology 36: dust from an address that looks like somebody whom the victim pays, to be copied by mistake.</summary>
internal static class Poison
{
    /// <summary>The victim pays a friend; within the hour an address that begins and ends like the friend's sends nothing, or a fraction of a cent, and again two days later.</summary>
    public static void Poisoning(Scene scene)
    {
        var (victim, friend) = (scene.Known(days: 30), scene.Known(days: 30));
        var sum = scene.Draws.Between(1_200, 9_000) * Money.Dollar;
        scene.Ordinarily(-20, victim, sum);
        scene.Pay(-1, victim, friend, sum, "the payment that is watched");
        var imitator = scene.World.Accounts.Open(AccountKind.Planted, LookAlike(scene.World.Accounts.AddressOf(friend), scene.Draws));
        scene.Fund(-0.5, imitator, Money.Cent);
        scene.Pay(scene.Draws.Between(5, 40) / 60.0, imitator, victim, scene.Ordinal % 2 == 0 ? 0 : Money.Cent / 10, "dust");
        scene.Pay(50, imitator, victim, Money.Cent / 10, "dust");
    }

    /// <summary>Dust to somebody who pays somebody, from an address that looks like nobody.</summary>
    public static void PlainDust(Scene scene)
    {
        var (receiver, friend) = (scene.Known(days: 30), scene.Known(days: 30));
        scene.Ordinarily(-20, receiver, 2_000 * Money.Dollar);
        scene.Pay(-1, receiver, friend, 1_500 * Money.Dollar, "a payment");
        scene.Pay(0.5, scene.Newcomer(), receiver, 0, "dust");
    }

    /// <summary>An address with the first 3 and last 4 hexadecimal digits of another one, and no other digit on purpose.</summary>
    public static ChainAddress LookAlike(ChainAddress address, Draws draws)
    {
        var bytes = address.ToArray();
        var lowHalf = (byte)draws.Below(16);
        bytes[1] = (byte)((bytes[1] & 0xF0) | ((bytes[1] & 0x0F) == lowHalf ? lowHalf ^ 1 : lowHalf));
        for (var i = 2; i < bytes.Length - 2; i++)
        {
            bytes[i] = (byte)draws.Below(256);
        }

        return new ChainAddress(address.Family, bytes);
    }
}
