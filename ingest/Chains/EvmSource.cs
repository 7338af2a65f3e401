using System.Text.Json;
using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>
/// One token contract on an EVM chain. Deep history is read by ranges, the last <see cref="TipDepth"/> blocks one by one by their hash. A stretch
/// of rows enters the ledger with its headers and checkpoint; a restart first asks the node for the checkpoint's block, and a hash that changed halts
/// the source.
/// </summary>
/// <remarks>
/// The header of every block is read, linked to the one before by its parent hash, and where its logsBloom leaves open whether the contract has a
/// log in it and the node gave none, the node is asked again in another way (<see cref="EmptyBlocks"/>). Kept are, at the tip, all headers, because
/// there the chain may still change; in deep history those of blocks with a log and the last of each stretch.
/// </remarks>
public sealed class EvmSource(EvmSourceSettings settings) : ISource
{
    /// <summary>How close to the head blocks are read one by one. Reorganisations of Ethereum end within 64 blocks, two epochs.</summary>
    public const int TipDepth = 64;

    private const int supplyEvery = 25;
    private static readonly TimeSpan pollEvery = TimeSpan.FromMilliseconds(500);

    private readonly LogSheet sheet = new();
    private long supplySeenAt = -1;

    /// <inheritdoc/>
    public async Task RunAsync(SourceRun run, CancellationToken cancellationToken)
    {
        using var node = new EthereumNode(settings.Rpc);
        var asset = await PrepareAsync(run, node, cancellationToken);
        var decoder = Decoder(asset);
        await DemandCheckpointAsync(run, node, cancellationToken);
        var empty = new EmptyBlocks(node, decoder);
        var history = new HistoryReader(node, decoder, sheet, empty);
        while (true)
        {
            var head = await node.HeadAsync(cancellationToken);
            DemandHead(run, head);
            var last = head.Number - settings.Confirmations;
            var next = run.Checkpoint.BlockNumber < 0 ? settings.FromBlock : run.Checkpoint.BlockNumber + 1;
            if (next > last)
            {
                await run.ReportAsync(SourceState.Following, head.Number, Math.Max(0, run.Checkpoint.BlockNumber), head.OccurredAt, head.OccurredAt, cancellationToken: cancellationToken);
                await Task.Delay(pollEvery, run.Clock, cancellationToken);
            }
            else if (next <= head.Number - TipDepth)
            {
                var stretch = await history.ReadAsync(next, Math.Min(last, head.Number - TipDepth), cancellationToken);
                await WriteAsync(run, node, asset, head, stretch, cancellationToken);
            }
            else
            {
                var stretch = await ReadTipAsync(node, decoder, empty, next, Math.Min(last, next + TipDepth - 1), cancellationToken);
                await WriteAsync(run, node, asset, head, stretch, cancellationToken);
            }
        }
    }

    /// <summary>Asks whether it is the chain and the contract that the settings speak of.</summary>
    private async Task<Asset> PrepareAsync(SourceRun run, EthereumNode node, CancellationToken cancellationToken)
    {
        var chainId = await node.ChainIdAsync(cancellationToken);
        if (chainId != settings.ChainId)
        {
            throw new SourceAnswerException($"The node {settings.Rpc} is on chain {chainId}, and the source is of chain {settings.ChainId}. Point it at a node of the right chain; nothing is read until then.");
        }

        if (!AddressText.TryReadEvm(settings.Contract, out var contract))
        {
            throw new SourceHaltedException($"The contract '{settings.Contract}' is not an address of 0x and 40 hexadecimal digits. Add the source again.");
        }

        var answer = await node.AskContractAsync(settings.Contract, "decimals()", null, cancellationToken);
        if (answer.Length != 32)
        {
            throw new SourceAnswerException($"The contract {settings.Contract} does not answer decimals() on the node {settings.Rpc}: is there a token at that address, and has the node caught up?");
        }

        var decimals = Word.Of(answer).ToNumber();
        if (decimals != settings.Decimals)
        {
            throw new SourceHaltedException($"The contract {settings.Contract} has {decimals} decimals, and the source says {settings.Decimals}: every amount would be wrong. Disable it and add it again with --decimals {decimals}.");
        }

        try
        {
            return await run.Assets.FindOrAddAsync(run.Source.Chain, settings.Symbol, contract, settings.Decimals, settings.RedeemableAtPar, cancellationToken);
        }
        catch (InvalidDataException contradicts)
        {
            throw new SourceHaltedException(contradicts.Message, contradicts);
        }
    }

    private TransferDecoder Decoder(Asset asset)
    {
        try
        {
            var path = Path.Combine(RulesFolder.Packs, "..", TokenProfiles.FileName);
            return TokenProfiles.Read(path).TryGetValue(settings.Profile, out var profile)
                ? new TransferDecoder(profile, asset.Contract!.Value, asset.AssetId)
                : throw new SourceHaltedException($"There is no token profile {settings.Profile} in {TokenProfiles.FileName}. Add it there, or add the source again with one that stands.");
        }
        catch (Exception wrong) when (wrong is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SourceHaltedException($"The token profiles in {TokenProfiles.FileName} cannot be read: {wrong.Message} Correct the file.", wrong);
        }
    }

