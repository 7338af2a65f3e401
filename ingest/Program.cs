using Usd1Compliance.Ingest;
using Usd1Compliance.Postgres;

await using var postgres = PostgresConnection.Open(PostgresConnection.FromEnvironment(), "ingest");
await IngestHost.Create(postgres, args).RunAsync();
