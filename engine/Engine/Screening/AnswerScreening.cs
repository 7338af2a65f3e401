using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Parties;
using Usd1Compliance.Screening.Hits;

namespace Usd1Compliance.Screening;

/// <summary>
/// Answers whether something may go on with some addresses and parties: allow, review or block, with the reasons and the list versions. The
/// answer is durable before anybody hears it, and a check that cannot be made is never allow.
/// </summary>
public sealed class AnswerScreening(CurrentAddressIndex addressIndex, CurrentNameIndex nameIndex, CurrentAddressLabels labels, PartyStore parties, RecallHits recall, ScreeningStore screenings, ScreeningWriter writer, TimeProvider clock)
{
    /// <summary>Screens, or gives the answer that the same request got before.</summary>
    /// <param name="actor">An API client that holds <see cref="Right.Screen"/>.</param>
    /// <param name="idempotencyKey">The client's own name for this request: 1 to 200 visible ASCII characters.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait; the answer may still be made durable, and is found again under the same key.</param>
    /// <returns>
    /// The answer, durable. Or refused, in this order: <c>client_needed</c>, <c>idempotency_key_invalid</c>, <c>address_count</c>, <c>party_count</c>,
    /// <c>reference_invalid</c>; of each party <c>party_wrong</c>, <c>party_date_unreadable</c>, <c>name_count</c>, <c>name_too_long</c>,
    /// <c>name_unreadable</c>, <c>party_country_unknown</c>; <c>screened_party_unknown</c>, <c>address_unreadable</c>, <c>idempotency_key_reused</c>.
    /// </returns>
    public async Task<Outcome<KeptScreening>> ScreenAsync(Actor actor, string idempotencyKey, ScreeningRequest request, CancellationToken cancellationToken)
    {
        actor.Demand(Right.Screen);
        if (actor.Kind != ActorKind.ApiClient || !Guid.TryParse(actor.Id, out var clientId))
        {
            return new Refusal("client_needed", "Only a program with an API key screens: its key id is part of what is kept.");
        }

        if (RefusalOf(idempotencyKey, request) is { } refusal)
        {
            return refusal;
        }

        // What was answered once is answered again, also when the party was closed or the list changed meanwhile.
        return await DecideAsync(actor, clientId, idempotencyKey, request, cancellationToken) switch
        {
            Outcome<ScreeningRow>.Done(var row) => await KeepAsync(row, cancellationToken),
            Outcome<ScreeningRow>.Refused(var why) => await screenings.StandingAsync(clientId, idempotencyKey, request.ComputeHash(), cancellationToken) is { } standing ? standing : why,
            _ => throw new UnreachableException("A decision is done or refused."),
        };
    }

    private async Task<Outcome<ScreeningRow>> DecideAsync(Actor actor, Guid clientId, string idempotencyKey, ScreeningRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var soughtOrNot = await SoughtAsync(id, request, cancellationToken);
        if (soughtOrNot is not Outcome<List<SoughtParty>>.Done(var sought))
        {
            return ((Outcome<List<SoughtParty>>.Refused)soughtOrNot).Refusal;
        }

        // Each index is read once: what is said of it and what is found in it are of one moment.
        var (byAddress, byName) = (addressIndex.Now(), nameIndex.Now());
        var lists = ListsScreened.Of(request.Addresses.Count > 0 ? byAddress : null, sought.Count > 0 ? byName : null);
        List<ScreeningReason> reasons = [.. lists.UnmadeChecks(request.Purpose, now)];
        var ofAddresses = new ScreenAddresses(byAddress.Index, labels, now);
        List<ScreenedAddress> addresses = new(request.Addresses.Count);
        foreach (var text in request.Addresses)
        {
            if (ofAddresses.Screen(text) is not { } screened)
            {
                return new Refusal("address_unreadable", $"addresses[{addresses.Count}] is not an address of any chain that is known here: its form or its checksum is wrong. Nothing was screened; correct it and ask again.");
            }

            addresses.Add(screened);
        }

        if (addresses.Count > 0 && labels.IsUnconfirmed)
        {
            reasons.Add(new ScreeningReason(ScreeningPolicy.LabelsUnconfirmed, ScreeningPolicy.Of(ScreeningPolicy.LabelsUnconfirmed, request.Purpose),
                "It could not be confirmed in the last 30 seconds which labels addresses have. The service's log says why."));
        }

        var (screenedParties, ofParties, found) = await ScreenPartiesAsync(sought, byName.Names, request.Purpose, cancellationToken);
        reasons.AddRange([.. ofAddresses.Reasons, .. ofParties]);
        var policy = sought.Count > 0 ? nameIndex.Policy.Sha256 : null;
        var answer = new ScreeningAnswer(id, now, request.Purpose, request.Reference,
            reasons.Select(reason => reason.Verdict).DefaultIfEmpty(Verdict.Allow).Max(), [.. reasons.OrderByDescending(reason => reason.Verdict)], addresses, screenedParties,
            [.. lists.Versions.Select(list => new ScreenedList(list.ListId, list.VersionId, Convert.ToHexStringLower(list.Sha256), list.PublishedOn, list.CheckedAt, list.IsStale(now)))], policy);
        return new ScreeningRow(actor, clientId, idempotencyKey, request, answer, [.. lists.Versions.Select(list => list.VersionId).Order()], found);
    }

