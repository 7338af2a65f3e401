using System.Globalization;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Parties;

/// <summary>What one version of a party has and the one before it had not, in one of its facts.</summary>
/// <param name="Fact">In words: names, status, birth dates, …</param>
/// <param name="Gone">What is there no more, as text.</param>
/// <param name="Come">What is new.</param>
public sealed record ChangedFact(string Fact, IReadOnlyList<string> Gone, IReadOnlyList<string> Come)
{
    /// <summary>What changed, fact by fact; facts that are the same are left out.</summary>
    /// <param name="before">The version before; null for the first, of which everything is new.</param>
    /// <param name="after">The version.</param>
    public static IReadOnlyList<ChangedFact> Between(Party? before, Party after)
    {
        var had = before is null ? [] : Facts(before).ToDictionary(fact => fact.Name, fact => fact.Values);
        List<ChangedFact> changes = [];
        foreach (var (name, values) in Facts(after))
        {
            var earlier = had.GetValueOrDefault(name) ?? [];
            var change = new ChangedFact(name, [.. earlier.Except(values)], [.. values.Except(earlier)]);
            if (change.Gone.Count + change.Come.Count > 0)
            {
                changes.Add(change);
            }
        }

        return changes;
    }

    private static IEnumerable<(string Name, string[] Values)> Facts(Party party) =>
    [
        ("status", [PartyWords.Of(party.Status)]),
        ("role", [PartyWords.Of(party.Role)]),
        ("kind", [PartyWords.Of(party.Kind)]),
        ("primary name", [party.PrimaryName]),
        ("other names", [.. party.Names.Skip(1)]),
        ("birth dates", [.. party.BirthDates.Select(PartyDates.Write)]),
        ("countries", [.. party.Countries]),
        ("gender", party.Gender == ListedGender.Unknown ? [] : [PartyWords.Of(party.Gender)]),
        ("identifiers", [.. party.Identifiers.Select(one => $"{one.Type} {one.Number}")]),
        ("wallets", [.. party.Wallets.Select(wallet => wallet.Text)]),
        ("owners", [.. party.Owners.Select(Owner)]),
    ];

    private static string Owner(PartyOwner owner) => owner.SharePercent is { } share ? string.Create(CultureInfo.InvariantCulture, $"{owner.PartyId} {share} %") : $"{owner.PartyId}, share unknown";
}
