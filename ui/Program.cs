using Usd1Compliance.Postgres;
using Usd1Compliance.Ui;

await using var postgres = PostgresConnection.Open(PostgresConnection.FromEnvironment(), "ui");
await UiHost.Create(postgres, args).RunAsync();
