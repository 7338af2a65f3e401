using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.Memory;

/// <content>What is known of addresses apart from their transfers: labels and listings. Looked up once for each address, and again when they change.</content>
public sealed unsafe partial class TransferMemory
{
    private readonly List<string> categories = [AddressLabels.None];
    private AddressKnowledge knowledge = AddressKnowledge.Nothing;
    private bool canJudge;      // of that knowledge: asked for each address

    /// <summary>What is known of addresses from now on. What an address did before it was labelled or listed is followed forward.</summary>
    /// <param name="now">Lists, labels and proposals in force.</param>
    public void Know(AddressKnowledge now)
    {
        var before = knowledge;
        knowledge = now;
        canJudge = now.CanJudge;
        if (ReferenceEquals(before.Index, now.Index) && ReferenceEquals(before.Labels, now.Labels))
        {
            return;
        }

        Describe(before, before.Labels.Addresses.Concat(now.Labels.Addresses).Concat(before.Index.Addresses).Concat(now.Index.Addresses));
    }

    /// <summary>What is known of addresses from now on, where it is known of whom it changed.</summary>
    /// <param name="now">Lists, labels and proposals in force.</param>
    /// <param name="changed">Every address of which something else is known now.</param>
    public void Know(AddressKnowledge now, IEnumerable<ChainAddress> changed)
    {
        var before = knowledge;
        knowledge = now;
        canJudge = now.CanJudge;
        Describe(before, changed);
    }

    // In order of number, so that the same change leaves the same bytes. All of them are described before any is followed: whoever is a service or a source now is one
    // for all that is followed.
    private void Describe(AddressKnowledge before, IEnumerable<ChainAddress> changed)
    {
        SortedSet<uint> met = [.. changed.Select(address => addresses.Find(address))];
        met.Remove(0);
        List<(uint Number, TaintCategory Category)> began = [];
        foreach (var number in met)
        {
            Describe(number, addresses.AddressOf(number), before, began);
        }

        foreach (var (number, category) in began)
        {
            FollowFrom(number, (int)category);
        }
    }

    /// <summary>The label of an address, as a word.</summary>
    private string CategoryOf(AddressRecord* record) => categories[(int)record->Category];

    private bool IsLabelled(in ChainAddress address, TaintCategory source) => knowledge.Labels.HasAny(address, limits.TaintLabels[(int)source]);

    // Whoever is met for the first time has no past to follow.
    private void Introduce(uint number, in ChainAddress address)
    {
        if (knowledge.Labels.Knows(address) || !knowledge.Index.Find(address).IsEmpty)
        {
            Describe(number, address, AddressKnowledge.Nothing, []);
        }
    }

    private void Describe(uint number, in ChainAddress address, AddressKnowledge before, List<(uint Number, TaintCategory Category)> began)
    {
        var category = knowledge.Labels.CategoryOf(address, limits.Services);
        var record = addresses.Touch(number);
        var place = categories.IndexOf(category);
        if (place < 0)
        {
            place = categories.Count;
            categories.Add(category);
        }

        record->Category = checked((ushort)place);
        var isListed = knowledge.Index.Find(address) is { Length: > 0 } held && held.Any(listed => listed.Blocking);
        var flags = record->Flags & ~(AddressFlags.Service | AddressFlags.MayBeListed | AddressFlags.FreezeProposed);
        flags |= limits.Services.Contains(category) ? AddressFlags.Service : 0;
        flags |= knowledge.Index.Find(address).IsEmpty ? 0 : AddressFlags.MayBeListed;
        flags |= knowledge.Labels.FreezeProposalsOf(address).IsEmpty ? 0 : AddressFlags.FreezeProposed;
        record->Flags = flags;
        NoteProposals(number, address, before, (flags & AddressFlags.Frozen) != 0);
        for (var source = TaintCategory.Sanctions; (int)source < Taint.Categories; source++)
        {
            var isSource = IsLabelled(address, source) || (source switch { TaintCategory.Sanctions => isListed, TaintCategory.Frozen => (flags & AddressFlags.Frozen) != 0, _ => false });
            if (MarkSource(number, source, isSource))
            {
                began.Add((number, source));
            }
        }
    }
}
