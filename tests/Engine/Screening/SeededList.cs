using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Usd1Compliance.Lists;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Screening;

/// <summary>One listed party with one address, for tests that are about screening and not about reading lists.</summary>
public sealed record SeededEntry(string Name, string Address, DateOnly? ListedOn, string Tag = "ETH");

/// <summary>A list that stands in the database as if it had been loaded.</summary>
public static class SeededList
{
    public const string Sanctioned = "0x098B716B8Aaf21512996dC57EB0615e2383E2f96";
    public const string SanctionedTron = "TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq";
    public const string Clean = "0x52908400098527886E0F7030069857D2E4169EE7";

    public static readonly SeededEntry Lazarus = new("LAZARUS GROUP", Sanctioned, new DateOnly(2019, 9, 13));
    public static readonly SeededEntry TaggedWrong = new("SOMEBODY ELSE", SanctionedTron, null, Tag: "XBT");

    /// <summary>Puts a version with these entries in force; the one before, if any, no longer is.</summary>
    public static Task<long> PutInForceAsync(TestDatabase database, string listId, bool blocking, DateTimeOffset checkedAt, IReadOnlyList<SeededEntry> entries, CancellationToken stop) =>
        PutPartiesInForceAsync(database, listId, blocking, checkedAt, [.. entries.Select((entry, at) => new ListEntry($"{at}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{entry}")))[..5]}", ListEntryKind.Entity, [Primary(entry.Name)])
        {
            Programmes = ["CYBER2"], ListedOn = entry.ListedOn, Addresses = [new ListedCurrencyAddress(entry.Tag, entry.Address)],
        })], stop);

    /// <summary>A primary name in one piece.</summary>
    public static ListedName Primary(string name) => new(name, "Latin", "Name", Primary: true, Weak: false, []);

    /// <summary>Another name in one piece.</summary>
    public static ListedName Alias(string name, bool weak = false) => new(name, "Latin", "A.K.A.", Primary: false, weak, []);

    /// <summary>Puts a version with these parties in force; the one before, if any, no longer is.</summary>
    public static async Task<long> PutPartiesInForceAsync(TestDatabase database, string listId, bool blocking, DateTimeOffset checkedAt, IReadOnlyList<ListEntry> entries, CancellationToken stop)
    {
        await database.Postgres.Command("""
            INSERT INTO list (list_id, publisher, title, format, blocking, max_age_hours) VALUES ($1, 'test', 'Test list', 'sdn-advanced-xml', $2, 36)
            ON CONFLICT (list_id) DO NOTHING
            """, listId, blocking).RunAsync(stop);
        var version = await database.Postgres.Command("""
            INSERT INTO list_version (list_id, sha256, file_name, size_bytes, published_on, loaded_at, loaded_by_kind, loaded_by_id, loaded_by_name, status, addresses, counts)
            VALUES ($1, $2, 'test.xml', 1, '2025-11-19', $3, 'Operator', 'test', 'test', 'accepted', $4, '{}') RETURNING version_id
            """, listId, RandomNumberGenerator.GetBytes(32), checkedAt, entries.Count).ScalarAsync<long>(stop);
        foreach (var entry in entries)
        {
            var content = JsonSerializer.SerializeToUtf8Bytes(entry, ListStore.ContentJson);
            var id = await database.Postgres.Command("""
                -- The same party in the same words is the same entry, in whatever version.
                INSERT INTO list_entry (list_id, entry_key, content_hash, kind, primary_name, listed_on, programmes, blocks, content)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb)
                ON CONFLICT (list_id, entry_key, content_hash) DO UPDATE SET kind = excluded.kind RETURNING entry_id
                """, listId, entry.Key, SHA256.HashData(content), entry.Kind.ToString().ToLowerInvariant(), entry.PrimaryName, entry.ListedOn, entry.Programmes.ToArray(), entry.Blocks, Encoding.UTF8.GetString(content)).ScalarAsync<long>(stop);
            await database.Postgres.Command("INSERT INTO list_version_entry (version_id, entry_id) VALUES ($1, $2)", version, id).RunAsync(stop);
            foreach (var address in entry.Addresses)
            {
                await database.Postgres.Command("INSERT INTO list_address (entry_id, family, address, tag, text) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                    id, (short)address.Address.Family, address.Address.ToArray(), address.Tag, address.Text).RunAsync(stop);
            }

            foreach (var link in entry.Relations)
            {
                await database.Postgres.Command("INSERT INTO entry_link (entry_id, other_list, other_key, kind, former, share_percent) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
                    id, link.List ?? listId, link.Key, link.Type, link.Former, link.SharePercent).RunAsync(stop);
            }
        }

        await database.Postgres.Command("UPDATE list SET version_in_force = $2, checked_at = $3 WHERE list_id = $1", listId, version, checkedAt).RunAsync(stop);
        return version;
    }
}
