using Usd1Compliance.Postgres;

namespace Usd1Compliance.Tests.Engine.Postgres;

[Suite(Suite.Database)]
public sealed class PostgresCommandsTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_array_of_texts_is_one_value_however_it_is_handed_over()
    {
        await using var database = await cluster.CreateAsync(Stop);
        string[] texts = ["one", "two"];
        Assert.Equal(2, await database.Postgres.Command("SELECT cardinality($1::text[])", texts).ScalarAsync<int>(Stop));
        await using var connection = await database.Postgres.OpenConnectionAsync(Stop);
        Assert.Equal(2, await connection.Command("SELECT cardinality($1::text[])", texts).ScalarAsync<int>(Stop));
        await using var write = await AtomicWrite.BeginAsync(database.Postgres, Stop);
        Assert.Equal(2, await write.Command("SELECT cardinality($1::text[])", texts).ScalarAsync<int>(Stop));
        Assert.Equal("two", await write.Command("SELECT min($2) FROM unnest($1::text[])", texts, "two").RowAsync(row => row.GetString(0), Stop));
    }
}
