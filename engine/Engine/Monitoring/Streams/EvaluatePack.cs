using System.Numerics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Streams;

/// <summary>What an evaluation came to.</summary>
/// <param name="Transfers">How many were taken.</param>
/// <param name="Alerts">How many alerts were raised.</param>
/// <param name="Repeats">Further findings within the suppression window of an alert.</param>
/// <param name="Addresses">How many addresses were met.</param>
/// <param name="Bytes">Of native memory in use at the end.</param>
/// <param name="BudgetCuts">Searches of the graph that were given up.</param>
/// <param name="LateCuts">Late labels that were followed no further.</param>
/// <param name="Gaps">How often a rule was undecided for want of a fact, by rule.</param>
public sealed record PackEvaluation(long Transfers, long Alerts, long Repeats, long Addresses, long Bytes, long BudgetCuts, long LateCuts, IReadOnlyDictionary<string, long> Gaps);

/// <summary>
/// Evaluates a pack over a stretch of transfers: facts, rules, and what counts as a repeat of one alert. A plain function of the transfers and of what was known at each
/// moment; it touches no database.
/// </summary>
/// <remarks>Not for two threads at once.</remarks>
public sealed class EvaluatePack : IDisposable
{
    private readonly CompiledPack pack;
    private readonly StreamKnowledge known;
    private readonly MeasureSegments segments;
    private readonly LookBack lookBack;
    private readonly FactRow facts;
    private readonly ulong[] yes;
    private readonly ulong[] unknown;
    private readonly long[] gaps;
    private readonly Dictionary<(int Rule, bool IsFailure, ChainAddress Subject, ChainAddress? LookedBackOn), uint> standing = [];
    private long alerts;
    private long repeats;

    /// <param name="pack">Compiled for <see cref="TransferFacts"/>.</param>
    /// <param name="known">What was known of addresses at each moment.</param>
    public EvaluatePack(CompiledPack pack, StreamKnowledge known)
    {
        this.pack = pack;
        this.known = known;
        (facts, yes, unknown, gaps) = (new FactRow(pack.Facts), new ulong[pack.Words], new ulong[pack.Words], new long[pack.Pack.Rules.Count]);
        segments = new MeasureSegments(pack.Pack.Layer);
        lookBack = new LookBack(pack, known);
        Memory = new TransferMemory(pack.Pack.Layer);
        Memory.Know(known.Now);
    }

    /// <summary>What is kept of the transfers.</summary>
    public TransferMemory Memory { get; }

    /// <summary>The facts of the last transfer that was taken.</summary>
    public FactRow Facts => facts;

    /// <summary>Takes the transfers of a chunk in their order.</summary>
    /// <param name="chunk">The next.</param>
    /// <param name="raise">Gets each alert.</param>
    public void Take(TransferChunk chunk, Action<StreamedAlert> raise)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            Know(chunk, i, raise);
            lookBack.Keep(chunk, i);
            Memory.Foresee(chunk.Transfers.AsSpan(0, chunk.Count), i);
            Memory.Take(chunk.Transfers[i], facts);
            SetDesk(chunk, i);
            var failed = pack.Evaluate(facts, Memory, yes, unknown);
            for (var word = 0; word < yes.Length; word++)
            {
                for (var bits = yes[word]; bits != 0; bits &= bits - 1)
                {
                    Find(chunk.Transfers[i], chunk.IdOf(i), facts, (word * 64) + BitOperations.TrailingZeroCount(bits), null, null, raise);
                }

                for (var bits = unknown[word]; bits != 0; bits &= bits - 1)
                {
                    gaps[(word * 64) + BitOperations.TrailingZeroCount(bits)]++;
                }
            }

            foreach (var failure in failed)
            {
                Find(chunk.Transfers[i], chunk.IdOf(i), facts, pack.IndexOf(failure.Rule), failure.Message, null, raise);
            }
        }
    }

    /// <summary>Measures the facts of a transfer of a chunk, and judges nothing: for whoever wants the facts alone.</summary>
    public FactRow Measure(TransferChunk chunk, int place)
    {
        Know(chunk, place, null);
        Memory.Measure(chunk.Transfers[place], facts);
        SetDesk(chunk, place);
        return facts;
    }

    /// <summary>What it came to so far.</summary>
    public PackEvaluation Result() => new(Memory.Taken, alerts, repeats, Memory.Addresses, Memory.Bytes, Memory.BudgetCuts, Memory.LateCuts,
        pack.Pack.Rules.Select((rule, i) => KeyValuePair.Create(rule.Id, gaps[i])).Where(gap => gap.Value > 0).ToDictionary(StringComparer.Ordinal));

    /// <inheritdoc/>
    public void Dispose() => Memory.Dispose();

    private void Know(TransferChunk chunk, int place, Action<StreamedAlert>? raise)
    {
        var at = chunk.Transfers[place].At;
        if (!known.Advance(at, out var changed))
        {
            return;
        }

        Memory.Know(known.Now, changed);
        if (raise is not null)
        {
            foreach (var found in lookBack.Find(changed, at))
            {
                Find(found.Transfer, found.TransferId, lookBack.Facts, found.Rule, null, DateTimeOffset.FromUnixTimeSeconds(at), raise);
            }
        }
    }

    private void SetDesk(TransferChunk chunk, int place)
    {
        segments.Measure(facts);
        facts.Set(FactPlaces.MinterIsKnown, chunk.Desk[place].MinterIsKnown);
        facts.Set(FactPlaces.MintIsOrdered, chunk.Desk[place].IsOrdered);
    }

    private void Find(in StreamedTransfer transfer, string id, FactRow on, int index, string? failure, DateTimeOffset? foundAt, Action<StreamedAlert> raise)
    {
        var rule = pack.Pack.Rules[index];
        var (subject, side) = JudgeTransfers.SubjectOf(rule.Subject, transfer.From, transfer.To);
        // A look-back is about everybody who dealt with a listed address: a finding about one is no repeat of one about another. Of a mint or burn that is the address itself.
        var key = (index, failure is not null, subject ?? default, foundAt is null ? null : (side == "beneficiary" ? transfer.From : transfer.To) ?? subject);
        if (rule.Severity != Severity.Critical && standing.TryGetValue(key, out var since) && Math.Abs((long)transfer.At - since) < (long)rule.Suppression.TotalSeconds)
        {
            repeats++;
            return;
        }

        standing[key] = transfer.At;
        alerts++;
        raise(new StreamedAlert(id, DateTimeOffset.FromUnixTimeSeconds(transfer.At), failure is null ? rule.Id : $"rule-failed/{rule.Id}", rule, subject, side, pack.FactsOf(index, on), failure, foundAt));
    }
}
