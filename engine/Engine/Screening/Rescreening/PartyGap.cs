namespace Usd1Compliance.Screening.Rescreening;

/// <summary>A party that could not be screened to the end: somebody has to look at its names.</summary>
/// <param name="PartyId">Which.</param>
/// <param name="VersionId">As it stood then.</param>
/// <param name="Gap">Why.</param>
/// <param name="SeenAt">UTC.</param>
public sealed record PartyGap(string PartyId, long VersionId, NameGap Gap, DateTimeOffset SeenAt)
{
    /// <summary>What is wrong, and the mend.</summary>
    public string Says => Gap == NameGap.Cut
        ? "More listed names are like its own than are compared, or a name has more words than are looked at. Give its full name, its birth date and its countries, and look it up by hand until then."
        : "One of its names has no word by which it could be looked for. Give the name as its passport or register has it.";
}
