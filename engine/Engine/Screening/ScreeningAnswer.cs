using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Screening;

/// <summary>The whole answer to a screening, with everything that it rests on.</summary>
/// <param name="Id">Ask for it again under this id.</param>
/// <param name="DecidedAt">UTC.</param>
/// <param name="Purpose">As asked.</param>
/// <param name="Reference">As asked.</param>
/// <param name="Verdict">The gravest of the reasons; allow when there is none.</param>
/// <param name="Reasons">Why it is not allow, gravest first.</param>
/// <param name="Addresses">Each address in the order asked.</param>
/// <param name="Parties">Each party in the order asked.</param>
/// <param name="Lists">The list versions that the verdict rests on.</param>
/// <param name="PolicySha256">SHA-256 of the policy by which names were compared, lower-case hex; left out where no party was asked about.</param>
public sealed record ScreeningAnswer(Guid Id, DateTimeOffset DecidedAt, ScreeningPurpose Purpose, string? Reference, Verdict Verdict,
    IReadOnlyList<ScreeningReason> Reasons, IReadOnlyList<ScreenedAddress> Addresses, IReadOnlyList<ScreenedParty> Parties, IReadOnlyList<ScreenedList> Lists, string? PolicySha256)
{
    /// <summary>How answers are written. Names stand there in their own letters, as far as that is safe where somebody shows them on a page.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>As it is answered and kept, to the letter.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>One thing that keeps a screening from allow.</summary>
/// <param name="Code">listed_address, labelled_address, listed_name, owned_by_listed, list_stale, list_missing, index_unconfirmed, labels_unconfirmed, search_truncated or name_unreadable; docs/errors.md says what each means.</param>
/// <param name="Verdict">What this alone comes to.</param>
/// <param name="Message">In words, with the mend where there is one.</param>
public sealed record ScreeningReason(string Code, Verdict Verdict, string Message);

/// <summary>What was found of one address.</summary>
/// <param name="Address">As asked.</param>
/// <param name="Family">The family that its shape belongs to: evm, tron, bitcoin, …</param>
/// <param name="Verdict">What its hits and labels come to.</param>
/// <param name="Hits">The listed parties that have it.</param>
/// <param name="Labels">What somebody knows it to be: attribution, not sanctions.</param>
public sealed record ScreenedAddress(string Address, string Family, Verdict Verdict, IReadOnlyList<ScreenedHit> Hits, IReadOnlyList<ScreenedLabel> Labels);

/// <summary>What an address is known to be.</summary>
/// <param name="Category">mixer, exchange, bridge, …</param>
/// <param name="Name">Whose it is, or empty.</param>
/// <param name="Origin">Who says so.</param>
/// <param name="Verdict">What the category comes to: allow for most, which are only shown.</param>
public sealed record ScreenedLabel(string Category, string Name, string Origin, Verdict Verdict);

/// <summary>A listed party that has the address.</summary>
/// <param name="List">Which list.</param>
/// <param name="Entry">The publisher's key of the party.</param>
/// <param name="Name">What the publisher calls it.</param>
/// <param name="Programmes">Its sanctions programmes.</param>
/// <param name="Blocking">Whether its property is blocked.</param>
/// <param name="ListedOn">The earliest listing date that the publisher gives; left out where there is none.</param>
/// <param name="ListedNow">Whether that date has come: yes, no or unknown.</param>
/// <param name="Tag">The publisher's currency tag: an asset, for display.</param>
/// <param name="AddressOnList">The address as the publisher wrote it.</param>
public sealed record ScreenedHit(string List, string Entry, string Name, IReadOnlyList<string> Programmes, bool Blocking, DateOnly? ListedOn, string ListedNow, string Tag, string AddressOnList)
{
    /// <summary>The hit in the words of the API.</summary>
    internal static ScreenedHit Of(AddressHit hit) => new(hit.Listed.ListId, hit.Listed.EntryKey, hit.Listed.PrimaryName, hit.Listed.Programmes, hit.Listed.Blocking,
        hit.Listed.ListedOn, hit.ListedThen switch { Truth.Yes => "yes", Truth.No => "no", _ => "unknown" }, hit.Listed.Tag, hit.Listed.Text);
}

/// <summary>A list version that a verdict rests on.</summary>
/// <param name="List">Which list.</param>
/// <param name="VersionId">The version.</param>
/// <param name="Sha256">Of the unpacked file, lower-case hex.</param>
/// <param name="PublishedOn">The publisher's own date; left out where it gives none.</param>
/// <param name="CheckedAt">When it was last confirmed as current.</param>
/// <param name="Stale">Whether that is longer ago than it may be.</param>
public sealed record ScreenedList(string List, long VersionId, string Sha256, DateOnly? PublishedOn, DateTimeOffset CheckedAt, bool Stale);
