using Usd1Compliance.Ledger;

namespace Usd1Compliance.Simulation.Files;

/// <summary>A row of the table of transfers, with its texts in UTF-8 so that nothing is made for each of ten million.</summary>
internal readonly ref struct TransferLine
{
    public required long Id { get; init; }

    public required string Chain { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Unix { get; init; }

    /// <summary>Empty where there is none; as the two below.</summary>
    public ReadOnlySpan<byte> From { get; init; }

    public ReadOnlySpan<byte> To { get; init; }

    public ReadOnlySpan<byte> InitiatedBy { get; init; }

    /// <summary>Base units of six decimals.</summary>
    public required long Sum { get; init; }

    public required TransferKind Kind { get; init; }

    public string OrderId { get; init; }
}

/// <summary>A row of the table of instances.</summary>
/// <param name="Name">Which.</param>
/// <param name="Typology">Its number in the catalogue.</param>
/// <param name="Label">Planted or hard negative.</param>
/// <param name="Subjects">Whom an alert should be about.</param>
/// <param name="First">Its first transfer.</param>
/// <param name="Last">Its last one.</param>
/// <param name="FirstUnix">When, in seconds since 1970.</param>
/// <param name="LastUnix">When, in seconds since 1970.</param>
/// <param name="Also">Other typologies that it meets as well.</param>
internal sealed record InstanceLine(string Name, int Typology, TruthLabel Label, IReadOnlyList<string> Subjects, long First, long Last, long FirstUnix, long LastUnix, IReadOnlyList<int> Also);

/// <summary>The tables of an economy in one of the two formats. The own list is CSV in both: it is what <c>usd1 lists load</c> reads.</summary>
internal interface IEconomyFiles : IAsyncDisposable
{
    /// <summary>SHA-256 of the table of transfers in lower-case hexadecimal, once it is complete.</summary>
    string Sha256 { get; }

    ValueTask FlushAsync(CancellationToken cancellationToken);

    void Transfer(in TransferLine line);

    void Truth(long id, TruthLabel label, int typology, string instance, string role);

    void Instance(InstanceLine line);

    void Label(string address, string category, string name, long? observedUnix);

    void Minter(string chain, string address, string name);

    /// <summary>Writes what is held back and settles <see cref="Sha256"/>.</summary>
    Task CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>How values are written in both formats.</summary>
internal static class FileWords
{
    /// <summary>The columns of each table.</summary>
    public static readonly string[] Transfers = ["transfer_id", "chain", "occurred_at", "from", "to", "amount", "kind", "initiated_by", "order_id"];

    public static readonly string[] Truth = ["transfer_id", "label", "typology", "instance", "role"];

    public static readonly string[] Instances = ["instance", "typology", "label", "subjects", "first_transfer", "last_transfer", "first_at", "last_at", "also_typologies"];

    public static readonly string[] Labels = ["address", "category", "name", "observed_at"];

    public static readonly string[] Minters = ["chain", "address", "name"];

    public static string Of(TransferKind kind) => kind switch
    {
        TransferKind.Transfer => "transfer",
        TransferKind.Mint => "mint",
        TransferKind.Burn => "burn",
        TransferKind.Freeze => "freeze",
        TransferKind.Unfreeze => "unfreeze",
        TransferKind.Seize => "seize",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static string Of(TruthLabel label) => label == TruthLabel.Planted ? "planted" : "hard_negative";
}
