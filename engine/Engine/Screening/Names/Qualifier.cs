namespace Usd1Compliance.Screening.Names;

/// <summary>Evidence beyond the name.</summary>
public enum Qualifier : byte
{
    /// <summary>A number of their own is the same: passport, registration, IMO number, tax number.</summary>
    SameIdentifier,

    /// <summary>The dates of birth can be the same day.</summary>
    SameBirthDate,

    /// <summary>The dates of birth are near: one part of day, month and year differs, or the years by one.</summary>
    NearBirthDate,

    /// <summary>The years of birth differ by two to ten.</summary>
    OtherBirthYear,

    /// <summary>The years of birth differ by more than ten: another generation.</summary>
    FarBirthYear,

    /// <summary>A country is the same.</summary>
    SameCountry,

    /// <summary>Both have countries, and none in common.</summary>
    OtherCountry,

    /// <summary>One is a man and the other a woman.</summary>
    OtherGender,

    /// <summary>One is a person and the other is not, or one a vessel and the other not.</summary>
    OtherKind,
}