    private async Task<(List<ScreenedParty> Parties, List<ScreeningReason> Reasons, List<FoundHits> Found)> ScreenPartiesAsync(List<SoughtParty> sought, ListedNames? names, ScreeningPurpose purpose, CancellationToken cancellationToken)
    {
        if (names is null)
        {
            // Nobody was looked for: that is said by the reason index_unconfirmed, and by no party's verdict contradicted.
            return ([.. sought.Select(party => ScreenedParty.NotScreened(party, ScreeningPolicy.ThresholdOf(nameIndex.Policy, purpose)))], [], []);
        }

        var screen = new ScreenParties(names, recall, purpose);
        List<ScreenedParty> screened = new(sought.Count);
        foreach (var party in sought)
        {
            screened.Add(await screen.ScreenAsync(party, cancellationToken));
        }

        return (screened, screen.Reasons, screen.Found);
    }

    private async Task<Outcome<List<SoughtParty>>> SoughtAsync(Guid screeningId, ScreeningRequest request, CancellationToken cancellationToken)
    {
        string[] ids = [.. request.Parties.Select(party => party.PartyId).OfType<string>().Distinct()];
        var registered = ids.Length == 0 ? [] : (await parties.FindAsync(ids, cancellationToken)).Where(version => version.Party.Status == PartyStatus.Active).ToDictionary(version => version.Party.Id);
        List<SoughtParty> sought = new(request.Parties.Count);
        foreach (var (place, asked) in request.Parties.Index())
        {
            if (asked.PartyId is null)
            {
                switch (CheckAskedParties.Read(nameIndex.Policy, asked, place))
                {
                    case Outcome<PartyQuery>.Done(var query):
                        sought.Add(new SoughtParty(place, query, HitSubject.Screening(screeningId, place), SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(asked, JsonSerializerOptions.Web)), null, null));
                        break;
                    case Outcome<PartyQuery>.Refused(var why):
                        return why;
                }
            }
            else if (CheckAskedParties.FaultOfRegistered(asked, place) is { } fault)
            {
                return fault;
            }
            else if (registered.TryGetValue(asked.PartyId, out var version))
            {
                sought.Add(new SoughtParty(place, CheckAskedParties.Of(version.Party), HitSubject.Party(version.Party.Id), Convert.FromHexString(version.ContentHash), version.Party.Id, version.VersionId));
            }
            else
            {
                return new Refusal("screened_party_unknown", $"parties[{place}].partyId is no registered party that is active. Register it under this id or take it up again, or give its names; nothing was screened.");
            }
        }

        return sought;
    }

    private async Task<Outcome<KeptScreening>> KeepAsync(ScreeningRow row, CancellationToken cancellationToken)
    {
        var kept = await writer.KeepAsync(row, cancellationToken);
        return kept.RequestHash.AsSpan().SequenceEqual(row.RequestHash)
            ? kept
            : new Refusal("idempotency_key_reused", "This Idempotency-Key was used before for another request. Use a new key for a new request; the earlier answer stands.");
    }

    private static Refusal? RefusalOf(string idempotencyKey, ScreeningRequest request)
    {
        if (idempotencyKey.Length is < 1 or > 200 || idempotencyKey.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
        {
            return new Refusal("idempotency_key_invalid", "The Idempotency-Key has 1 to 200 visible ASCII characters without a space, such as a UUID.");
        }

        if (request.Addresses.Count > ScreeningRequest.MaxAddresses || (request.Addresses.Count == 0 && request.Parties.Count == 0))
        {
            return new Refusal("address_count", $"One request holds 1 to {ScreeningRequest.MaxAddresses} addresses, or none beside 1 to {ScreeningRequest.MaxParties} parties; this one holds {request.Addresses.Count}. Ask in several requests, each with a key of its own.");
        }

        if (request.Parties.Count > ScreeningRequest.MaxParties)
        {
            return new Refusal("party_count", $"One request holds up to {ScreeningRequest.MaxParties} parties; this one holds {request.Parties.Count}. Ask in several requests, each with a key of its own.");
        }

        return request.Reference is { } reference && (reference.Length > ScreeningRequest.MaxReference || reference.Any(char.IsControl))
            ? new Refusal("reference_invalid", $"The reference has at most {ScreeningRequest.MaxReference} characters and none that controls a terminal.")
            : null;
    }
}
