using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>A memory that tests tell transfers of the ledger and ask for facts by their names.</summary>
/// <param name="layer">By which it is kept; the built-in one where none is given.</param>
internal sealed class MemoryUnderTest(GlobalLayer? layer = null) : IDisposable
{
    public static readonly FactModel Model = FactModel.Of<TransferFacts>();

    private readonly FactRow row = new(Model);

    public TransferMemory Memory { get; } = new(layer ?? GlobalLayer.BuiltIn);

    public void Take(Transfer transfer) => Memory.Take(StreamedTransfer.Of(transfer));

    /// <summary>The facts of the next transfer. Filled anew by the next one.</summary>
    public FactRow Measure(Transfer transfer)
    {
        Memory.Measure(StreamedTransfer.Of(transfer), row);
        return row;
    }

    /// <summary>Takes a happening and measures nothing.</summary>
    public void Take(Happening happening)
    {
        if (happening.Knowledge is { } knowledge)
        {
            Memory.Know(knowledge);
        }
        else
        {
            Take(happening.Transfer!);
        }
    }

    /// <summary>All that the memory holds, to the byte.</summary>
    public byte[] Snapshot()
    {
        using var stream = new MemoryStream();
        Memory.WriteSnapshot(stream);
        return stream.ToArray();
    }

    /// <summary>Every known fact in words, so that two rows can be compared.</summary>
    public static List<string> Told(FactRow facts) => [.. Model.All.Select(fact => $"{fact.Name} {facts[fact]}")];

    public void Dispose() => Memory.Dispose();
}
