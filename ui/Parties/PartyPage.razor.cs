using System.Globalization;
using Microsoft.AspNetCore.Components;
using Usd1Compliance.Parties;
using Usd1Compliance.Ui.Shell;
using Usd1Compliance.Ui.Written;

namespace Usd1Compliance.Ui.Parties;

/// <summary>One party: what is known of it now, whose it is, and what was known before.</summary>
public sealed partial class PartyPage : EnginePage
{
    private PartyVersion? current;
    private IReadOnlyList<PartyVersion> versions = [];
    private IReadOnlyList<PartyVersion> owned = [];
    private IReadOnlyDictionary<string, string> names = new Dictionary<string, string>();

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PartyStore Store { get; init; }

    /// <summary>Which: the issuer's own number.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        versions = await Store.VersionsAsync(Actor, Id, Leaving);
        current = versions.Count > 0 ? versions[0] : null;
        owned = await Store.OwnedByAsync(Actor, Id, Leaving);
        names = (await Store.FindAsync([.. current?.Party.Owners.Select(owner => owner.PartyId) ?? []], Leaving)).ToDictionary(version => version.Party.Id, version => version.Party.PrimaryName);
    }

    private string NameOf(string partyId) => names.GetValueOrDefault(partyId, "");

    private static string Or(IEnumerable<string> values) => string.Join(", ", values) is { Length: > 0 } text ? text : "not known";

    private static string Share(PartyOwner owner) => owner.SharePercent is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share} %") : "not known";

    private static string HistoryLine(PartyVersion version, bool first) => $"{(first ? "First known" : "Changed")} {Figures.Utc(version.Since)} UTC by {version.ByName}, version {version.VersionId}";
}
