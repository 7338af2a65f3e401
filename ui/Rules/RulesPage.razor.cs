using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Rules;

/// <summary>What is looked for: the rules in force, what waits for a second person, and what came with this version and is not in force.</summary>
public sealed partial class RulesPage : ListingPage<Rule>
{
    private PackRecord? record;
    private string? unread;                             // why the pack in force cannot be read
    private IReadOnlyList<string> typologies = [];
    private IReadOnlyList<PackProposal> waiting = [];
    private PackDifference? shipped;                    // null where it is in force, or waits, or nobody here may propose it
    private string? shippedFault;
    private PackQuestion? open;

    /// <summary>Of the engine.</summary>
    [Inject]
    public required RulePackStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PackProposalStore Proposals { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ProposePack Proposing { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ShippedPack Shipped { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required RunRuleTests Tests { get; init; }

    /// <summary>Filter: low, medium, high, critical.</summary>
    [SupplyParameterFromQuery]
    public string? Severity { get; set; }

    /// <summary>Filter: primary, secondary.</summary>
    [SupplyParameterFromQuery]
    public string? Market { get; set; }

    /// <summary>Filter: a typology by name.</summary>
    [SupplyParameterFromQuery]
    public string? Typology { get; set; }

    /// <summary>Filter: part of the id, sentence, expression or source.</summary>
    [SupplyParameterFromQuery]
    public string? Words { get; set; }

    /// <summary>Rules do not change with alerts: there is nothing to read anew every few seconds.</summary>
    protected override bool Follows => false;

    private RuleQuery Query => new(Severity, Market, Typology, Words);

    private string ExportLink => Navigation.GetUriWithQueryParameters("/rules/export", new Dictionary<string, object?> { ["severity"] = Severity, ["market"] = Market, ["typology"] = Typology, ["words"] = Words });

    /// <inheritdoc/>
    protected override async Task<Page<Rule>> FindAsync(int offset, int limit)
    {
        (record, unread) = (await Store.RecordAsync(Actor, null, Leaving), null);
        waiting = await Proposals.WaitingAsync(Actor, Leaving);
        try
        {
            var inForce = await Store.FindAsync(Actor, null, Leaving);
            Compare(inForce);
            typologies = inForce is null ? [] : [.. inForce.Pack.Rules.Select(rule => rule.Typology).Distinct().Order(StringComparer.Ordinal)];
            var rules = inForce is null || Query.Read() is not { } filter ? [] : filter.Of(inForce.Pack);
            return new Page<Rule>([.. rules.Skip(offset).Take(limit)], rules.Count);
        }
        catch (Exception fault) when (fault is RulePackRefusedException or RulePackChangedException)
        {
            unread = fault.Message;
            return new Page<Rule>([], 0);
        }
    }

    private void Compare(PackInForce? inForce)
    {
        (shipped, shippedFault) = (null, null);
        if (inForce is null || !Actor.May(Right.ProposeRules))
        {
            return;
        }

        if (Shipped.Reading is not PackReading.Sound(var pack))
        {
            shippedFault = string.Join(" ", ((PackReading.Refused)Shipped.Reading).Problems);
        }
        else if (!pack.Sha256.AsSpan().SequenceEqual(inForce.Record.Sha256) && !waiting.Any(proposal => pack.Sha256.AsSpan().SequenceEqual(proposal.Sha256)))
        {
            shipped = PackDifference.Of(inForce.Pack, pack);
        }
    }

    private async Task ProposeShippedAsync(PackAnswer answer)
    {
        open = null;
        await DoAsync(() => Proposing.ProposeAsync(Actor, Tests.Run(RulesFolder.Packs), answer.Words, Leaving), proposal => $"Proposal {proposal.Id} waits for a second person.");
    }
}
