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
}
