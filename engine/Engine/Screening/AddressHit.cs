using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Screening;

/// <summary>An address that was asked about and a listed party that has it.</summary>
/// <param name="Address">What was asked.</param>
/// <param name="Listed">The party, its list and version.</param>
/// <param name="ListedThen">Whether the party was listed on the day that was asked about: <see cref="Truth.Unknown"/> where its list gives no date.</param>
public sealed record AddressHit(ChainAddress Address, ListedAddress Listed, Truth ListedThen)
{
    /// <summary>The hit of a listed address on a day.</summary>
    /// <param name="listed">What the index found.</param>
    /// <param name="moment">When the transfer took place, or when it was asked. A listing counts from the start of its day, UTC.</param>
    public static AddressHit At(ListedAddress listed, DateTimeOffset moment) => new(listed.Address, listed, WasListed(listed.ListedOn, moment));

    /// <summary>Whether a listing date had come by a moment; unknown where there is no date.</summary>
    public static Truth WasListed(DateOnly? listedOn, DateTimeOffset moment) => listedOn switch
    {
        null => Truth.Unknown,
        { } day when day <= DateOnly.FromDateTime(moment.UtcDateTime) => Truth.Yes,
        _ => Truth.No,
    };
}
