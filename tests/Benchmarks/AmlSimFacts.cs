using System.Buffers.Binary;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Benchmarks;

/// <summary>
/// What the engine's own facts say of each address of a sample: for its transfers as originator, and for those as beneficiary, how many there are and of each fact of its side, of the pair
/// and of the graph the greatest, the mean and the last. The same comes of the table that <c>usd1 monitor features</c> writes. Nothing is known of what happens after the last transfer of an address.
/// </summary>
internal static class AmlSimFacts
{
    // Every transfer is of as much, so that no fact can tell an amount. More than dust, and enough for every search of the graph.
    private const long SameUsd = 250_000_000;

    private static readonly DateTimeOffset beginning = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly FactModel model = FactModel.Of<TransferFacts>();

    /// <summary>The numbers of the catalogue that rest on no amount.</summary>
    public static IReadOnlyList<Fact> WithoutAmounts { get; } = [.. model.All.Where(fact =>
        fact.Type is FactType.Count or FactType.Number && fact.Measured is { Unit: not (FactUnit.Usd or FactUnit.Share or FactUnit.Ratio), WorthUnknown: false, FedBy: "" })];

    /// <summary>Takes the transfers of a sample in their order; a step is a day.</summary>
    /// <returns>For each address, by its number, all its columns; NaN where nothing is known.</returns>
    public static float[][] Measure(AmlSimSample sample, IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        var asOriginator = Enumerable.Range(0, sample.Fraud.Length).Select(_ => new Tally(Of(facts, "originator"))).ToArray();
        var asBeneficiary = Enumerable.Range(0, sample.Fraud.Length).Select(_ => new Tally(Of(facts, "beneficiary"))).ToArray();
        using var memory = new TransferMemory(GlobalLayer.BuiltIn);
        var row = new FactRow(model);
        foreach (var (originator, beneficiary, step) in sample.Transfers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            memory.Measure(Transfer(originator, beneficiary, step), row);
            asOriginator[originator].Add(row);
            asBeneficiary[beneficiary].Add(row);
        }

        return [.. asOriginator.Zip(asBeneficiary, (one, other) => (float[])[.. one.Columns(), .. other.Columns()])];
    }

    private static Fact[] Of(IReadOnlyList<Fact> facts, string side) => [.. facts.Where(fact => fact.Name.Split('.')[0] is var part && (part == side || part is "pair" or "graph"))];

    private static StreamedTransfer Transfer(int originator, int beneficiary, int step) => new()
    {
        Kind = TransferKind.Transfer, At = (uint)beginning.AddDays(step).ToUnixTimeSeconds(), From = Address(originator), To = Address(beneficiary),
        Units = (Int128)SameUsd * 1_000_000_000_000, Usd = SameUsd, AssetId = 1, Chain = "amlsim", AtPar = true,
    };

    private static ChainAddress Address(int number)
    {
        Span<byte> key = stackalloc byte[20];
        key.Clear();
        BinaryPrimitives.WriteInt32BigEndian(key[16..], number + 1);
        return new ChainAddress(AddressFamily.Evm, key);
    }

    /// <summary>What came together of some facts over the transfers of one address on one side.</summary>
    private sealed class Tally(Fact[] facts)
    {
        private readonly float[] greatest = Nothing(facts.Length);
        private readonly float[] last = Nothing(facts.Length);
        private readonly double[] sums = new double[facts.Length];
        private readonly int[] known = new int[facts.Length];
        private int transfers;

        public void Add(FactRow row)
        {
            transfers++;
            for (var i = 0; i < facts.Length; i++)
            {
                var stored = row.Values[facts[i].Index];
                last[i] = stored == FactRow.Unknown ? float.NaN : facts[i].Type == FactType.Number ? stored / (float)FactRow.Scale : stored;
                if (!float.IsNaN(last[i]))
                {
                    (greatest[i], sums[i], known[i]) = (float.IsNaN(greatest[i]) ? last[i] : Math.Max(greatest[i], last[i]), sums[i] + last[i], known[i] + 1);
                }
            }
        }

        public IEnumerable<float> Columns() =>
            [transfers, .. Enumerable.Range(0, facts.Length).SelectMany(i => new[] { greatest[i], known[i] == 0 ? float.NaN : (float)(sums[i] / known[i]), last[i] })];

        private static float[] Nothing(int length) => [.. Enumerable.Repeat(float.NaN, length)];
    }
}
