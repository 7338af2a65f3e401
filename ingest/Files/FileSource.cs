using System.Security.Cryptography;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Files;

/// <summary>
/// One CSV or JSONL file, read once from end to end. Each row is ingested, skipped because the mapping says so, or refused into the
/// quarantine with line, column and reason; the rest goes in. A restart goes on at the next line of the same file.
/// </summary>
public sealed class FileSource(FileSourceSettings settings) : ISource
{
    private const int rowsOfBatch = 5000;

    /// <inheritdoc/>
    public async Task RunAsync(SourceRun run, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(run, cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SourceHaltedException($"The file {settings.Path} cannot be read: {unreadable.Message} Put it back, readable for ingest; it goes on by itself.", unreadable);
        }
    }

    private async Task ReadAsync(SourceRun run, CancellationToken cancellationToken)
    {
        var mapping = await FileMapping.ReadAsync(settings.Mapping, cancellationToken);
        await using var file = new FileStream(settings.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var size = file.Length;
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        var position = FilePosition.Read(run.Checkpoint.Position);
        DemandSame(position, sha256, mapping);
        var pass = new FilePass(run, mapping, await AssetsAsync(run, mapping, cancellationToken), $"{Path.GetFileName(settings.Path)} {sha256[..12]}");

        file.Position = 0;
        var lines = new LineReader(file, 1, 0);
        if (mapping.Format == FileFormat.Csv)
        {
            pass.Header = await HeaderAsync(lines, mapping, cancellationToken);
        }

        if (position is not null)
        {
            file.Position = position.NextByte;
            lines = new LineReader(file, position.NextLine, position.NextByte);
        }
        else if (size == 0)
        {
            throw new SourceHaltedException($"The file {settings.Path} is empty. Put the right one in its place.");
        }

        await run.ReportAsync(SourceState.CatchingUp, size, position?.NextByte ?? 0, cancellationToken: cancellationToken);
        var reached = position?.NextByte ?? 0;
        while (await lines.NextAsync(cancellationToken) is { } line)
        {
            pass.Take(line);
            reached = line.EndsAt;
            if (pass.Rows >= rowsOfBatch)
            {
                await FlushAsync(run, pass, new FilePosition(sha256, mapping.Sha256, line.Number + 1, reached), file, size, cancellationToken);
            }
        }

        if (pass.Rows > 0)
        {
            await FlushAsync(run, pass, new FilePosition(sha256, mapping.Sha256, pass.LastLine + 1, reached), file, size, cancellationToken);
        }

        await run.ReportAsync(SourceState.Finished, size, size, reachedTime: pass.LastTime, cancellationToken: cancellationToken);
    }

    private async Task FlushAsync(SourceRun run, FilePass pass, FilePosition position, FileStream file, long size, CancellationToken cancellationToken)
    {
        if (file.Length != size)
        {
            throw new SourceHaltedException($"The file {settings.Path} changed while it was read. What is in the ledger is of the file before; add the new file as a source of its own.");
        }

        await run.WriteAsync(await pass.BatchAsync(position, cancellationToken), cancellationToken);
        await run.ReportAsync(SourceState.CatchingUp, size, position.NextByte, reachedTime: pass.LastTime, cancellationToken: cancellationToken);
    }

    private void DemandSame(FilePosition? position, string sha256, FileMapping mapping)
    {
        if (position is not null && position.Sha256 != sha256)
        {
            throw new SourceHaltedException($"The file {settings.Path} changed under its source: its SHA-256 was {position.Sha256[..12]}… when reading began and is {sha256[..12]}… now. Put the first file back, or add the new one as a source of its own.");
        }

        if (position is not null && position.MappingSha256 != mapping.Sha256)
        {
            throw new SourceHaltedException($"The mapping {settings.Mapping} changed while {settings.Path} was read by it: one file is read by one mapping. Put the first mapping back, or add the file again as a source of its own.");
        }
    }

    private async Task<IReadOnlyList<string>> HeaderAsync(LineReader lines, FileMapping mapping, CancellationToken cancellationToken)
    {
        var line = await lines.NextAsync(cancellationToken) ?? throw new SourceHaltedException($"The file {settings.Path} is empty: it has not even a header. Put the right one in its place.");
        List<string> header;
        try
        {
            header = RowText.SplitCsv(RowText.Decode(line).TrimStart('\uFEFF'));
        }
        catch (RowRefusedException wrong)
        {
            throw new SourceHaltedException($"The header of {settings.Path} {wrong.Message}. Put the right file in its place.", wrong);
        }

        var missing = mapping.Needed.Except(header, StringComparer.Ordinal).ToList();
        var twice = header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        return missing.Count > 0 ? throw new SourceHaltedException($"The file {settings.Path} has no column {string.Join(", ", missing)}, which the mapping {settings.Mapping} names. Its header is: {Cut(string.Join(',', header))}. Correct one or the other.")
            : twice is not null ? throw new SourceHaltedException($"The header of {settings.Path} has the column {Cut(twice)} twice, and nobody can say which one is meant. Correct the file.")
            : header;
    }

    private static async Task<IReadOnlyDictionary<string, Asset>> AssetsAsync(SourceRun run, FileMapping mapping, CancellationToken cancellationToken)
    {
        Dictionary<string, Asset> assets = new(StringComparer.Ordinal);
        foreach (var (name, asset) in mapping.Assets)
        {
            ChainAddress? contract = asset.Contract is { } text && AddressText.TryReadEvm(text, out var address) ? address : null;
            try
            {
                assets.Add(name, await run.Assets.FindOrAddAsync(mapping.Chain, asset.Symbol, contract, asset.Decimals, asset.RedeemableAtPar, cancellationToken));
            }
            catch (InvalidDataException contradicts)
            {
                throw new SourceHaltedException(contradicts.Message, contradicts);
            }
        }

        return assets;
    }

    private static string Cut(string text) => text.Length <= 300 ? text : $"{text[..300]}…";
}
