using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Parties;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Service.Api;

/// <summary>Reads a party of a screening request, member by member. What its texts mean is checked by the engine.</summary>
internal static class AskedPartyReader
{
    /// <summary>The party, or the first thing that is wrong with it.</summary>
    /// <param name="value">What should be the object.</param>
    /// <param name="place">Its place in messages: <c>parties[0]</c>.</param>
    public static Outcome<AskedParty> Read(JsonElement value, string place)
    {
        return JsonMembers.Read(value, place, "partyId", "name", "names", "kind", "birthDate", "countries", "gender", "identifiers")
            .Match(members => new Reading(members, place).Party(), refusal => refusal);
    }

    // What is read of one party, with the first thing that was found wrong.
    private sealed class Reading(Dictionary<string, JsonElement> members, string place)
    {
        private Refusal? refusal;

        public Outcome<AskedParty> Party()
        {
            var party = new AskedParty
            {
                PartyId = Text("partyId"), Name = Text("name", "name_unreadable"), Names = Texts("names"), Kind = Text("kind"), BirthDate = Text("birthDate"), Countries = Texts("countries"), Gender = Text("gender"),
                Identifiers = Identifiers(),
            };
            return refusal is null ? party : refusal;
        }

        private string? Text(string name, string ofBrokenText = "member_wrong")
        {
            if (!members.TryGetValue(name, out var member) || member.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            var text = JsonMembers.TextOf(member);
            if (text is null)
            {
                refusal ??= Wrong(member, name, ofBrokenText);
            }

            return text;
        }

        private List<string> Texts(string name)
        {
            List<string> texts = [];
            foreach (var (at, element) in Elements(name).Index())
            {
                if (JsonMembers.TextOf(element) is { } text)
                {
                    texts.Add(text);
                }
                else
                {
                    refusal ??= Wrong(element, $"{name}[{at}]", name == "names" ? "name_unreadable" : "member_wrong");
                }
            }

            return texts;
        }

        private List<PartyIdentifier> Identifiers()
        {
            List<PartyIdentifier> identifiers = [];
            foreach (var (at, element) in Elements("identifiers").Index())
            {
                JsonMembers.Read(element, $"{place}.identifiers[{at}]", "type", "number").Match(
                    found =>
                    {
                        if (found.TryGetValue("type", out var type) && JsonMembers.TextOf(type) is { } ofType && found.TryGetValue("number", out var number) && JsonMembers.TextOf(number) is { } text)
                        {
                            identifiers.Add(new PartyIdentifier(ofType, text));
                        }
                        else
                        {
                            refusal ??= new Refusal("member_wrong", $"{place}.identifiers[{at}] has a type and a number, both as text.");
                        }

                        return true;
                    },
                    why =>
                    {
                        refusal ??= why;
                        return false;
                    });
            }

            return identifiers;
        }

        private JsonElement[] Elements(string name)
        {
            if (!members.TryGetValue(name, out var member) || member.ValueKind == JsonValueKind.Null)
            {
                return [];
            }

            if (member.ValueKind == JsonValueKind.Array)
            {
                return [.. member.EnumerateArray()];
            }

            refusal ??= new Refusal("member_wrong", $"{place}.{name} is an array, not {JsonMembers.InWords(member)}.");
            return [];
        }

        // A text of half a surrogate pair is a text, of which nobody knows what stood there.
        private Refusal Wrong(JsonElement value, string name, string ofBrokenText) => value.ValueKind == JsonValueKind.String
            ? new Refusal(ofBrokenText, $"{place}.{name} has half of a surrogate pair, which no text has: what stood there is lost. Give the text as it was.")
            : new Refusal("member_wrong", $"{place}.{name} is text, not {JsonMembers.InWords(value)}.");
    }
}
