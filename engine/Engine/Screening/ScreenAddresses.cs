using System.Globalization;
using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Screening;

/// <summary>Looks addresses up among those of the lists in force, and says what else they are known to be.</summary>
internal sealed class ScreenAddresses(AddressIndex index, CurrentAddressLabels labels, DateTimeOffset now)
{
    /// <summary>What keeps the addresses from allow.</summary>
    public List<ScreeningReason> Reasons { get; } = [];

    /// <summary>What was found of an address; null when no family explains the text and no list holds it to the letter.</summary>
    public ScreenedAddress? Screen(string text)
    {
        var explained = AddressText.TryRead(text, out var address);
        var key = explained ? address : ChainAddress.Unexplained(text);
        var hits = index.HitsOf(key, now);
        if (!explained && hits.IsEmpty)
        {
            return null;
        }

        var verdict = Verdict.Allow;
        foreach (var hit in hits)
        {
            var found = ScreeningPolicy.Of(hit);
            verdict = found > verdict ? found : verdict;
            Reasons.Add(new ScreeningReason(ScreeningPolicy.ListedAddress, found, InWords(text, hit)));
        }

        List<ScreenedLabel> known = [];
        foreach (var label in labels.Of(key))
        {
            var found = ScreeningPolicy.OfLabel(label.Category);
            verdict = found > verdict ? found : verdict;
            known.Add(new ScreenedLabel(label.Category, label.Name, label.Origin, found));
            if (found != Verdict.Allow)
            {
                Reasons.Add(new ScreeningReason(ScreeningPolicy.LabelledAddress, found, $"{text} is labelled {label.Category}{(label.Name.Length == 0 ? "" : $", {label.Name},")} by {label.Origin}. A label is attribution and no sanction: look at it before it goes on."));
            }
        }

        return new ScreenedAddress(text, (explained ? address.Family : AddressFamily.Other).ToString().ToLowerInvariant(), verdict, [.. hits.Select(ScreenedHit.Of)], known);
    }

    private static string InWords(string text, AddressHit hit)
    {
        var listed = hit.ListedThen switch
        {
            Truth.Yes => string.Create(CultureInfo.InvariantCulture, $"listed on {hit.Listed.ListedOn:yyyy-MM-dd}"),
            Truth.No => string.Create(CultureInfo.InvariantCulture, $"listed from {hit.Listed.ListedOn:yyyy-MM-dd}"),
            _ => "listed on a date that the list does not give",
        };
        return $"{text} is an address of {hit.Listed.PrimaryName} ({hit.Listed.ListId}, entry {hit.Listed.EntryKey}), {listed}{(hit.Listed.Blocking ? "" : "; property of this list's parties is not blocked")}.";
    }
}
