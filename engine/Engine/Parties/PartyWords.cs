using Usd1Compliance.Lists;

namespace Usd1Compliance.Parties;

/// <summary>The words by which roles, kinds, statuses and genders stand in files, requests and the database.</summary>
public static class PartyWords
{
    /// <summary>Of roles, in the order of <see cref="PartyRole"/>.</summary>
    public static readonly IReadOnlyList<string> Roles = ["customer", "beneficial_owner", "counterparty", "vasp"];

    /// <summary>Of kinds, in the order of <see cref="PartyKind"/>.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["person", "organisation"];

    /// <summary>Of statuses, in the order of <see cref="PartyStatus"/>.</summary>
    public static readonly IReadOnlyList<string> Statuses = ["active", "closed"];

    /// <summary>Of genders, in the order of <see cref="ListedGender"/>; the first is not written.</summary>
    public static readonly IReadOnlyList<string> Genders = ["unknown", "female", "male"];

    /// <summary>The word of a role.</summary>
    public static string Of(PartyRole role) => Roles[(int)role];

    /// <summary>The word of a kind.</summary>
    public static string Of(PartyKind kind) => Kinds[(int)kind];

    /// <summary>The word of a status.</summary>
    public static string Of(PartyStatus status) => Statuses[(int)status];

    /// <summary>The word of a gender.</summary>
    public static string Of(ListedGender gender) => Genders[(int)gender];

    /// <summary>The role of a word; null for another word.</summary>
    public static PartyRole? Role(string? word) => Place(Roles, word) is { } at ? (PartyRole)at : null;

    /// <summary>The kind of a word; null for another word.</summary>
    public static PartyKind? Kind(string? word) => Place(Kinds, word) is { } at ? (PartyKind)at : null;

    /// <summary>The status of a word; null for another word.</summary>
    public static PartyStatus? Status(string? word) => Place(Statuses, word) is { } at ? (PartyStatus)at : null;

    /// <summary>The gender of a word; null for another word.</summary>
    public static ListedGender? Gender(string? word) => Place(Genders, word) is { } at ? (ListedGender)at : null;

    private static int? Place(IReadOnlyList<string> words, string? word)
    {
        for (var at = 0; at < words.Count; at++)
        {
            if (words[at] == word)
            {
                return at;
            }
        }

        return null;
    }
}
