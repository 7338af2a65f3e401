using Usd1Compliance.Ledger;

namespace Usd1Compliance.Lists;

/// <summary>One address of one party, from a list version that is in force.</summary>
/// <param name="ListId">Which list: <c>ofac-sdn</c>.</param>
/// <param name="VersionId">The version in force that holds it.</param>
/// <param name="EntryId">The entry in our own numbering.</param>
/// <param name="EntryKey">The publisher's stable key of the party.</param>
/// <param name="PrimaryName">What the publisher calls the party.</param>
/// <param name="Blocking">Whether property of the list's parties is blocked; otherwise a hit is for review.</param>
/// <param name="Programmes">The sanctions programmes of the party.</param>
/// <param name="Address">What is matched.</param>
/// <param name="Tag">The publisher's currency tag: for display, never to match.</param>
/// <param name="Text">The address as the publisher wrote it.</param>
/// <param name="ListedOn">The earliest listing date that the publisher gives, or null where none is given.</param>
public sealed record ListedAddress(string ListId, long VersionId, long EntryId, string EntryKey, string PrimaryName, bool Blocking, IReadOnlyList<string> Programmes, ChainAddress Address, string Tag, string Text, DateOnly? ListedOn)
{
    /// <summary>
    /// The key of an address that stands in the database: as it was kept, unless no family explained its text when it was loaded and one does
    /// today. Then today's, so that a reader that has learnt a new form finds what older versions of a list hold.
    /// </summary>
    internal static ChainAddress KeyOf(ChainAddress kept, string text) =>
        kept == ChainAddress.Unexplained(text.Trim()) ? ListedCurrencyAddress.KeyOf(text) : kept;
}
