using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;
using Usd1Compliance.Ui.Written;

namespace Usd1Compliance.Ui.Alerts;

/// <summary>Which alerts are asked for, as it stands in the address of the page and of its export.</summary>
/// <param name="Severity">low, medium, high, critical.</param>
/// <param name="Rule">A rule's id.</param>
/// <param name="Address">The subject, in any spelling.</param>
/// <param name="From">First day or moment, UTC.</param>
/// <param name="To">Last day, or the moment before which.</param>
/// <param name="Retracted">yes: only those whose transfer the chain took back; no: only those whose transfer stands.</param>
public sealed record AlertQuery(string? Severity, string? Rule, string? Address, string? From, string? To, string? Retracted = null)
{
    /// <summary>Whether anything narrows.</summary>
    public bool IsNarrowed => Severity is not null || Rule is not null || Address is not null || From is not null || To is not null || Retracted is not null;

    /// <summary>Whether the address is the part that cannot be read.</summary>
    public bool AddressIsUnreadable => Address is not null && !AddressText.TryRead(Address.Trim(), out _);

    /// <summary>The filter, or null where a part of it cannot be read: then nothing is shown, rather than more than was asked for.</summary>
    public AlertFilter? Read()
    {
        Severity? severity = null;
        if (Severity is not null)
        {
            if (!Enum.TryParse<Severity>(Severity, ignoreCase: true, out var read) || int.TryParse(Severity, out _))
            {
                return null;
            }

            severity = read;
        }

        return Retracted is null or "yes" or "no" && !AddressIsUnreadable && Moments.TryRead(From, endOfDay: false, out var from) && Moments.TryRead(To, endOfDay: true, out var to)
            ? new AlertFilter(severity, Rule, null, Address is not null && AddressText.TryRead(Address.Trim(), out var subject) ? subject : null, from, to, Retracted is null ? null : Retracted == "yes")
            : null;
    }
}
