using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Service.Api;

/// <summary>
/// Reads the body of <c>POST /v1/screenings</c> by hand, so that each thing that is wrong has an answer of its own: a member that is not
/// known here is refused and never ignored, since it may have been meant to change the question.
/// </summary>
internal static class ScreeningRequestReader
{
    /// <summary>The request, or why it cannot be read.</summary>
    public static Task<Outcome<ScreeningRequest>> ReadAsync(HttpRequest request, CancellationToken cancellationToken) => JsonBody.ReadAsync(request, Read, cancellationToken);

    private static Outcome<ScreeningRequest> Read(JsonElement root) => JsonMembers.Read(root, "The body", "purpose", "addresses", "parties", "reference").Match(
        members => ReadPurpose(members).Match(
            purpose => ReadAddresses(members).Match(
                addresses => ReadParties(members).Match(
                    parties => ReadReference(members).Match<Outcome<ScreeningRequest>>(reference => new ScreeningRequest(purpose, addresses, reference.Text) { Parties = parties }, refusal => refusal),
                    refusal => refusal),
                refusal => refusal),
            refusal => refusal),
        refusal => refusal);

    private static Outcome<ScreeningPurpose> ReadPurpose(Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("purpose", out var member))
        {
            return new Refusal("member_missing", "The member purpose is missing: mint, redeem or onboarding.");
        }

        return JsonMembers.TextOf(member) switch
        {
            "mint" => ScreeningPurpose.Mint,
            "redeem" => ScreeningPurpose.Redeem,
            "onboarding" => ScreeningPurpose.Onboarding,
            _ => new Refusal("member_wrong", $"The purpose is mint, redeem or onboarding, not {JsonMembers.InWords(member)}."),
        };
    }

    private static Outcome<IReadOnlyList<string>> ReadAddresses(Dictionary<string, JsonElement> members) => members.TryGetValue("addresses", out var member)
        ? JsonMembers.TextsOf(member, "addresses")
        : members.ContainsKey("parties") ? new Outcome<IReadOnlyList<string>>.Done([])
        : new Refusal("member_missing", $"The member addresses is missing: an array of 1 to {ScreeningRequest.MaxAddresses} addresses as text. It may be left out beside parties.");

    private static Outcome<List<AskedParty>> ReadParties(Dictionary<string, JsonElement> members)
    {
        List<AskedParty> parties = [];
        if (!members.TryGetValue("parties", out var member))
        {
            return parties;
        }

        if (member.ValueKind != JsonValueKind.Array)
        {
            return new Refusal("member_wrong", $"parties is an array of objects, not {JsonMembers.InWords(member)}.");
        }

        foreach (var element in member.EnumerateArray())
        {
            switch (AskedPartyReader.Read(element, $"parties[{parties.Count}]"))
            {
                case Outcome<AskedParty>.Done(var party):
                    parties.Add(party);
                    break;
                case Outcome<AskedParty>.Refused(var why):
                    return why;
            }
        }

        return parties;
    }

    private static Outcome<Reference> ReadReference(Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("reference", out var member) || member.ValueKind == JsonValueKind.Null)
        {
            return new Reference(null);
        }

        return JsonMembers.TextOf(member) is { } text ? new Reference(text) : new Refusal("member_wrong", $"reference is text, not {JsonMembers.InWords(member)}.");
    }

    private sealed record Reference(string? Text);
}
