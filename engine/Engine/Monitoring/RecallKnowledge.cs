using System.Collections.Frozen;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Monitoring;

/// <summary>
/// Makes what was known of addresses while a batch was judged again: the lists by the versions that were in force, and the labels as they were imported. Batches that
/// follow each other knew the same nearly always: the last that was made is kept.
/// </summary>
/// <remarks>Not for two at once.</remarks>
public sealed class RecallKnowledge(ListStore lists, AddressLabelStore labels)
{
    private (long[] Versions, AddressIndex Index)? index;
    private (long? Import, AddressLabels Labels)? labelled;

    /// <summary>What was known then, without the minters: they are a source's.</summary>
    /// <param name="then">By number.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<AddressKnowledge> OfAsync(KnownThen then, CancellationToken cancellationToken)
    {
        if (index is not { } made || !made.Versions.AsSpan().SequenceEqual(then.ListVersions))
        {
            var (addresses, versions) = await lists.AddressesOfAsync(then.ListVersions, cancellationToken);
            index = (then.ListVersions, AddressIndex.Build(addresses, versions));
        }

        if (labelled is not { } held || held.Import != then.LabelImport)
        {
            labelled = (then.LabelImport, new AddressLabels(then.LabelImport is { } import ? await labels.AsOfAsync(import, cancellationToken) : await labels.AllAsync(cancellationToken)));
        }

        var blocking = then.SilentLists.Length == 0 ? [] : (await lists.BlockingAsync(cancellationToken)).Intersect(then.SilentLists);
        return new AddressKnowledge(index.Value.Index, labelled.Value.Labels, FrozenSet<ChainAddress>.Empty, new SilentLists([.. then.SilentLists], blocking.Any()));
    }
}
