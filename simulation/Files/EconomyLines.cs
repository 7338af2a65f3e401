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

/// <summary>How values are written in both formats.</summary>
internal static class FileWords
{
    /// <summary>The columns of each table.</summary>
    public static readonly Column[] Transfers =
    [
        new("transfer_id", ColumnKind.Number), new("chain", ColumnKind.Text), new("occurred_at", ColumnKind.Time), new("from", ColumnKind.Text), new("to", ColumnKind.Text),
        new("amount", ColumnKind.Amount), new("kind", ColumnKind.Text), new("initiated_by", ColumnKind.Text), new("order_id", ColumnKind.Text),
    ];

    public static readonly Column[] Truth =
        [new("transfer_id", ColumnKind.Number), new("label", ColumnKind.Text), new("typology", ColumnKind.Number), new("instance", ColumnKind.Text), new("role", ColumnKind.Text)];

    public static readonly Column[] Instances =
    [
        new("instance", ColumnKind.Text), new("typology", ColumnKind.Number), new("label", ColumnKind.Text), new("subjects", ColumnKind.Text), new("first_transfer", ColumnKind.Number),
        new("last_transfer", ColumnKind.Number), new("first_at", ColumnKind.Time), new("last_at", ColumnKind.Time), new("also_typologies", ColumnKind.Text),
    ];

    public static readonly Column[] Labels =
        [new("address", ColumnKind.Text), new("category", ColumnKind.Text), new("name", ColumnKind.Name), new("observed_at", ColumnKind.TimeOrNone)];

    public static readonly Column[] Minters = [new("chain", ColumnKind.Text), new("address", ColumnKind.Text), new("name", ColumnKind.Name)];

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
