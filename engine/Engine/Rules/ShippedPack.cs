namespace Usd1Compliance.Rules;

/// <summary>The pack in the folder of rules that this process runs with: where it is another one than that in force, a person has to propose it.</summary>
public sealed class ShippedPack(RulePackReader reader)
{
    private readonly Lazy<PackReading> reading = new(() => Read(reader));

    /// <summary>What reading it came to when this process first asked; a folder that is missing is a refusal too.</summary>
    public PackReading Reading => reading.Value;

    private static PackReading Read(RulePackReader reader)
    {
        try
        {
            return reader.ReadDirectory(RulesFolder.Packs);
        }
        catch (DirectoryNotFoundException missing)
        {
            return new PackReading.Refused([new RuleProblem("packs", null, 0, 0, missing.Message, "Start this process with the folder.")]);
        }
    }
}
