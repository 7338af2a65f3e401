using Microsoft.AspNetCore.Components;
using Usd1Compliance.Cases;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Parties;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Addresses;

/// <summary>Everything known of one address, in whatever spelling it was asked for.</summary>
public sealed partial class AddressPage : LivePage
{
    private const int shown = 25;

    private ChainAddress address;
    private bool isRead;
    private IReadOnlyList<ListedAddress> listed = [];
    private IReadOnlyList<AddressLabel> labels = [];
    private IReadOnlyList<PartyVersion> holders = [];
    private IReadOnlyList<AddressSum> sums = [];
    private IReadOnlyList<Alert> alerts = [];
    private IReadOnlyList<CaseFile> cases = [];
    private IReadOnlyList<Transfer> transfers = [];
    private IReadOnlyDictionary<long, long> caseOf = new Dictionary<long, long>();

    /// <summary>The address, in any spelling.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>Of the engine.</summary>
    [Inject]
    public required TransferStore Ledger { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ListStore ListRows { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required AddressLabelStore Labels { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PartyStore Parties { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required AlertStore Findings { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required CaseStore CaseFiles { get; init; }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        isRead = AddressText.TryRead(Text.Trim(), out address);
        if (!isRead)
        {
            return;
        }

        listed = await ListRows.OfAddressAsync(Actor, address, Leaving);
        labels = await Labels.OfAddressAsync(Actor, address, Leaving);
        holders = await Parties.FindAsync([.. (await Parties.HoldersOfAsync([address], Leaving)).Select(holder => holder.PartyId)], Leaving);
        sums = await Ledger.SumsOfAddressAsync(Actor, address, Leaving);
        alerts = await Findings.OfSubjectAsync(Actor, address, shown, Leaving);
        cases = (await CaseFiles.QueueAsync(Actor, new CaseFilter(Subject: address, Closed: true), 0, shown, Leaving)).Rows;
        transfers = await Ledger.OfAddressAsync(Actor, address, shown, Leaving);
        caseOf = await CaseFiles.OfAlertsAsync(Actor, [.. alerts.Select(alert => alert.AlertId)], Leaving);
    }
}
