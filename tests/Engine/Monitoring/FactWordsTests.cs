using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

[Suite(Suite.Unit)]
public sealed class FactWordsTests
{
    [Fact]
    public void Every_fact_has_words_for_an_analyst()
    {
        Assert.DoesNotContain(MemoryUnderTest.Model.All, fact => !FactWords.Has(fact.Name));
        foreach (var fact in MemoryUnderTest.Model.All)
        {
            // Words that left the value out would tell the same of each.
            var (one, other) = fact.Type == FactType.YesNo ? ("true", "false") : fact.Type == FactType.Text ? ("mint", "burn") : ("0.5", "20000");
            Assert.NotEqual(FactWords.Say(fact.Name, one), FactWords.Say(fact.Name, other));
            Assert.DoesNotContain(fact.Name.Split('.')[1], FactWords.Say(fact.Name, one), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("originator.SentUsd5m", "1200.5", "Sent $1,200.50 in 5 minutes")]
    [InlineData("beneficiary.ReceivedCount30d", "1", "Received 1 transfer in 30 days")]
    [InlineData("originator.LargestSentUsd1h", "10", "The largest transfer that it sent in 1 hour was $10.00")]
    [InlineData("originator.DistinctRecipients6h", "20", "Sent to 20 different addresses in 6 hours")]
    [InlineData("originator.ReceivedBelow3000Count24h", "3", "Received 3 transfers between $2,400 and $3,000 in 24 hours")]
    [InlineData("originator.TaintSanctionsShare", "0.25", "25 % of what it holds came from sanctioned addresses")]
    [InlineData("originator.HopsFromMixer", "2", "Is 2 transfers away from addresses labelled mixer")]
    [InlineData("originator.HopsFromTheft", "5", "Received nothing from addresses labelled theft through four hands or fewer")]
    [InlineData("pair.SentUsd24h", "9", "The originator paid the beneficiary $9.00 in 24 hours")]
    public void A_fact_is_said_as_people_say_it(string fact, string value, string words) => Assert.Equal(words, FactWords.Say(fact, value));
}
