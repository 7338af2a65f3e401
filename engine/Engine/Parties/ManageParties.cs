using System.Globalization;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Parties;

/// <summary>What a put came to.</summary>
/// <param name="Version">As the party stands now.</param>
/// <param name="Created">Whether it is new.</param>
/// <param name="Changed">Whether this made a version; false where it stood exactly so before.</param>
public sealed record PartyPut(PartyVersion Version, bool Created, bool Changed);

/// <summary>
/// Puts, closes and imports parties. A change is a version, an entry of the audit trail (id and hash, no personal data) and the new pointer in one
/// write; what did not change makes none of them, so that anything may be sent again.
/// </summary>
public sealed partial class ManageParties(NpgsqlDataSource postgres, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Creates a party, or changes it to what the draft says.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageParties"/>.</param>
    /// <param name="draft">All that is to be known of it.</param>
    /// <param name="expectedVersion">The version that the caller saw and means to change: 0 where he saw none. Null changes whatever stands.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is changed.</param>
    /// <returns>
    /// The party as it stands. Refused as <c>party_id_invalid</c>, <c>party_name_missing</c>, <c>party_too_many</c>, <c>party_text_wrong</c>, <c>party_name_without_letter</c>,
    /// <c>party_date_unreadable</c>, <c>party_country_unknown</c>, <c>party_wallet_unreadable</c>, <c>party_owner_wrong</c>; <c>party_changed</c> where another version stands than was
    /// expected; <c>party_owner_unknown</c>: in this order.
    /// </returns>
    public async Task<Outcome<PartyPut>> PutAsync(Actor actor, PartyDraft draft, long? expectedVersion, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageParties);
        if (PartyCheck.Read(draft, PartyStatus.Active) is Outcome<Party>.Refused(var wrong))
        {
            return wrong;
        }

        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PartyWriter.LockAsync(write, cancellationToken);
        var standing = (await PartyWriter.StandingAsync(write, [draft.Id], cancellationToken)).GetValueOrDefault(draft.Id);
        if (Overtaken(draft.Id, standing, expectedVersion) is { } overtaken)
        {
            return overtaken;
        }

        var party = ((Outcome<Party>.Done)PartyCheck.Read(draft, standing?.Status ?? PartyStatus.Active)).Value;
        var known = await PartyWriter.KnownAsync(write, party.Owners.Select(owner => owner.PartyId), cancellationToken);
        return UnknownOwner(party, known) is { } unknown ? unknown : await WriteAsync(write, actor, party, standing, cancellationToken);
    }

    /// <summary>Ends the relationship with a party: it is kept, and screened no more. One that is closed already stays as it is.</summary>
    /// <param name="actor">Needs <see cref="Right.ManageParties"/>.</param>
    /// <param name="partyId">Which.</param>
    /// <param name="expectedVersion">The version that the caller saw; null closes whatever stands.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is changed.</param>
    /// <returns>The party as it stands; or refused as <c>party_unknown</c> or <c>party_changed</c>.</returns>
    public async Task<Outcome<PartyPut>> CloseAsync(Actor actor, string partyId, long? expectedVersion, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageParties);
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PartyWriter.LockAsync(write, cancellationToken);
        var standing = PartyDraft.IsId(partyId) ? (await PartyWriter.StandingAsync(write, [partyId], cancellationToken)).GetValueOrDefault(partyId) : null;
        if (standing is null)
        {
            return new Refusal("party_unknown", "There is no party of that id.");
        }

        if (Overtaken(partyId, standing, expectedVersion) is { } overtaken)
        {
            return overtaken;
        }

        var party = (await CurrentAsync(write, partyId, cancellationToken)).Party;
        return await WriteAsync(write, actor, party with { Status = PartyStatus.Closed }, standing, cancellationToken);
    }

    private async Task<Outcome<PartyPut>> WriteAsync(AtomicWrite write, Actor actor, Party party, StandingParty? standing, CancellationToken cancellationToken)
    {
        var written = PartyToWrite.Of(party);
        if (standing is not null && standing.ContentHash.AsSpan().SequenceEqual(written.ContentHash))
        {
            return new PartyPut(await CurrentAsync(write, party.Id, cancellationToken), Created: false, Changed: false);
        }

        var version = (await PartyWriter.WriteAsync(write, actor, [written], Now(), cancellationToken))[0];
        var action = standing is null ? "party.create" : (party.Status, standing.Status) switch
        {
            (PartyStatus.Closed, PartyStatus.Active) => "party.close",
            (PartyStatus.Active, PartyStatus.Closed) => "party.reopen",
            _ => "party.change",
        };
        await trail.RecordAsync(write, actor, action, SubjectOf(party.Id),
            new { version = version.VersionId, contentHash = version.ContentHash, before = standing?.VersionId, beforeHash = standing is null ? null : Convert.ToHexStringLower(standing.ContentHash) }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new PartyPut(version, Created: standing is null, Changed: true);
    }

    private static async Task<PartyVersion> CurrentAsync(AtomicWrite write, string partyId, CancellationToken cancellationToken) => await write.Command("""
        SELECT v.version_id, v.party_id, v.content::text, v.content_hash, v.since, v.by_kind, v.by_id, v.by_name
        FROM party p JOIN party_version v USING (party_id, version_id) WHERE p.party_id = $1
        """, partyId).RowAsync(PartyStore.Read, cancellationToken) ?? throw new InvalidDataException($"Party {partyId} has no current version.");

    private static Refusal? Overtaken(string partyId, StandingParty? standing, long? expected) => expected is not { } version || version == (standing?.VersionId ?? 0) ? null
        : new Refusal("party_changed", standing is null
            ? string.Create(CultureInfo.InvariantCulture, $"Party {partyId} does not exist, and version {version} of it was expected.")
            : string.Create(CultureInfo.InvariantCulture, $"Party {partyId} stands at version {standing.VersionId}, and {(version == 0 ? "no party of that id" : $"version {version}")} was expected. Somebody changed it meanwhile: read it again, and put what is still to be changed."));

    private static Refusal? UnknownOwner(Party party, HashSet<string> known) => party.Owners.FirstOrDefault(owner => !known.Contains(owner.PartyId)) is { } unknown
        ? new Refusal("party_owner_unknown", $"The owner {unknown.PartyId} is no party that is known here. Put the owner first, or import both together.")
        : null;

    // What the database keeps.
    private DateTimeOffset Now() => clock.GetUtcNow() is var now ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)) : default;

    private static AuditSubject SubjectOf(string partyId) => new("party", partyId);
}
