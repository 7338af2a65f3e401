using System.Globalization;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Screening;

/// <summary>
/// Answers whether something may go on with some addresses: allow, review or block, with the reasons and the list versions. The answer is
/// durable before anybody hears it, and a check that cannot be made is never allow.
/// </summary>
public sealed class ScreenAddresses(CurrentAddressIndex current, ScreeningWriter writer, TimeProvider clock)
{
    /// <summary>Screens addresses, or gives the answer that the same request got before.</summary>
    /// <param name="actor">An API client that holds <see cref="Right.Screen"/>.</param>
    /// <param name="idempotencyKey">The client's own name for this request: 1 to 200 visible ASCII characters.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait; the answer may still be made durable, and is found again under the same key.</param>
    /// <returns>
    /// The answer, durable. Or refused, in this order: <c>client_needed</c>, <c>idempotency_key_invalid</c>, <c>address_count</c>,
    /// <c>reference_invalid</c>, <c>address_unreadable</c>, <c>idempotency_key_reused</c>.
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

        var (index, isUnconfirmed, missing) = current.Now();
        var now = clock.GetUtcNow();
        List<ScreenedAddress> addresses = new(request.Addresses.Count);
        List<ScreeningReason> reasons = [.. UnmadeChecks(index, isUnconfirmed, missing, request.Purpose, now)];
        for (var place = 0; place < request.Addresses.Count; place++)
        {
            if (Screen(request.Addresses[place], index, now, reasons) is not { } screened)
            {
                return new Refusal("address_unreadable", $"addresses[{place}] is not an address of any chain that is known here: its form or its checksum is wrong. Nothing was screened; correct it and ask again.");
            }

            addresses.Add(screened);
        }

        var answer = new ScreeningAnswer(Guid.CreateVersion7(now), now, request.Purpose, request.Reference,
            reasons.Select(reason => reason.Verdict).DefaultIfEmpty(Verdict.Allow).Max(), [.. reasons.OrderByDescending(reason => reason.Verdict)], addresses,
            [.. index.Versions.Select(list => new ScreenedList(list.ListId, list.VersionId, Convert.ToHexStringLower(list.Sha256), list.PublishedOn, list.CheckedAt, list.IsStale(now)))]);
        var row = new ScreeningRow(actor, clientId, idempotencyKey, request, answer, [.. index.VersionIds]);
        var kept = await writer.KeepAsync(row, cancellationToken);
        return kept.RequestHash.AsSpan().SequenceEqual(row.RequestHash)
            ? kept
            : new Refusal("idempotency_key_reused", "This Idempotency-Key was used before for another request. Use a new key for a new request; the earlier answer stands.");
    }

    // Gravest first is the order of the answer; here in the order of the checks.
    private static IEnumerable<ScreeningReason> UnmadeChecks(AddressIndex index, bool isUnconfirmed, IReadOnlyList<MissingList> missing, ScreeningPurpose purpose, DateTimeOffset now)
    {
        if (isUnconfirmed)
        {
            yield return Unmade(ScreeningPolicy.IndexUnconfirmed, "It could not be confirmed in the last 30 seconds which list versions are in force. The service's log says why.");
        }

        if (!index.Versions.Any(list => list.Blocking))
        {
            yield return Unmade(ScreeningPolicy.ListMissing, index.Versions.IsEmpty ? "No list is in force, so nothing could be screened. Load one: `usd1 lists load`."
                : "No list that blocks property is in force, so nothing could be screened against one. Load one: `usd1 lists load`.");
        }

        foreach (var (listId, _) in missing)
        {
            yield return Unmade(ScreeningPolicy.ListMissing, $"No version of {listId} is in force, so nothing could be screened against it. Load one: `usd1 lists load {listId} FILE`; if one stands in quarantine, look at it under Lists.");
        }

        foreach (var list in index.Versions.Where(list => list.IsStale(now)))
        {
            yield return Unmade(ScreeningPolicy.ListStale,
                string.Create(CultureInfo.InvariantCulture, $"{list.ListId} was last confirmed as current on {list.CheckedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC, longer ago than the {list.MaxAge.TotalHours:0} hours it may be. Load its current file under Lists."));
        }

        ScreeningReason Unmade(string code, string message) => new(code, ScreeningPolicy.Of(code, purpose), message);
    }

    // Null when no family explains the text and no list holds it to the letter.
    private static ScreenedAddress? Screen(string text, AddressIndex index, DateTimeOffset now, List<ScreeningReason> reasons)
    {
        var explained = AddressText.TryRead(text, out var address);
        var hits = index.HitsOf(explained ? address : ChainAddress.Unexplained(text), now);
        if (!explained && hits.IsEmpty)
        {
            return null;
        }

        var verdict = Verdict.Allow;
        foreach (var hit in hits)
        {
            var found = ScreeningPolicy.Of(hit);
            verdict = found > verdict ? found : verdict;
            reasons.Add(new ScreeningReason(ScreeningPolicy.ListedAddress, found, InWords(text, hit)));
        }

        return new ScreenedAddress(text, (explained ? address.Family : AddressFamily.Other).ToString().ToLowerInvariant(), verdict, [.. hits.Select(ScreenedHit.Of)]);
    }

    private static string InWords(string text, AddressHit hit)
    {
        var listed = hit.ListedThen switch
        {
            Truth.Yes => string.Create(CultureInfo.InvariantCulture, $"listed on {hit.Listed.ListedOn:yyyy-MM-dd}"),
            Truth.No => string.Create(CultureInfo.InvariantCulture, $"listed from {hit.Listed.ListedOn:yyyy-MM-dd}"),
            _ => "listed on a date that the list does not give",
        };
        return $"{text} is an address of {hit.Listed.PrimaryName} ({hit.Listed.ListId}, entry {hit.Listed.EntryKey}), {listed}{(hit.Listed.Blocking ? "" : "; property of this list's parties is not blocked")}.";
    }

    private static Refusal? RefusalOf(string idempotencyKey, ScreeningRequest request)
    {
        if (idempotencyKey.Length is < 1 or > 200 || idempotencyKey.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
        {
            return new Refusal("idempotency_key_invalid", "The Idempotency-Key has 1 to 200 visible ASCII characters without a space, such as a UUID.");
        }

        if (request.Addresses.Count is < 1 or > ScreeningRequest.MaxAddresses)
        {
            return new Refusal("address_count", $"One request holds 1 to {ScreeningRequest.MaxAddresses} addresses; this one holds {request.Addresses.Count}. Ask in several requests, each with a key of its own.");
        }

        return request.Reference is { } reference && (reference.Length > ScreeningRequest.MaxReference || reference.Any(char.IsControl))
            ? new Refusal("reference_invalid", $"The reference has at most {ScreeningRequest.MaxReference} characters and none that controls a terminal.")
            : null;
    }
}
