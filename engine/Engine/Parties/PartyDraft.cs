using System.Text.RegularExpressions;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Parties;

/// <summary>What somebody wants a party to be, in his own spelling; <see cref="ManageParties"/> checks it and makes a <see cref="Party"/> of it. It says all that is to be known: what it leaves out is forgotten, save the status.</summary>
/// <param name="Id">The issuer's own opaque customer number, by <see cref="IdForm"/>.</param>
/// <param name="Role">What it is to the issuer.</param>
/// <param name="Kind">A person or an organisation.</param>
/// <param name="Names">1 to <see cref="MostNames"/>, the primary one first, each of 1 to <see cref="LongestName"/> characters with a letter among them.</param>
public sealed partial record PartyDraft(string Id, PartyRole Role, PartyKind Kind, IReadOnlyList<string> Names)
{
    /// <summary>What an id looks like.</summary>
    public const string IdForm = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    /// <summary>Most names of a party.</summary>
    public const int MostNames = 32;

    /// <summary>Most characters of a name.</summary>
    public const int LongestName = 400;

    /// <summary>Most birth dates, countries, identifiers, owners and wallets: each of them.</summary>
    public const int MostValues = 100;

    /// <summary>Most characters of an identifier's type or number.</summary>
    public const int LongestIdentifier = 100;

    /// <summary>Each as YYYY, YYYY-MM or YYYY-MM-DD.</summary>
    public IReadOnlyList<string> BirthDates { get; init; } = [];

    /// <summary>Each as ISO 3166 alpha-2 in capitals, or by a name that <see cref="CountryCodes"/> knows.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>Of a person.</summary>
    public ListedGender Gender { get; init; }

    /// <summary>Numbers of its own.</summary>
    public IReadOnlyList<PartyIdentifier> Identifiers { get; init; } = [];

    /// <summary>Addresses as people write them, of any family that <see cref="Ledger.AddressText"/> reads.</summary>
    public IReadOnlyList<string> Wallets { get; init; } = [];

    /// <summary>Owners, each a party that is known already or comes with the same import.</summary>
    public IReadOnlyList<PartyOwner> Owners { get; init; } = [];

    /// <summary>Null leaves it as it stands, which is active for a new party.</summary>
    public PartyStatus? Status { get; init; }

    /// <summary>The id alone, as for <see cref="Party"/>.</summary>
    public override string ToString() => $"party {Id}";

    /// <summary>Whether a text is an id.</summary>
    public static bool IsId(string text) => OfIdForm().IsMatch(text);

    // \z and not $, which would let a line end pass.
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex OfIdForm();
}
