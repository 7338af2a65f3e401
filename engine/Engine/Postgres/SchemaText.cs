using System.Text;
using Npgsql;

namespace Usd1Compliance.Postgres;

/// <summary>
/// The schema as a page to read: docs/schema.sql is written by this from a migrated database, and a test keeps it current. Nothing
/// reads it back; the migrations are the schema.
/// </summary>
public static class SchemaText
{
    /// <summary>Tables with their columns, keys, checks and comments, then who may do what, in order of name.</summary>
    public static async Task<string> OfAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        var text = new StringBuilder("-- Generated from the migrations by `./usd1 database schema`. Read it, do not run it.\n");
        var tables = await postgres.Command("""
            SELECT c.oid::bigint, c.relname, coalesce(obj_description(c.oid), ''), CASE WHEN c.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) ELSE '' END
            FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'schema_history'
            ORDER BY c.relname
            """).RowsAsync(row => (Oid: row.GetInt64(0), Name: row.GetString(1), Comment: row.GetString(2), Partition: row.GetString(3)), cancellationToken);
        foreach (var (oid, name, comment, partition) in tables)
        {
            text.Append("\n-- ").Append(comment.Length > 0 ? comment : name).Append("\nCREATE TABLE ").Append(name).Append(" (\n    ")
                .AppendJoin("\n    ", await ColumnsAsync(postgres, oid, cancellationToken)).Append("\n)").Append(partition).Append(";\n");
            foreach (var line in await IndexesTriggersAndGrantsAsync(postgres, oid, cancellationToken))
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static async Task<IReadOnlyList<string>> ColumnsAsync(NpgsqlDataSource postgres, long table, CancellationToken cancellationToken) =>
        await postgres.Command("""
            SELECT line FROM (
                SELECT 1 AS part, a.attnum::int AS place, a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                    || CASE WHEN a.attidentity <> '' THEN ' GENERATED ALWAYS AS IDENTITY' ELSE coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') END
                    || ',' || coalesce('  -- ' || col_description(a.attrelid, a.attnum), '') AS line
                FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                WHERE a.attrelid = $1::bigint::oid AND a.attnum > 0 AND NOT a.attisdropped
                UNION ALL
                SELECT 2, row_number() OVER (ORDER BY contype DESC, conname)::int, pg_get_constraintdef(oid) || ','
                FROM pg_constraint WHERE conrelid = $1::bigint::oid AND contype IN ('p', 'u', 'c', 'f')) lines
            ORDER BY part, place
            """, table).RowsAsync(row => row.GetString(0), cancellationToken);

    private static async Task<IReadOnlyList<string>> IndexesTriggersAndGrantsAsync(NpgsqlDataSource postgres, long table, CancellationToken cancellationToken) =>
        await postgres.Command("""
            SELECT line FROM (
                SELECT 1 AS part, pg_get_indexdef(i.indexrelid) || ';' AS line FROM pg_index i
                WHERE i.indrelid = $1::bigint::oid AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.conrelid = i.indrelid)
                UNION ALL
                SELECT 2, pg_get_triggerdef(oid) || ';' FROM pg_trigger WHERE tgrelid = $1::bigint::oid AND NOT tgisinternal
                UNION ALL
                SELECT 3, 'GRANT ' || string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type) || ' ON ' || c.relname || ' TO ' || r.rolname || ';'
                FROM pg_class c, aclexplode(c.relacl) g JOIN pg_roles r ON r.oid = g.grantee
                WHERE c.oid = $1::bigint::oid AND r.rolname IN ('usd1_ingest', 'usd1_service', 'usd1_ui') GROUP BY c.relname, r.rolname
                UNION ALL
                SELECT 3, 'GRANT ' || g.privilege_type || ' (' || a.attname || ') ON ' || c.relname || ' TO ' || r.rolname || ';'
                FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) g JOIN pg_roles r ON r.oid = g.grantee
                WHERE c.oid = $1::bigint::oid AND r.rolname IN ('usd1_ingest', 'usd1_service', 'usd1_ui')) lines
            ORDER BY part, line
            """, table).RowsAsync(row => row.GetString(0), cancellationToken);
}
