namespace Usd1Compliance.Screening.Rescreening;

/// <summary>Which population a change of a list is being held against.</summary>
public enum RescreeningStage
{
    /// <summary>Addresses that ever moved tokens, and wallets of parties.</summary>
    Addresses,

    /// <summary>Names of active parties.</summary>
    Names,

    /// <summary>What is gone from the list, or blocks no more.</summary>
    Removals,

    /// <summary>Everybody has his verdict.</summary>
    Finished,

    /// <summary>Another version was put in force before this one was answered, and that one answers for both.</summary>
    Overtaken,
}

/// <summary>A change of a list, held against everybody: how far it is, what it found, and how long it took.</summary>
/// <param name="InForceId">The change: the number of the row of the list's history.</param>
/// <param name="ListId">Which list.</param>
/// <param name="FromVersion">The version that was answered before; null where none was.</param>
/// <param name="ToVersion">The version that is answered.</param>
/// <param name="SeenAt">UTC; when the publication was seen: the file fetched, or loaded by hand. Of several changes that are answered at once, the first.</param>
/// <param name="InForceAt">UTC; when it was put in force. A file that waits for a second person is seen long before.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="Stage">How far it is.</param>
/// <param name="LastVerdictAt">UTC; when the last verdict so far became durable. Null before the first.</param>
/// <param name="FinishedAt">UTC; null while it is not.</param>
/// <param name="Counts">What it looked at and found.</param>
public sealed record ListRescreening(long InForceId, string ListId, long? FromVersion, long ToVersion, DateTimeOffset SeenAt, DateTimeOffset InForceAt, DateTimeOffset StartedAt,
    RescreeningStage Stage, DateTimeOffset? LastVerdictAt, DateTimeOffset? FinishedAt, RescreeningCounts Counts)
{
    /// <summary>From the publication seen to the last verdict; null while it is not finished.</summary>
    public TimeSpan? FromSeenToLastVerdict => FinishedAt is null ? null : LastVerdictAt - SeenAt;

    /// <summary>From the version in force to the last verdict; null while it is not finished.</summary>
    public TimeSpan? FromInForceToLastVerdict => FinishedAt is null ? null : LastVerdictAt - InForceAt;

    /// <summary>Whether it is under way.</summary>
    public bool IsRunning => Stage is not (RescreeningStage.Finished or RescreeningStage.Overtaken);

    /// <summary>By which name its hits carry it.</summary>
    public string FoundBy => FormattableString.Invariant($"rescreening:{InForceId}");
}

/// <summary>What a re-screening looked at and found. What did not change is in none of the counts.</summary>
/// <param name="EntriesAdded">Entries of parties that the list did not hold before.</param>
/// <param name="EntriesChanged">Entries of parties that it describes otherwise.</param>
/// <param name="EntriesRemoved">Parties that it no longer holds, or no longer blocks.</param>
/// <param name="OwnedChanged">Entities of which ownership says something else now.</param>
/// <param name="AddressesChecked">Addresses of these, in all their forms, that ledger and wallets were asked for.</param>
/// <param name="PastTransfers">Transfers that those addresses took part in.</param>
/// <param name="PartiesCompared">Active parties whose names were compared.</param>
/// <param name="SearchesCut">Parties for whom there were more candidates than are compared, so that a hit may be missing.</param>
/// <param name="HitsRaised">New hits.</param>
/// <param name="HitsGone">Hits whose entries are gone.</param>
public sealed record RescreeningCounts(int EntriesAdded, int EntriesChanged, int EntriesRemoved, int OwnedChanged, long AddressesChecked, long PastTransfers, long PartiesCompared, long SearchesCut, long HitsRaised, long HitsGone);

/// <summary>A change of a list that was put in force and is not answered yet.</summary>
/// <param name="ListId">Which list.</param>
/// <param name="InForceId">Its newest change.</param>
/// <param name="Since">UTC; when the first of its changes that are not answered was put in force.</param>
public sealed record UnansweredChange(string ListId, long InForceId, DateTimeOffset Since)
{
    /// <summary>After how long somebody is told.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(10);

    /// <summary>Whether it should have been answered by now.</summary>
    public bool IsLate(DateTimeOffset now) => now - Since > Tolerated;
}

/// <summary>What a run did.</summary>
/// <param name="Answered">Changes of lists that it answered to the end.</param>
/// <param name="Parties">Parties, new or changed, that it screened against all lists in force.</param>
/// <param name="IsElsewhere">Another process is at it; this one did nothing.</param>
public sealed record RescreeningRun(int Answered, int Parties, bool IsElsewhere)
{
    /// <summary>Whether there was something to do.</summary>
    public bool DidWork => Answered + Parties > 0;
}
