using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

[Suite(Suite.Unit)]
public sealed class FactsPageTests
{
    [Fact]
    public void The_page_of_facts_is_what_the_facts_say_of_themselves()
    {
        var file = Checkout.PathOf("docs/facts.md");
        var made = FactsPage.Write();
        if (Environment.GetEnvironmentVariable("USD1_UPDATE_DOCS") is "yes")
        {
            File.WriteAllText(file, made);
        }

        Assert.Equal(made, File.Exists(file) ? File.ReadAllText(file) : "", ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Every_fact_says_its_unit_its_window_and_how_it_stands_to_the_truth()
    {
        Assert.DoesNotContain(MemoryUnderTest.Model.All, fact => fact.Measured is null);

        // The page shows the beneficiary by the originator's facts, and every other part.
        Assert.Equal(MemoryUnderTest.Model.All.Select(fact => fact.Name.Split('.')[0]).Distinct().Where(part => part != "beneficiary"), FactsPage.Parts.Select(part => part.Part));
    }

    [Fact]
    public void A_window_in_a_name_is_the_window_that_is_measured()
    {
        foreach (var fact in MemoryUnderTest.Model.All)
        {
            FactWindow? named = fact.Name switch
            {
                _ when fact.Name.EndsWith("15m", StringComparison.Ordinal) => FactWindow.QuarterHour,
                _ when fact.Name.EndsWith("10m", StringComparison.Ordinal) => FactWindow.TenMinutes,
                _ when fact.Name.EndsWith("5m", StringComparison.Ordinal) => FactWindow.FiveMinutes,
                _ when fact.Name.EndsWith("24h", StringComparison.Ordinal) => FactWindow.Day,
                _ when fact.Name.EndsWith("48h", StringComparison.Ordinal) => FactWindow.TwoDays,
                _ when fact.Name.EndsWith("6h", StringComparison.Ordinal) => FactWindow.SixHours,
                _ when fact.Name.EndsWith("1h", StringComparison.Ordinal) => FactWindow.Hour,
                _ when fact.Name.EndsWith("60d", StringComparison.Ordinal) => FactWindow.TwoMonths,
                _ when fact.Name.EndsWith("30d", StringComparison.Ordinal) => FactWindow.Month,
                _ when fact.Name.EndsWith("7d", StringComparison.Ordinal) => FactWindow.Week,
                _ => null,
            };
            Assert.True(named is null || named == fact.Measured!.Window, $"{fact.Name} is measured over {fact.Measured!.Window}.");
        }
    }
}
