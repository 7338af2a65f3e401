using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Postgres;

[Suite(Suite.Database)]
public sealed class SchemaTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_schema_page_in_docs_is_what_the_migrations_make()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var file = Checkout.PathOf("docs/schema.sql");
        var made = await SchemaText.OfAsync(database.Postgres, Stop);
        if (Environment.GetEnvironmentVariable("USD1_UPDATE_DOCS") is "yes")
        {
            await File.WriteAllTextAsync(file, made, Stop);
        }

        Assert.Equal(made, File.Exists(file) ? await File.ReadAllTextAsync(file, Stop) : "", ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Migrating_a_current_database_changes_nothing()
    {
        await using var database = await cluster.CreateAsync(Stop);
        Assert.Equal(0, Migrations.Run(database.ConnectionString, _ => { }));
    }

    [Fact]
    public async Task Every_table_says_in_a_sentence_what_it_holds()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var silent = await database.Postgres.Command("""
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'schema_history' AND obj_description(oid) IS NULL
            """).RowsAsync(row => row.GetString(0), Stop);
        Assert.Empty(silent);
    }

    [Fact]
    public async Task What_strangers_send_can_only_ever_become_new_rows_of_fact()
    {
        // Everything that the login of ingest may do, in all tables: reading what it follows, and inserting.
        await using var database = await cluster.CreateAsync(Stop);
        var rights = await database.Postgres.Command("""
            SELECT DISTINCT privilege_type || CASE WHEN privilege_type = 'SELECT' THEN '' ELSE ' ' || table_name END
            FROM information_schema.role_table_grants WHERE grantee = 'usd1_ingest' AND privilege_type <> 'SELECT' ORDER BY 1
            """).RowsAsync(row => row.GetString(0), Stop);
        Assert.Equal(["INSERT asset", "INSERT block_header", "INSERT ingest_checkpoint", "INSERT refused_row", "INSERT retraction", "INSERT source_report", "INSERT supply_observation", "INSERT transfer"], rights);
    }
}
