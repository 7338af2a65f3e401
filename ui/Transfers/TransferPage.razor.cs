using Microsoft.AspNetCore.Components;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Transfers;

/// <summary>One transfer with every fact that the source gave, and what was found in it.</summary>
public sealed partial class TransferPage : EnginePage
{
    private Transfer? transfer;
    private SourceStatus? source;
    private IReadOnlyList<Alert> alerts = [];

    /// <summary>Of the engine.</summary>
    [Inject]
    public required TransferStore Ledger { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required SourceStore Sources { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required AlertStore Findings { get; init; }

    /// <summary>Which: <c>3-1042</c>.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        transfer = TransferId.TryParse(Id, out var id) ? await Ledger.FindAsync(Actor, id, Leaving) : null;
        if (transfer is null)
        {
            return;
        }

        source = (await Sources.AllAsync(Actor, Leaving)).FirstOrDefault(status => status.Source.SourceId == id.SourceId);
        List<Alert> found = [];
        foreach (var side in new[] { transfer.From, transfer.To }.OfType<ChainAddress>().Distinct())
        {
            found.AddRange((await Findings.OfSubjectAsync(Actor, side, 500, Leaving)).Where(alert => alert.Transfer == id));
        }

        alerts = found;
    }

    private static string Hex(byte[] bytes) => bytes.Length == 0 ? "not given by the source" : $"0x{Convert.ToHexStringLower(bytes)}";
}
