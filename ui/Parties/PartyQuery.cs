using Usd1Compliance.Parties;

namespace Usd1Compliance.Ui.Parties;

/// <summary>Which parties are asked for, as it stands in the address of the page and of its export. A name is no part of it: addresses are kept by browsers, proxies and logs.</summary>
/// <param name="Role">customer, beneficial_owner, counterparty, vasp.</param>
/// <param name="Status">active, closed.</param>
/// <param name="Id">What the id begins with.</param>
public sealed record PartyQuery(string? Role, string? Status, string? Id)
{
    /// <summary>Whether anything narrows.</summary>
    public bool IsNarrowed => Role is not null || Status is not null || Id is not null;

    /// <summary>The filter, or null where a part of it cannot be read: then nothing is shown, rather than more than was asked for.</summary>
    public PartyFilter? Read()
    {
        var (role, status) = (PartyWords.Role(Role), PartyWords.Status(Status));
        return (Role is not null && role is null) || (Status is not null && status is null) || (Id is not null && !PartyDraft.IsId(Id.Trim()))
            ? null
            : new PartyFilter { Role = role, Status = status, IdBeginsWith = Id?.Trim() };
    }
}
