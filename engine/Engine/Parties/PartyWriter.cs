using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Parties;

/// <summary>What stands of a party before a write.</summary>
/// <param name="VersionId">Of the current version.</param>
/// <param name="ContentHash">Of its content.</param>
/// <param name="Status">Active or closed.</param>
internal sealed record StandingParty(long VersionId, byte[] ContentHash, PartyStatus Status);

/// <summary>A party to be written, with its canonical JSON and the hash over it.</summary>
internal sealed record PartyToWrite(Party Party, byte[] Json, byte[] ContentHash)
{
    public static PartyToWrite Of(Party party)
    {
        var json = PartyContent.Of(party).ToBytes();
        return new PartyToWrite(party, json, PartyContent.Hash(json));
    }
}

/// <summary>Writes versions, pointers and wallets together, inside the write of a command.</summary>
internal static class PartyWriter
{
    // (object) before an array of texts that is the only value: without it the array would be taken for the list of values.

    /// <summary>
    /// Makes all writers of parties wait for each other until they commit. Version numbers are drawn behind this, so they become visible in their
    /// order and a follower's cursor passes over none; and what a writer reads of a party holds until it has written.
    /// </summary>
    public static Task LockAsync(AtomicWrite write, CancellationToken cancellationToken) =>
        write.Command("SELECT pg_advisory_xact_lock(hashtext('party_write'))").RunAsync(cancellationToken);

    /// <summary>What stands of these parties.</summary>
    public static async Task<IReadOnlyDictionary<string, StandingParty>> StandingAsync(AtomicWrite write, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var rows = await write.Command("""
            SELECT p.party_id, p.version_id, v.content_hash, p.status
            FROM party p JOIN party_version v USING (party_id, version_id)
            WHERE p.party_id = ANY ($1)
            """, (object)ids.ToArray()).RowsAsync(row => KeyValuePair.Create(row.GetString(0), new StandingParty(row.GetInt64(1), row.GetFieldValue<byte[]>(2), PartyWords.Status(row.GetString(3))!.Value)), cancellationToken);
        return rows.ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Which of these ids are parties.</summary>
    public static async Task<HashSet<string>> KnownAsync(AtomicWrite write, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        string[] asked = [.. ids.Distinct(StringComparer.Ordinal)];
        return asked.Length == 0 ? [] : [.. await write.Command("SELECT party_id FROM party WHERE party_id = ANY ($1)", (object)asked).RowsAsync(row => row.GetString(0), cancellationToken)];
    }

    /// <summary>Makes a version of each and points to it.</summary>
    /// <returns>The versions, in the order that was given.</returns>
    public static async Task<IReadOnlyList<PartyVersion>> WriteAsync(AtomicWrite write, Actor actor, IReadOnlyList<PartyToWrite> parties, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (parties.Count == 0)
        {
            return [];
        }

        string[] ids = [.. parties.Select(one => one.Party.Id)];
        // A party stands once in what is written together, so its id finds its number again.
        var numbers = (await write.Command("""
            INSERT INTO party_version (party_id, content, content_hash, since, by_kind, by_id, by_name)
            SELECT n.party_id, n.content::jsonb, n.content_hash, $4, $5, $6, $7
            FROM unnest($1::text[], $2::text[], $3::bytea[]) WITH ORDINALITY AS n (party_id, content, content_hash, place)
            ORDER BY n.place
            RETURNING party_id, version_id
            """, ids, parties.Select(one => System.Text.Encoding.UTF8.GetString(one.Json)).ToArray(), parties.Select(one => one.ContentHash).ToArray(), since, actor.Kind.ToString(), actor.Id, actor.Name)
            .RowsAsync(row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), cancellationToken)).ToDictionary(StringComparer.Ordinal);
        await write.Command("""
            INSERT INTO party (party_id, version_id, role, kind, status, primary_name, names, created_at)
            SELECT *, $8::timestamptz FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
            ON CONFLICT (party_id) DO UPDATE SET version_id = excluded.version_id, role = excluded.role, kind = excluded.kind, status = excluded.status,
                primary_name = excluded.primary_name, names = excluded.names
            """, ids, ids.Select(id => numbers[id]).ToArray(), parties.Select(one => PartyWords.Of(one.Party.Role)).ToArray(), parties.Select(one => PartyWords.Of(one.Party.Kind)).ToArray(),
            parties.Select(one => PartyWords.Of(one.Party.Status)).ToArray(), parties.Select(one => one.Party.PrimaryName).ToArray(),
            parties.Select(one => string.Join('\n', one.Party.Names).ToLowerInvariant()).ToArray(), since).RunAsync(cancellationToken);
        await WriteWalletsAsync(write, parties, ids, cancellationToken);
        return [.. parties.Select(one => new PartyVersion(numbers[one.Party.Id], one.Party, Convert.ToHexStringLower(one.ContentHash), since, actor.Kind.ToString(), actor.Id, actor.Name))];
    }

    private static async Task WriteWalletsAsync(AtomicWrite write, IReadOnlyList<PartyToWrite> parties, string[] ids, CancellationToken cancellationToken)
    {
        await write.Command("DELETE FROM party_wallet WHERE party_id = ANY ($1)", (object)ids).RunAsync(cancellationToken);
        (string PartyId, PartyWallet Wallet)[] wallets = [.. parties.SelectMany(one => one.Party.Wallets, (one, wallet) => (one.Party.Id, wallet))];
        if (wallets.Length > 0)
        {
            await write.Command("INSERT INTO party_wallet (party_id, family, address) SELECT * FROM unnest($1::text[], $2::smallint[], $3::bytea[])",
                wallets.Select(one => one.PartyId).ToArray(), wallets.Select(one => (short)one.Wallet.Address.Family).ToArray(), wallets.Select(one => one.Wallet.Address.ToArray()).ToArray()).RunAsync(cancellationToken);
        }
    }
}
