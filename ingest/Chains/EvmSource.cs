using System.Text.Json;
using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>
/// One token contract on an EVM chain. Deep history is read by ranges, the last <see cref="TipDepth"/> blocks one by one by their hash. A stretch
/// of rows enters the ledger with its headers and checkpoint, and only behind the block that the checkpoint names; where the chain has another one there,
/// the source goes back to the fork by itself (<see cref="FollowReorganisation"/>).
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

    /// <summary>How often the head is looked at while nothing new is there.</summary>
    public static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(500);

    private const int supplyEvery = 25;

    private readonly LogSheet sheet = new();
    private long supplySeenAt = -1;
    private long? final;        // null where the node does not tell

    /// <inheritdoc/>
    public async Task RunAsync(SourceRun run, CancellationToken cancellationToken)
    {
        using var node = new EthereumNode(settings.Rpc);
        var asset = await PrepareAsync(run, node, cancellationToken);
        var decoder = Decoder(asset);
        var empty = new EmptyBlocks(node, decoder);
        var history = new HistoryReader(node, decoder, sheet, empty);
        var reorganisation = new FollowReorganisation(node);
        final = await node.FinalBlockAsync(cancellationToken);
        while (true)
        {
            var head = await node.HeadAsync(cancellationToken);
            var last = head.Number - settings.Confirmations;
            var next = run.Checkpoint.BlockNumber < 0 ? settings.FromBlock : run.Checkpoint.BlockNumber + 1;
            if (IsElsewhere(run.Checkpoint, head))
            {
                await FollowAsync(reorganisation, run, head, cancellationToken);
            }
            else if (next > last)
            {
                if (head.Number == run.Checkpoint.BlockNumber)
                {
                    reorganisation.Forget();
                }

                await run.ReportAsync(SourceState.Following, head.Number, Math.Max(0, run.Checkpoint.BlockNumber), head.OccurredAt, head.OccurredAt, cancellationToken: cancellationToken);
                await Task.Delay(PollEvery, run.Clock, cancellationToken);
            }
            else
            {
                var isHistory = next <= head.Number - TipDepth;
                var stretch = isHistory ? await history.ReadAsync(next, Math.Min(last, head.Number - TipDepth), cancellationToken)
                    : await ReadTipAsync(node, decoder, empty, next, Math.Min(last, next + TipDepth - 1), cancellationToken);
                if (run.Checkpoint.BlockNumber >= 0 && !Same(run.Checkpoint.BlockHash, stretch.First.ParentHash))
                {
                    await FollowAsync(reorganisation, run, head, cancellationToken);
                    continue;
                }

                final = isHistory ? final : await node.FinalBlockAsync(cancellationToken);
                await WriteAsync(run, node, asset, head, stretch, cancellationToken);
                reorganisation.Forget();
            }
        }
    }

    /// <summary>Whether the head shows that the node is not on the ledger's branch, or not as far. A head above the checkpoint shows nothing: the next stretch does.</summary>
    private static bool IsElsewhere(SourceCheckpoint checkpoint, EvmHeader head) =>
        head.Number < checkpoint.BlockNumber || (head.Number == checkpoint.BlockNumber && !Same(checkpoint.BlockHash, head.Hash));

    private static bool Same(byte[] left, byte[] right) => left.AsSpan().SequenceEqual(right);

    private async Task FollowAsync(FollowReorganisation reorganisation, SourceRun run, EvmHeader head, CancellationToken cancellationToken)
    {
        if (await reorganisation.FollowAsync(run, head, cancellationToken))
        {
            supplySeenAt = -1;      // what was observed was of the other branch
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

        var batch = new TransferBatch(run.Checkpoint, stretch.Transfers, stretch.Last.Number, stretch.Last.Hash)
        {
            Headers = [.. headers.Select(header => header.ToBlockHeader())],
            Refused = stretch.Refused,
            Supplies = await SupplyAsync(node, asset, head, stretch, cancellationToken),
            FinalBlock = final is { } known ? Math.Max(run.Checkpoint.FinalBlock ?? 0, Math.Min(known, stretch.Last.Number)) : null,
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
        if (!Same((await node.HeadersAsync([stretch.Last.Number], cancellationToken))[0].Hash, stretch.Last.Hash))
        {
            return [];      // asked by height, it may be of another branch by now
        }

        supplySeenAt = stretch.Last.Number;
        return [new SupplyObservation(asset.AssetId, stretch.Last.Number, supply)];
    }
}
