using System.Diagnostics;
using System.Text.Json;
using Usd1Compliance.Ingest.Chains;
using Usd1Compliance.Ingest.Files;
using Usd1Compliance.Ingest.Simulated;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest;

/// <summary>Makes the source that a row of the source table describes.</summary>
public sealed class SourceMaker
{
    /// <summary>One for one run.</summary>
    /// <exception cref="SourceHaltedException">The settings cannot be read.</exception>
    public ISource Make(Source source)
    {
        try
        {
            return source.Kind switch
            {
                SourceKind.Simulated => new SimulatedSource(SourceSettings.Read<SimulatedSourceSettings>(source)),
                SourceKind.File => new FileSource(SourceSettings.Read<FileSourceSettings>(source)),
                SourceKind.Evm => new EvmSource(SourceSettings.Read<EvmSourceSettings>(source)),
                _ => throw new UnreachableException(),
            };
        }
        catch (JsonException unreadable)
        {
            throw new SourceHaltedException($"The settings of source {source.Name} cannot be read: {unreadable.Message} Disable it and add it again.", unreadable);
        }
    }
}
