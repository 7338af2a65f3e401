using Usd1Compliance.Lists;

namespace Usd1Compliance.Screening.Names;

/// <summary>What leads from a party of an index back to its list: enough to judge a hit by, to show it, and to know it again.</summary>
/// <param name="VersionId">The version of the list.</param>
/// <param name="EntryId">The entry in our own numbering: the same in every version that describes the party in the same way.</param>
/// <param name="Kind">Person, entity, vessel, aircraft.</param>
/// <param name="Blocking">Whether property of this very entry is blocked.</param>
/// <param name="Programmes">The sanctions programmes, by the publisher's codes.</param>
/// <param name="SameAs">Keys that other lists give the same party under: <c>un:QDi.001</c>.</param>
/// <param name="Ownership">Where blocked parties own it, or may; null for every other party.</param>
public sealed record ListedIdentity(long VersionId, long EntryId, ListEntryKind Kind, bool Blocking, IReadOnlyList<string> Programmes, IReadOnlyList<string> SameAs, BlockedOwnership? Ownership);

/// <summary>Makes parties of an index of the parties of lists. Texts that repeat are kept once, and parts of names are not kept.</summary>
internal sealed class IndexListedParties
{
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> several = new(StringComparer.Ordinal);

    /// <summary>The party as it is compared, with what leads back to its list.</summary>
    public IndexedParty Of(ListedParty party) => new(Once(party.ListId), party.Key, NameOfKind(party.Kind), [.. party.Names.Select(name => new IndexedName(name.Text, name.Weak) { Kind = name.Kind })])
    {
        Facts = new PartyFacts(
            party.BirthDates.Count == 0 ? [] : [.. party.BirthDates], Once(party.Countries), party.Gender,
            [.. party.Identifiers.Select(identifier => PartyFacts.Number(identifier.Number)).Where(number => number.Length > 0).Distinct()]),
        Listed = new ListedIdentity(party.VersionId, party.EntryId, party.Kind, party.Blocking, Once(party.Programmes), Once(party.SameAs), party.Ownership),
    };

    /// <summary>How the names of a kind of party are read.</summary>
    public static NameOf NameOfKind(ListEntryKind kind) => kind switch
    {
        ListEntryKind.Individual => NameOf.Person,
        ListEntryKind.Vessel or ListEntryKind.Aircraft => NameOf.Vessel,
        _ => NameOf.Organisation,
    };

    private string Once(string text) => texts.TryGetValue(text, out var known) ? known : texts[text] = text;

    private IReadOnlyList<string> Once(IReadOnlyList<string> of)
    {
        if (of.Count == 0)
        {
            return [];
        }

        var key = string.Join('\n', of);
        return several.TryGetValue(key, out var known) ? known : several[key] = [.. of.Select(Once)];
    }
}
