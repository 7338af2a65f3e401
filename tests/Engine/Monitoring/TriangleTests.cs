using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>Who brought two addresses together, and how many are joined by that.</summary>
[Suite(Suite.Unit)]
public sealed class TriangleTests : IDisposable
{
    private readonly MemoryUnderTest memory = new();
    private readonly Ledgers ledger = new();

    [Fact]
    public void Who_paid_both_sides_half_a_year_before_they_pay_one_another_is_what_they_have_in_common()
    {
        memory.Take(ledger.Transfer(Ledgers.Noon.AddDays(-200), 1, 2, 100));
        memory.Take(ledger.Transfer(Ledgers.Noon.AddDays(-180), 1, 3, 100));
        var facts = memory.Measure(ledger.Transfer(Ledgers.Noon, 2, 3, 100));
        Assert.Equal(1, facts["pair.CommonCounterparties"]);
        Assert.Equal((3, 3), (facts["originator.TriangleGroup"], facts["beneficiary.TriangleGroup"]));
    }

    [Fact]
    public void Whichever_of_the_three_paid_which_makes_no_difference()
    {
        memory.Take(ledger.Transfer(Ledgers.Noon, 2, 1, 100));
        memory.Take(ledger.Transfer(Ledgers.Noon, 3, 1, 100));
        Assert.Equal(1, memory.Measure(ledger.Transfer(Ledgers.Noon, 3, 2, 100))["pair.CommonCounterparties"]);
    }

    [Fact]
    public void Triangles_that_share_an_address_are_one_group()
    {
        foreach (var (from, to) in new[] { (1, 2), (1, 3), (2, 3), (3, 4), (3, 5) })
        {
            memory.Take(ledger.Transfer(Ledgers.Noon, from, to, 100));
        }

        var facts = memory.Measure(ledger.Transfer(Ledgers.Noon, 4, 5, 100));
        Assert.Equal((5, 5), (facts["originator.TriangleGroup"], facts["beneficiary.TriangleGroup"]));
        Assert.Equal(1, memory.Measure(ledger.Transfer(Ledgers.Noon, 5, 6, 100))["beneficiary.TriangleGroup"]);      // whom one of them pays is not joined by that
    }

    [Theory]
    [InlineData(0.10, 0)]           // dust: anybody sends it to anybody
    [InlineData(0.11, 1)]
    public void Dust_is_no_dealing(double usd, int common)
    {
        memory.Take(ledger.Transfer(Ledgers.Noon, 1, 2, (decimal)usd));
        memory.Take(ledger.Transfer(Ledgers.Noon, 1, 3, 100));
        Assert.Equal(common, memory.Measure(ledger.Transfer(Ledgers.Noon, 2, 3, 100))["pair.CommonCounterparties"]);
    }

    [Fact]
    public void An_exchange_brings_nobody_together()
    {
        memory.Memory.Know(AddressKnowledge.Nothing with { Labels = new AddressLabels([new AddressLabel(Ledgers.Address(1), "exchange", "", "test", Ledgers.Noon)]) });
        memory.Take(ledger.Transfer(Ledgers.Noon, 1, 2, 100));
        memory.Take(ledger.Transfer(Ledgers.Noon, 1, 3, 100));
        var facts = memory.Measure(ledger.Transfer(Ledgers.Noon, 2, 3, 100));
        Assert.Equal((0, 1), (facts["pair.CommonCounterparties"], facts["originator.TriangleGroup"]));
    }

    [Theory]
    [InlineData(32, 1, 3)]          // has dealt with 32: its dealings tell something
    [InlineData(33, 0, 1)]          // with one more nearly everybody has dealt with it
    public void Who_has_dealt_with_more_than_thirty_two_others_brings_nobody_together(int others, int common, int joined)
    {
        for (var n = 0; n < others; n++)
        {
            memory.Take(ledger.Transfer(Ledgers.Noon, 1, 2 + n, 100));
        }

        var facts = memory.Measure(ledger.Transfer(Ledgers.Noon, 2, 3, 100));
        Assert.Equal((common, joined), (facts["pair.CommonCounterparties"], facts["originator.TriangleGroup"]));
    }

    [Fact]
    public void A_retracted_transfer_takes_back_the_group_that_it_joined()
    {
        memory.Take(ledger.Transfer(Ledgers.Noon, 1, 2, 100));
        memory.Take(ledger.Transfer(Ledgers.Noon, 1, 3, 100));
        memory.Memory.SetMark();
        Assert.Equal(3, memory.Measure(ledger.Transfer(Ledgers.Noon, 2, 3, 100))["originator.TriangleGroup"]);
        memory.Memory.GoBack();
        Assert.Equal(1, memory.Measure(ledger.Transfer(Ledgers.Noon, 2, 4, 100))["originator.TriangleGroup"]);
    }

    public void Dispose() => memory.Dispose();
}
