using Microsoft.AspNetCore.Components;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.Rules;

/// <summary>The history of rules: every pack that was in force, and every proposal, also those that were refused or overtaken.</summary>
public sealed partial class PacksPage : ListingPage<PackRecord>
{
    private Page<PackProposal> proposals = new([], 0);

    /// <summary>Of the engine.</summary>
    [Inject]
    public required RulePackStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PackProposalStore Proposals { get; init; }

    /// <summary>Packs do not change with alerts.</summary>
    protected override bool Follows => false;

    /// <inheritdoc/>
    protected override async Task<Page<PackRecord>> FindAsync(int offset, int limit)
    {
        proposals = await Proposals.PageAsync(Actor, 0, Size, Leaving);
        return await Store.PageAsync(Actor, offset, limit, Leaving);
    }
}
