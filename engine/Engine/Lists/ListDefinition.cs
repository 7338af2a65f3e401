using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Lists;

/// <summary>What a list is: one object of <c>rules/lists.json</c>.</summary>
/// <param name="Id">Lower-case letters, digits and dashes: <c>ofac-sdn</c>. It never changes.</param>
/// <param name="Publisher">Who puts it out.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Format">How its files are written, by <see cref="ListFormats"/>: <c>sdn-advanced-xml</c>.</param>
/// <param name="Blocking">Whether property of its parties is blocked; otherwise a hit is for review and never a freeze.</param>
/// <param name="MaxAgeHours">Past this since its version in force was last known to be the publisher's current one the list is stale, and screening never answers allow. 1 or more.</param>
public sealed partial record ListDefinition(string Id, string Publisher, string Title, string Format, bool Blocking, int MaxAgeHours)
{
    /// <summary>The format of OFAC's SDN_ADVANCED.XML and CONS_ADVANCED.XML.</summary>
    public const string SdnAdvancedXml = ListFormats.SdnAdvancedXml;

    private static readonly JsonSerializerOptions strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Where the publisher gives its files out, the first choice first; empty for a list that is loaded by hand. Of the file alone: they are not kept in the database.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [];

    /// <summary>
    /// The files that together stand in for those of <see cref="Urls"/> when none of these gives one that judges, the main one first: OFAC's SDN.CSV, ALT.CSV, ADD.CSV and
    /// SDN_COMMENTS.CSV. What they add judges beside the version in force; they take nothing away and describe nothing otherwise. Of the file alone.
    /// </summary>
    public IReadOnlyList<Uri> Fallback { get; init; } = [];

    /// <summary>What every good copy holds. Kept in the database too, because a file may be loaded where this one is not at hand.</summary>
    public ListCanaries Canaries { get; init; } = ListCanaries.None;

    /// <summary>The fewest of each kind that a good copy holds. Kept in the database too.</summary>
    public ListMinimums AtLeast { get; init; } = ListMinimums.None;

    /// <summary>Minutes from one fetch to the next while the service runs, 5 to 1,440.</summary>
    public int RefreshMinutes { get; init; } = 60;

    /// <summary>The moments of the fetches in UTC as a cron expression of five fields, in place of <see cref="RefreshMinutes"/>; null for a plain gap.</summary>
    public string? RefreshCron { get; init; }

    /// <summary>When it is fetched.</summary>
    [JsonIgnore]
    public RefreshSchedule Schedule => new(RefreshMinutes, RefreshCron);

    /// <summary><see cref="MaxAgeHours"/> as a span.</summary>
    [JsonIgnore]
    public TimeSpan MaxAge => TimeSpan.FromHours(MaxAgeHours);

    /// <summary>Reads the file of all lists: <c>{"lists": [ … ]}</c>.</summary>
    /// <returns>The lists, or <c>lists_file_wrong</c> with the place: a key that is missing, unknown or wrong refuses the whole file.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Outcome<IReadOnlyList<ListDefinition>> ReadAll(string path)
    {
        try
        {
            var lists = JsonSerializer.Deserialize<ListsFile>(File.ReadAllText(path), strict)?.Lists ?? [];
            if (lists.FirstOrDefault(list => !list.IsSound) is { } wrong)
            {
                return new Refusal("lists_file_wrong", $"{path}: list '{wrong.Id}' is wrong. An id has lower-case letters, digits and dashes, maxAgeHours is 1 or more, refreshMinutes 5 to 1440, refreshCron five fields that come to pass every five minutes at the most and once within maxAgeHours at the least, the format is one of {string.Join(", ", ListFormats.Names)}, each of the urls and of the fallback begins with https://, "
                    + "each party of the canaries is a key, each address one that can be read, and atLeast has no number below zero.");
            }

            var twice = lists.GroupBy(list => list.Id).FirstOrDefault(same => same.Count() > 1);
            return twice is null ? lists : new Refusal("lists_file_wrong", $"{path}: list '{twice.Key}' stands there twice. Give each list an id of its own.");
        }
        catch (JsonException unreadable)
        {
            return new Refusal("lists_file_wrong", $"{path} cannot be read at line {unreadable.LineNumber + 1}, {unreadable.Path}: {unreadable.Message} Correct it; nothing was changed.");
        }
    }

    private bool IsSound => Identifier().IsMatch(Id) && MaxAgeHours >= 1 && RefreshMinutes is >= 5 and <= 1440 && ListFormats.Names.Contains(Format)
        && (RefreshCron is null || (RefreshSchedule.FaultOf(RefreshCron) is null && Schedule.Gap <= MaxAge))
        && Urls.Concat(Fallback).All(url => url.IsAbsoluteUri && url.Scheme is ("https" or "http"))
        && Canaries.Parties.All(key => !string.IsNullOrWhiteSpace(key)) && Canaries.Addresses.All(text => AddressText.TryRead(text, out _))
        && new[] { AtLeast.Parties, AtLeast.Individuals, AtLeast.Entities, AtLeast.Vessels, AtLeast.Aircraft, AtLeast.Addresses }.All(count => count >= 0);

    private sealed record ListsFile(ListDefinition[] Lists);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Identifier();
}
