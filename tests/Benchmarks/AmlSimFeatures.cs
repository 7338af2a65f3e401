namespace Usd1Compliance.Benchmarks;

/// <summary>
/// Ten numbers of an address, from its own remembered counterparties and theirs: how many it deals with, which tied group it belongs to, and how near it stands to the
/// groups of others. A tied group is what ties hold together. Neither amounts nor addresses themselves go into them, and of time the order alone.
/// </summary>
internal sealed class AmlSimFeatures
{
    /// <summary>The most addresses that are followed in one tied group; the largest of the samples has 13.</summary>
    private const int GroupBudget = 64;

    private readonly AmlSimAddress[] addresses;

    public AmlSimFeatures(int count) => addresses = [.. Enumerable.Range(0, count).Select(number => new AmlSimAddress(number))];

    public static IReadOnlyList<string> Names { get; } =
    [
        "sent", "received", "beneficiaries", "originators", "direction",
        "groupSize", "edgesIntoOneGroup", "weightIntoOneGroup", "sizeOfThatGroup", "twoStepsFromTies",
    ];

    /// <summary>Those of <see cref="Names"/> that count transfers and counterparties alone.</summary>
    public const int Degrees = 5;

    public void Take(int originator, int beneficiary, int step)
    {
        addresses[originator].Send(addresses[beneficiary], step);
        addresses[beneficiary].Receive(addresses[originator], step);
    }

    /// <summary>The numbers of an address as of now, in the order of <see cref="Names"/>.</summary>
    public float[] Measure(int number)
    {
        var address = addresses[number];
        var own = Group(address);
        var edges = EdgesIntoGroups(address, own);
        var heaviest = edges.Values.OrderByDescending(group => group.Weight).ThenByDescending(group => group.Size).FirstOrDefault();
        return
        [
            address.Sent, address.Received, address.Beneficiaries, address.Originators, (address.Originators - address.Beneficiaries) / (address.Pairs + 1f),
            own.Count, edges.Values.Select(group => group.Edges).DefaultIfEmpty().Max(), heaviest.Weight, heaviest.Size,
            OverEdges(address, other => OneStepFromTies(other) / other.Pairs),
        ];
    }

    /// <summary>Where the pairs of an address lead into tied groups other than its own, by the lowest number in the group. A pair weighs the less, the more untied pairs its other end has in that direction.</summary>
    private static Dictionary<int, (int Edges, float Weight, int Size)> EdgesIntoGroups(AmlSimAddress address, HashSet<AmlSimAddress> own)
    {
        var groups = new Dictionary<int, (int Edges, float Weight, int Size)>();
        foreach (var counterparty in address.Counterparties)
        {
            var other = counterparty.Address;
            if (own.Contains(other) || !IsTied(other))
            {
                continue;
            }

            var members = Group(other);
            var group = members.Min(member => member.Number);
            if (counterparty.SentTo > 0)
            {
                Add(group, members.Count, 1f / (1 + other.Originators - other.Counterparties.Count(its => its.TiedByReceiving)));
            }

            if (counterparty.ReceivedFrom > 0)
            {
                Add(group, members.Count, 1f / (1 + other.Beneficiaries - other.Counterparties.Count(its => its.TiedBySending)));
            }
        }

        return groups;

        void Add(int group, int size, float weight)
        {
            var (edges, sum, _) = groups.GetValueOrDefault(group);
            groups[group] = (edges + 1, sum + weight, size);
        }
    }

    /// <summary>How much of all that its counterparties deal is with it, counted for those that have a tie.</summary>
    private static float OneStepFromTies(AmlSimAddress address) => OverEdges(address, other => IsTied(other) ? 1f / other.Pairs : 0);

    private static float OverEdges(AmlSimAddress address, Func<AmlSimAddress, float> value) =>
        address.Counterparties.Sum(counterparty => value(counterparty.Address) * ((counterparty.SentTo > 0 ? 1 : 0) + (counterparty.ReceivedFrom > 0 ? 1 : 0)));

    private static bool IsTied(AmlSimAddress address) => address.Counterparties.Any(counterparty => counterparty.Tied);

    /// <summary>Everybody whom ties lead to from an address, itself with them; nobody where it has no tie.</summary>
    private static HashSet<AmlSimAddress> Group(AmlSimAddress address)
    {
        HashSet<AmlSimAddress> members = [];
        var toFollow = new Queue<AmlSimAddress>([address]);
        while (members.Count < GroupBudget && toFollow.TryDequeue(out var member))
        {
            foreach (var tied in member.Counterparties.Where(counterparty => counterparty.Tied))
            {
                members.Add(member);
                if (members.Add(tied.Address))
                {
                    toFollow.Enqueue(tied.Address);
                }
            }
        }

        return members;
    }
}
