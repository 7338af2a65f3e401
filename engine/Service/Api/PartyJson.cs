using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;

namespace Usd1Compliance.Service.Api;

/// <summary>Parties as JSON: the body of <c>PUT /v1/parties/{id}</c>, and with an id a line of a file.</summary>
internal static class PartyJson
{
    /// <summary>The draft that an object says; or refused as <c>member_missing</c>, <c>member_unknown</c>, <c>member_repeated</c> or <c>member_wrong</c>. Whether it can be a party is the engine's to say.</summary>
    /// <param name="root">The object.</param>
    /// <param name="what">What it is called in messages: "The body", "The line".</param>
    /// <param name="id">Null where the object gives it itself.</param>
    public static Outcome<PartyDraft> Read(JsonElement root, string what, string? id)
    {
        var read = JsonMembers.Read(root, what, "id", "role", "kind", "status", "names", "birthDates", "countries", "gender", "identifiers", "wallets", "owners");
        if (read is not Outcome<Dictionary<string, JsonElement>>.Done(var members))
        {
            return ((Outcome<Dictionary<string, JsonElement>>.Refused)read).Refusal;
        }

        var said = new Said(members);
        var named = said.Text("id", needed: id is null);
        var role = said.Word("role", PartyWords.Roles, PartyWords.Role, needed: true);
        var kind = said.Word("kind", PartyWords.Kinds, PartyWords.Kind, needed: true);
        var names = said.Texts("names", needed: true);
        var draft = new PartyDraft(id ?? named ?? "", role ?? default, kind ?? default, names)
        {
            Status = said.Word("status", PartyWords.Statuses, PartyWords.Status, needed: false),
            BirthDates = said.Texts("birthDates", needed: false),
            Countries = said.Texts("countries", needed: false),
            Gender = said.Word("gender", PartyWords.Genders, PartyWords.Gender, needed: false) ?? ListedGender.Unknown,
            Identifiers = said.Objects("identifiers", Identifier),
            Wallets = said.Texts("wallets", needed: false),
            Owners = said.Objects("owners", Owner),
        };
        return said.Wrong is { } wrong ? wrong
            : id is not null && named is not null && named != id ? new Refusal("member_wrong", "The member id is another than the one in the path. Leave it out.")
            : draft;
    }

    private static Outcome<PartyIdentifier> Identifier(JsonElement value, string place) => JsonMembers.Read(value, place, "type", "number").Match<Outcome<PartyIdentifier>>(
        members =>
        {
            var said = new Said(members, place);
            var (type, number) = (said.Text("type", needed: true), said.Text("number", needed: true));
            return said.Wrong is { } wrong ? wrong : new PartyIdentifier(type!, number!);
        },
        refusal => refusal);

    private static Outcome<PartyOwner> Owner(JsonElement value, string place) => JsonMembers.Read(value, place, "party", "sharePercent").Match<Outcome<PartyOwner>>(
        members =>
        {
            var said = new Said(members, place);
            var (party, share) = (said.Text("party", needed: true), said.Number("sharePercent"));
            return said.Wrong is { } wrong ? wrong : new PartyOwner(party!, share);
        },
        refusal => refusal);

    /// <summary>What an object says, member by member, and the first thing that is wrong. A member that is null is one that is left out.</summary>
    private sealed class Said(Dictionary<string, JsonElement> members, string? place = null)
    {
        public Refusal? Wrong { get; private set; }

        public string? Text(string name, bool needed)
        {
            if (Find(name, needed, "text") is not { } value)
            {
                return null;
            }

            var text = JsonMembers.TextOf(value);
            if (text is null)
            {
                Refuse("member_wrong", $"{Place(name)} is text, not {JsonMembers.InWords(value)}.");
            }

            return text;
        }

        public T? Word<T>(string name, IReadOnlyList<string> words, Func<string?, T?> read, bool needed) where T : struct
        {
            var all = string.Join(", ", words);
            if (Find(name, needed, all) is not { } value)
            {
                return null;
            }

            var word = read(JsonMembers.TextOf(value));
            if (word is null)
            {
                Refuse("member_wrong", $"{Place(name)} is one of {all}, not {JsonMembers.InWords(value)}.");
            }

            return word;
        }

        public decimal? Number(string name)
        {
            if (Find(name, needed: false, "a number") is not { } value)
            {
                return null;
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
            {
                return number;
            }

            Refuse("member_wrong", $"{Place(name)} is a number such as 33.34, not {(value.ValueKind == JsonValueKind.Number ? "one of that size" : JsonMembers.InWords(value))}.");
            return null;
        }

        public IReadOnlyList<string> Texts(string name, bool needed) => Find(name, needed, "an array of text") is { } value ? Or(JsonMembers.TextsOf(value, Place(name)), []) : [];

        public List<T> Objects<T>(string name, Func<JsonElement, string, Outcome<T>> read) where T : class
        {
            if (Find(name, needed: false, "an array") is not { } value)
            {
                return [];
            }

            if (value.ValueKind != JsonValueKind.Array)
            {
                Refuse("member_wrong", $"{Place(name)} is an array of objects, not {JsonMembers.InWords(value)}.");
                return [];
            }

            List<T> all = [];
            foreach (var element in value.EnumerateArray())
            {
                if (Or<T?>(read(element, $"{Place(name)}[{all.Count}]").Match<Outcome<T?>>(one => one, refusal => refusal), null) is not { } one)
                {
                    return [];
                }

                all.Add(one);
            }

            return all;
        }

        private JsonElement? Find(string name, bool needed, string shape)
        {
            if (members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                return value;
            }

            if (needed)
            {
                Refuse("member_missing", $"The member {Place(name)} is missing: {shape}.");
            }

            return null;
        }

        private T Or<T>(Outcome<T> read, T otherwise)
        {
            if (read is Outcome<T>.Done(var value))
            {
                return value;
            }

            Wrong ??= ((Outcome<T>.Refused)read).Refusal;
            return otherwise;
        }

        private void Refuse(string code, string message) => Wrong ??= new Refusal(code, message);

        private string Place(string name) => place is null ? name : $"{place}.{name}";
    }
}
