using Npgsql;

namespace Usd1Compliance.Ledger;

/// <summary>How the ledger's types lie in columns.</summary>
public static class LedgerColumns
{
    /// <summary>An address from two columns that follow each other, family and bytes; null where they are NULL.</summary>
    public static ChainAddress? Address(NpgsqlDataReader row, int at) =>
        row.IsDBNull(at) ? null : new ChainAddress((AddressFamily)row.GetInt16(at), row.GetFieldValue<byte[]>(at + 1));
}
