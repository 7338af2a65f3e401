namespace Usd1Compliance.Simulation;

/// <summary>What an economy is made from. The same settings give the same economy, to the byte.</summary>
public sealed record SimulationSettings
{
    /// <summary>The seed of every draw. 1 is the demo.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>When the history ends, UTC; cut to the second.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>How many days of everyday life lie before <see cref="Until"/>. About eight months of thin history come before those, so that an address can have been asleep for half a year.</summary>
    public int Days { get; init; } = 30;

    /// <summary>How many addresses take part, about.</summary>
    public int Addresses { get; init; } = 3_000;

    /// <summary>How many transfers a day, about; null for the usual 4 to 9 addresses, which is 40,000 in the demo.</summary>
    public int? TransfersPerDay { get; init; }

    /// <summary>How often each of the twelve typologies is planted.</summary>
    public int InstancesPerTypology { get; init; } = 3;

    /// <summary>How many lawful look-alikes stand beside each planted instance.</summary>
    public int HardNegativesPerInstance { get; init; } = 2;

    /// <summary>How many transfers a second of wall clock come after <see cref="Until"/>; 0 ends the economy there.</summary>
    public double LivePerSecond { get; init; }

    /// <summary>The addresses of sanctioned parties that take part, as text, EVM. The default is of the fictional list of the demo.</summary>
    public IReadOnlyList<string> ListedAddresses { get; init; } = DemoList.Addresses;

    /// <summary>What is wrong with the settings, one sentence each with the mend; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        void Expect(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }

        Expect(Days is >= 14 and <= 366, $"days is {Days}; the planted typologies need 14 days, and 366 are the most.");
        Expect(Addresses is >= 1_000 and <= 2_000_000, $"addresses is {Addresses}; an economy has 1,000 to 2,000,000.");
        Expect(TransfersPerDay is null or (>= 100 and <= 5_000_000), $"transfersPerDay is {TransfersPerDay}; give 100 to 5,000,000, or leave it out.");
        Expect(InstancesPerTypology is >= 0 and <= 1_000, $"instancesPerTypology is {InstancesPerTypology}; give 0 to 1,000.");
        Expect(HardNegativesPerInstance is >= 0 and <= 10, $"hardNegativesPerInstance is {HardNegativesPerInstance}; give 0 to 10.");
        Expect(LivePerSecond is >= 0 and <= 1_000, $"livePerSecond is {LivePerSecond}; give 0 to 1,000.");
        Expect(ListedAddresses.Count > 0, "listedAddresses is empty; name at least one EVM address that a list holds.");
        foreach (var text in ListedAddresses)
        {
            Expect(Ledger.AddressText.TryReadEvm(text, out _), $"listedAddresses holds '{text}', which is no EVM address (0x and 40 hexadecimal digits).");
        }

        return problems;
    }
}
