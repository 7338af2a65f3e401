using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>Turns the logs of a token contract into transfers, by its profile. Events that belong together in one transaction become one row.</summary>
public sealed class TransferDecoder
{
    private readonly Dictionary<Word, EventLayout> layouts;
    private readonly BloomBits contractBloom;
    private readonly Word contract;
    private readonly string contractText;
    private readonly int assetId;

    /// <summary>A decoder of one contract.</summary>
    /// <param name="profile">Which events it has.</param>
    /// <param name="contract">The token.</param>
    /// <param name="assetId">The token in the ledger.</param>
    /// <exception cref="System.Text.Json.JsonException">The profile cannot be read.</exception>
    public TransferDecoder(TokenProfile profile, ChainAddress contract, int assetId)
    {
        layouts = profile.Events.Select(declared => new EventLayout(declared)).ToDictionary(layout => layout.Topic0);
        contractBloom = new BloomBits(contract.Bytes);
        contractText = $"0x{Convert.ToHexStringLower(contract.Bytes)}";
        contract.Bytes.CopyTo(((Span<byte>)this.contract)[12..]);
        this.assetId = assetId;
    }

    /// <summary>The filter of eth_getLogs: this contract, these events.</summary>
    public string Filter => $$"""
        "address":"{{contractText}}","topics":[[{{string.Join(',', layouts.Keys.Select(topic => $"\"{topic}\""))}}]]
        """;