    private static async Task DemandCheckpointAsync(SourceRun run, EthereumNode node, CancellationToken cancellationToken)
    {
        if (run.Checkpoint.BlockNumber >= 0)
        {
            DemandSame(run, (await node.HeadersAsync([run.Checkpoint.BlockNumber], cancellationToken))[0].Hash);
        }
    }

    /// <summary>A head at or below the checkpoint: the same block, or a chain that changed, or a node that is behind.</summary>
    private static void DemandHead(SourceRun run, EvmHeader head)
    {
        if (head.Number == run.Checkpoint.BlockNumber)
        {
            DemandSame(run, head.Hash);
        }
        else if (head.Number < run.Checkpoint.BlockNumber)
        {
            throw new SourceAnswerException($"The node's head is block {head.Number}, and block {run.Checkpoint.BlockNumber} is in the ledger: the node is behind, or its chain was rolled back. Nothing is read until it has caught up.");
        }
    }

    private static void DemandSame(SourceRun run, byte[] hash)
    {
        if (!hash.AsSpan().SequenceEqual(run.Checkpoint.BlockHash))
        {
            throw new SourceHaltedException($"The chain changed under the source: block {run.Checkpoint.BlockNumber} was 0x{Convert.ToHexStringLower(run.Checkpoint.BlockHash)} when it was read and is 0x{Convert.ToHexStringLower(hash)} now (a reorganisation). Nothing further is read. Alerts on the blocks before it may rest on transfers that no longer stand; disable the source and look at them.");
        }
    }

    /// <summary>Reads blocks near the head: linked by parent hash, logs by block hash.</summary>
    private async Task<Stretch> ReadTipAsync(EthereumNode node, TransferDecoder decoder, EmptyBlocks empty, long first, long last, CancellationToken cancellationToken)
    {
        var headers = await Stretch.HeadersAsync(node, first, last, cancellationToken);
        var stretch = new Stretch(headers, atTip: true);
        foreach (var header in headers)
        {
            if (await node.LogsAsync(decoder.Filter, header.Hash, sheet, cancellationToken) is { } error)
            {
                throw new SourceAnswerException($"{node.Describe(error)} (the logs of block {header.Number}).");
            }

            stretch.Take(decoder, sheet);
        }

        // The logs were asked by hash already: each doubtful block is asked by its receipts.
        await empty.DemandEmptyAsync(stretch.WithoutLogs, TipDepth, cancellationToken);
        return stretch;
    }

    private async Task WriteAsync(SourceRun run, EthereumNode node, Asset asset, EvmHeader head, Stretch stretch, CancellationToken cancellationToken)
    {
        var headers = stretch.Kept;
        if (headers.FirstOrDefault(header => !run.Keeps(header.OccurredAt)) is { } odd)
        {
            throw new SourceAnswerException($"The node says that block {odd.Number} was made at {odd.OccurredAt:u}, which cannot be: the ledger keeps events from 2009 to now.");
        }

        if (run.Checkpoint.BlockNumber >= 0)
        {
            DemandSame(run, stretch.First.ParentHash);
        }

        var batch = new TransferBatch(run.Checkpoint, stretch.Transfers, stretch.Last.Number, stretch.Last.Hash)
        {
            Headers = [.. headers.Select(header => header.ToBlockHeader())],
            Refused = stretch.Refused,
            Supplies = await SupplyAsync(node, asset, head, stretch, cancellationToken),
        };
        await run.WriteAsync(batch, cancellationToken);
        var caughtUp = stretch.Last.Number >= head.Number - settings.Confirmations;
        await run.ReportAsync(caughtUp ? SourceState.Following : SourceState.CatchingUp, head.Number, stretch.Last.Number, head.OccurredAt, stretch.Last.OccurredAt, cancellationToken: cancellationToken);
    }

    /// <summary>totalSupply() at the end of a stretch that reaches the head, when the supply changed or some blocks have passed.</summary>
    private async Task<IReadOnlyList<SupplyObservation>> SupplyAsync(EthereumNode node, Asset asset, EvmHeader head, Stretch stretch, CancellationToken cancellationToken)
    {
        var changed = stretch.Transfers.Any(transfer => transfer.Kind is TransferKind.Mint or TransferKind.Burn or TransferKind.Seize);
        if (!settings.FromCreation || stretch.Last.Number < head.Number - settings.Confirmations || (supplySeenAt >= 0 && !changed && stretch.Last.Number - supplySeenAt < supplyEvery))
        {
            return [];
        }

        var answer = await node.AskContractAsync(settings.Contract, "totalSupply()", stretch.Last.Number, cancellationToken);
        var supply = answer.Length == 32 ? Word.Of(answer).ToNumber() : throw new SourceAnswerException($"The contract {settings.Contract} does not answer totalSupply() at block {stretch.Last.Number}.");
        supplySeenAt = stretch.Last.Number;
        return [new SupplyObservation(asset.AssetId, stretch.Last.Number, supply)];
    }
}
