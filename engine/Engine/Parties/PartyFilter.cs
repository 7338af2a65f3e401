namespace Usd1Compliance.Parties;

/// <summary>Which parties somebody wants to see; what is null does not narrow.</summary>
public sealed record PartyFilter
{
    /// <summary>Of one role.</summary>
    public PartyRole? Role { get; init; }

    /// <summary>Active or closed.</summary>
    public PartyStatus? Status { get; init; }

    /// <summary>Whose id begins so.</summary>
    public string? IdBeginsWith { get; init; }

    /// <summary>One of whose names has this in it, in any case. It is personal data: never in a URL, a log or the audit trail.</summary>
    public string? NameContains { get; init; }

    /// <summary>Without the name, as for <see cref="Party"/>.</summary>
    public override string ToString() => $"parties of role {Role}, status {Status}, id {IdBeginsWith}";
}

/// <summary>A party as a row of a table.</summary>
/// <param name="Id">The issuer's number.</param>
/// <param name="Role">What it is to the issuer.</param>
/// <param name="Kind">A person or an organisation.</param>
/// <param name="Status">Active or closed.</param>
/// <param name="PrimaryName">The name to show.</param>
/// <param name="Wallets">How many.</param>
/// <param name="Owners">How many.</param>
/// <param name="VersionId">Of the current version.</param>
/// <param name="Since">When that became current, UTC.</param>
/// <param name="CreatedAt">When the first version was made, UTC.</param>
public sealed record PartySummary(string Id, PartyRole Role, PartyKind Kind, PartyStatus Status, string PrimaryName, int Wallets, int Owners, long VersionId, DateTimeOffset Since, DateTimeOffset CreatedAt)
{
    /// <summary>The id alone, as for <see cref="Party"/>.</summary>
    public override string ToString() => $"party {Id}";
}

/// <summary>A party that has a wallet.</summary>
/// <param name="Address">As it was asked for.</param>
/// <param name="PartyId">Whose it is.</param>
public sealed record WalletHolder(Usd1Compliance.Ledger.ChainAddress Address, string PartyId);
