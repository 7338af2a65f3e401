using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>From when to when a freeze counts as proposed, whatever order labels, freezes and judging come in: it decides on evasion, which is never missed.</summary>
[Suite(Suite.Unit)]
public sealed class FreezeProposalTests : IDisposable
{
    private readonly MemoryUnderTest memory = new();
    private readonly Ledgers ledger = new();

    public FreezeProposalTests() => memory.Take(ledger.Mint(Ledgers.Noon, 1, 1_000));

    [Fact]
    public void A_freeze_that_was_carried_out_is_proposed_no_longer_whatever_else_is_labelled()
    {
        Transfer Act(TransferKind kind, int hours) => ledger.Next(kind, Ledgers.Noon.AddHours(hours), Ledgers.Address(1), null, 0, Ledgers.Usdx);
        memory.Take(ledger.Mint(Ledgers.Noon, 1, 10));
        memory.Memory.Know(Labelled((1, AddressLabels.FreezeProposed)));
        Assert.Equal(true, memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(1), 1, 2, 1))["originator.IsFreezeProposed"]);
        memory.Take(Act(TransferKind.Freeze, 2));
        memory.Take(Act(TransferKind.Unfreeze, 3));
        memory.Memory.Know(Labelled((1, AddressLabels.FreezeProposed), (7, "exchange")));
        Assert.Equal(false, memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(4), 1, 2, 1))["originator.IsFreezeProposed"]);
        memory.Memory.Know(Labelled((7, AddressLabels.FreezeProposed)));
        memory.Memory.Know(Labelled((1, AddressLabels.FreezeProposed)));
        Assert.Equal(true, memory.Measure(ledger.Transfer(Ledgers.Noon.AddHours(5), 1, 2, 1))["originator.IsFreezeProposed"]);
    }

    [Fact]
    public void It_is_proposed_from_its_own_moment_on_though_the_label_is_known_beforehand()
    {
        Know(Ledgers.Noon.AddHours(2).AddMilliseconds(400));
        Assert.False(IsProposed(Ledgers.Noon.AddHours(2).AddSeconds(-1)));
        Assert.True(IsProposed(Ledgers.Noon.AddHours(2).AddMilliseconds(900)));        // the same second
    }

    [Fact]
    public void A_freeze_and_a_release_before_it_leave_it_open_in_whatever_order_they_are_learned()
    {
        Know(Ledgers.Noon.AddHours(5));
        Act(TransferKind.Freeze, 1);
        Act(TransferKind.Unfreeze, 2);
        Assert.False(IsProposed(Ledgers.Noon.AddHours(4)));
        Assert.True(IsProposed(Ledgers.Noon.AddHours(6)));
    }

    [Fact]
    public void A_label_that_comes_while_an_older_freeze_stands_opens_at_its_moment()
    {
        Act(TransferKind.Freeze, 1);
        Know(Ledgers.Noon.AddHours(5));
        Act(TransferKind.Unfreeze, 2);
        Assert.True(IsProposed(Ledgers.Noon.AddHours(6)));
    }

    [Fact]
    public void A_freeze_on_another_chain_carries_out_a_proposal_though_the_address_was_frozen_already()
    {
        Act(TransferKind.Freeze, 1);
        Know(Ledgers.Noon.AddHours(2));
        Act(TransferKind.Freeze, 3);
        Act(TransferKind.Unfreeze, 4);
        Assert.False(IsProposed(Ledgers.Noon.AddHours(5)));
    }

    [Fact]
    public void One_that_was_carried_out_is_opened_by_a_later_one_though_the_first_label_still_stands()
    {
        Know(Ledgers.Noon.AddHours(1));
        Act(TransferKind.Freeze, 2);
        Act(TransferKind.Unfreeze, 3);
        Assert.False(IsProposed(Ledgers.Noon.AddHours(4)));
        Know(Ledgers.Noon.AddHours(1), Ledgers.Noon.AddHours(5));
        Assert.False(IsProposed(Ledgers.Noon.AddHours(4)));
        Assert.True(IsProposed(Ledgers.Noon.AddHours(5)));
        Act(TransferKind.Freeze, 6);
        Act(TransferKind.Unfreeze, 7);
        Assert.False(IsProposed(Ledgers.Noon.AddHours(8)));
    }

    public void Dispose() => memory.Dispose();

    private static AddressKnowledge Labelled(params (int Address, string Category)[] labels) =>
        AddressKnowledge.Nothing with { Labels = new AddressLabels(labels.Select(label => new AddressLabel(Ledgers.Address(label.Address), label.Category, "", "test", Ledgers.Noon))) };

    // By an origin each, long after.
    private void Know(params DateTimeOffset[] moments) => memory.Memory.Know(AddressKnowledge.Nothing with
    {
        Labels = new AddressLabels(moments.Select((moment, n) => new AddressLabel(Ledgers.Address(1), AddressLabels.FreezeProposed, "", $"desk {n}", Ledgers.Noon.AddDays(9), moment))),
    });

    private void Act(TransferKind kind, int hours) => memory.Take(ledger.Next(kind, Ledgers.Noon.AddHours(hours), Ledgers.Address(1), null, 0, Ledgers.Usdx));

    private bool IsProposed(DateTimeOffset at) => (bool)memory.Measure(ledger.Transfer(at, 1, 2, 1))["originator.IsFreezeProposed"]!;
}