    /// <summary>Whether the block may have a log of this contract and these events, by its logsBloom: no is certain, yes is not.</summary>
    public bool MayHaveLogsIn(EvmHeader header)
    {
        if (contractBloom.MayBeIn(header.LogsBloom))
        {
            foreach (var layout in layouts.Values)
            {
                if (layout.Bloom.MayBeIn(header.LogsBloom))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a log is one of this contract and these events.</summary>
    /// <param name="address">20 bytes.</param>
    /// <param name="topic0">32 bytes.</param>
    public bool IsOurs(ReadOnlySpan<byte> address, ReadOnlySpan<byte> topic0) =>
        address.SequenceEqual(((ReadOnlySpan<byte>)contract)[12..]) && layouts.ContainsKey(Word.Of(topic0));

    /// <summary>Refuses an answer that holds what was not asked for, or what its own block denies.</summary>
    /// <param name="logs">The answer, put in the order of the chain.</param>
    /// <param name="headers">By height, of every block that has a log.</param>
    /// <exception cref="SourceAnswerException">The node lies.</exception>
    public void DemandBelievable(ReadOnlySpan<ChainLog> logs, IReadOnlyDictionary<long, EvmHeader> headers)
    {
        var (block, index) = (-1L, -1);
        EvmHeader? header = null;
        foreach (ref readonly var log in logs)
        {
            if (log.BlockNumber != block)
            {
                (block, index) = (log.BlockNumber, -1);
                header = headers.GetValueOrDefault(block) ?? throw new SourceAnswerException($"The node answers a log of block {block}, which was not asked for.");
                if (!contractBloom.MayBeIn(header.LogsBloom))
                {
                    throw Lie(log, "the block's own logsBloom says that the contract has no log in it");
                }
            }

            if (log.Index <= index)
            {
                throw Lie(log, "it stands twice in the answer");
            }

            index = log.Index;
            var fault = log.Contract != contract ? "it is of another contract"
                : !layouts.TryGetValue(log.Topic0, out var layout) ? "it is of an event that was not asked for"
                : !((ReadOnlySpan<byte>)log.BlockHash).SequenceEqual(header!.Hash) ? "it is of another block at that height than the header"
                : !layout.Bloom.MayBeIn(header.LogsBloom) ? "the block's own logsBloom says that there is no such event in it"
                : null;
            if (fault is not null)
            {
                throw Lie(log, fault);
            }
        }
    }

    /// <summary>Adds the transfers that the logs tell to a batch.</summary>
    /// <param name="logs">Believable, in the order of the chain.</param>
    /// <param name="headers">By height.</param>
    /// <param name="transfers">Added to.</param>
    /// <param name="refused">Added to: logs that do not have the form of their event.</param>
    public void Decode(ReadOnlySpan<ChainLog> logs, IReadOnlyDictionary<long, EvmHeader> headers, List<NewTransfer> transfers, List<NewRefusedRow> refused)
    {
        for (var start = 0; start < logs.Length;)
        {
            var end = start + 1;
            while (end < logs.Length && logs[end].TransactionHash == logs[start].TransactionHash && logs[end].BlockNumber == logs[start].BlockNumber)
            {
                end++;
            }

            DecodeTransaction(logs[start..end], headers[logs[start].BlockNumber], transfers, refused);
            start = end;
        }
    }

    private void DecodeTransaction(ReadOnlySpan<ChainLog> logs, EvmHeader header, List<NewTransfer> transfers, List<NewRefusedRow> refused)
    {
        List<(Word Account, int At)>? wiped = null;
        List<(Word To, Word Minter)>? minters = null;
        for (var at = 0; at < logs.Length; at++)
        {
            ref readonly var log = ref logs[at];
            var layout = layouts[log.Topic0];
            if (layout.Means == EventMeaning.SeizesBurn && layout.Fits(log))
            {
                (wiped ??= []).Add((layout.From(log)!.Value, at));
            }
            else if (layout.Means == EventMeaning.NamesMinter && layout.Fits(log))
            {
                (minters ??= []).Add((layout.To(log)!.Value, layout.Initiator(log)!.Value));
            }
        }

        var transactionHash = logs[0].TransactionHash.ToArray();
        for (var at = 0; at < logs.Length; at++)
        {
            ref readonly var log = ref logs[at];
            var layout = layouts[log.Topic0];
            if (!layout.Fits(log))
            {
                Refuse(log, layout, refused, "does not have the topics and data of its event; the profile may be of another contract");
            }
            else if (layout.Means is not (EventMeaning.SeizesBurn or EventMeaning.NamesMinter))
            {
                Add(log, layout, header, transactionHash, wiped, minters, transfers, refused);
            }
        }

        foreach (var (_, at) in wiped ?? [])
        {
            Refuse(logs[at], layouts[logs[at].Topic0], refused, "says that an address was wiped, and its transaction holds no burn of that address: the amount is not known");
        }
    }

    private void Add(in ChainLog log, EventLayout layout, EvmHeader header, byte[] transactionHash, List<(Word Account, int At)>? wiped, List<(Word To, Word Minter)>? minters,
        List<NewTransfer> transfers, List<NewRefusedRow> refused)
    {
        var (fromWord, toWord, initiatorWord) = (layout.From(log), layout.To(log), layout.Initiator(log));
        if (!TryAddress(fromWord, out var from) || !TryAddress(toWord, out var to) || !TryAddress(initiatorWord, out var initiator))
        {
            Refuse(log, layout, refused, "has more than 20 bytes where an address belongs");
            return;
        }

        var kind = KindOf(layout.Means, from, to);
        if (kind == TransferKind.Burn && fromWord is { } emptied && wiped?.FindIndex(each => each.Account == emptied) is >= 0 and var wipe)
        {
            wiped.RemoveAt(wipe);
            kind = TransferKind.Seize;
        }
        else if (kind == TransferKind.Mint && toWord is { } minted && minters?.FindIndex(each => each.To == minted) is >= 0 and var mint && TryAddress(minters[mint].Minter, out var minter))
        {
            minters.RemoveAt(mint);
            initiator = minter;
        }

        var amount = kind is TransferKind.Freeze or TransferKind.Unfreeze ? BigInteger.Zero : layout.Amount(log)!.Value.ToNumber();
        transfers.Add(new NewTransfer(kind, header.OccurredAt, kind == TransferKind.Mint ? null : from, kind is TransferKind.Transfer or TransferKind.Mint ? to : null, amount, assetId,
            log.BlockNumber, header.Hash, log.Index, transactionHash, initiator));
    }

    private static TransferKind KindOf(EventMeaning means, ChainAddress? from, ChainAddress? to) => means switch
    {
        EventMeaning.Transfer when from is { IsZero: true } => TransferKind.Mint,
        EventMeaning.Transfer when to is { IsZero: true } => TransferKind.Burn,
        EventMeaning.Transfer => TransferKind.Transfer,
        EventMeaning.Mint => TransferKind.Mint,
        EventMeaning.Burn => TransferKind.Burn,
        EventMeaning.Freeze => TransferKind.Freeze,
        EventMeaning.Unfreeze => TransferKind.Unfreeze,
        EventMeaning.Seize => TransferKind.Seize,
        _ => throw new UnreachableException(),
    };

    private static bool TryAddress(Word? word, out ChainAddress? address)
    {
        address = null;
        if (word is not { } given)
        {
            return true;
        }

        var read = given.TryAsAddress(out var known);
        address = known;
        return read;
    }

    private static void Refuse(in ChainLog log, EventLayout layout, List<NewRefusedRow> refused, string reason) => refused.Add(new NewRefusedRow(
        string.Create(CultureInfo.InvariantCulture, $"block {log.BlockNumber} {log.BlockHash}"), log.Index, "", reason,
        $"{layout.Signature}: {log.Topics} topics {log.Topic1} {log.Topic2} {log.Topic3}, {log.DataLength} bytes of data {log.Data0} {log.Data1}, transaction {log.TransactionHash}"));

    private static SourceAnswerException Lie(in ChainLog log, string fault) => new(string.Create(CultureInfo.InvariantCulture,
        $"The node's logs cannot be believed: log {log.Index} of block {log.BlockNumber}: {fault}. The stretch was refused and is asked for again."));
}
