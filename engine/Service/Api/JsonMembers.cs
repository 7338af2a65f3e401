using System.Text.Json;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Service.Api;

/// <summary>
/// Reads an object member by member: one that is not known is refused and never ignored, since it may have been meant to change what is asked, and
/// one that stands there twice is never guessed at.
/// </summary>
internal static class JsonMembers
{
    /// <summary>The members of an object by name; or refused as <c>member_wrong</c>, <c>member_unknown</c> or <c>member_repeated</c>.</summary>
    /// <param name="value">What should be the object.</param>
    /// <param name="what">Its name in messages, at the beginning of a sentence: "The body", "owners[2]".</param>
    /// <param name="known">Which members it may have.</param>
    public static Outcome<Dictionary<string, JsonElement>> Read(JsonElement value, string what, params ReadOnlySpan<string> known)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return new Refusal("member_wrong", $"{what} is an object with the members {InWords(known)}, not {InWords(value)}.");
        }

        Dictionary<string, JsonElement> members = [];
        foreach (var member in value.EnumerateObject())
        {
            if (NameOf(member) is not { } name || !known.Contains(name))
            {
                return new Refusal("member_unknown", $"{what} has a member that is not known here: {Shortened(NameOf(member))}. Known are {InWords(known)}, in this spelling.");
            }

            if (!members.TryAdd(name, member.Value))
            {
                return new Refusal("member_repeated", $"{(what == "The body" ? "The" : $"{what}: the")} member {name} stands there twice. Send it once.");
            }
        }

        return members;
    }

    /// <summary>The text of a value; null where it is no text, or has half of a surrogate pair, which no text has.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The texts of an array; refused as <c>member_wrong</c> where it is another thing or has another thing in it.</summary>
    public static Outcome<IReadOnlyList<string>> TextsOf(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return new Refusal("member_wrong", $"{name} is an array of text, not {InWords(value)}.");
        }

        List<string> texts = new(value.GetArrayLength());
        foreach (var element in value.EnumerateArray())
        {
            if (TextOf(element) is not { } text)
            {
                return new Refusal("member_wrong", $"{name}[{texts.Count}] is text, not {InWords(element)}.");
            }

            texts.Add(text);
        }

        return texts;
    }

    /// <summary>What kind of value it is, for a message: its own text could be personal data.</summary>
    public static string InWords(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "this text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };

    private static string InWords(ReadOnlySpan<string> names) => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1].ToArray())} and {names[^1]}";

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Shortened(string? text) => text is null ? "one whose name is no text" : $"'{(text.Length > 40 ? text[..40] + "…" : text)}'";
}
