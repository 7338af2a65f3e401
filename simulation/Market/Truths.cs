namespace Usd1Compliance.Simulation.Market;

/// <summary>One planted instance or look-alike of the market economy, and where in the transfers it lies.</summary>
internal sealed class Instance(string name, int typology, TruthLabel label)
{
    public string Name => name;

    public int Typology => typology;

    public TruthLabel Label => label;

    /// <summary>Other typologies whose definition it meets as well: an alert of theirs on it is no false one.</summary>
    public IReadOnlyList<int> Also { get; init; } = [];

    /// <summary>The accounts that an alert should be about.</summary>
    public List<int> Subjects { get; } = [];

    /// <summary>Its transfers so far.</summary>
    public int Transfers { get; private set; }

    public long First { get; private set; }

    public long Last { get; private set; }

    public int FirstSecond { get; private set; }

    public int LastSecond { get; private set; }

    /// <summary>One of its transfers was told.</summary>
    public void Note(long id, int second)
    {
        if (Transfers++ == 0)
        {
            (First, FirstSecond) = (id, second);
        }

        (Last, LastSecond) = (id, second);
    }
}

/// <summary>What is not everyday life. A transfer carries one number: which instance, and what it does in it.</summary>
internal sealed class Truths
{
    private readonly List<Instance> instances = [];
    private readonly List<string> roles = [];
    private readonly Dictionary<string, int> roleNumbers = new(StringComparer.Ordinal);

    /// <summary>All of them, in the order in which they were planted.</summary>
    public IReadOnlyList<Instance> Instances => instances;

    /// <summary>Takes one up.</summary>
    /// <returns>Its number.</returns>
    public int Add(Instance instance)
    {
        instances.Add(instance);
        return instances.Count - 1;
    }

    /// <summary>What a transfer of an instance carries.</summary>
    public int Of(int instance, string role)
    {
        if (!roleNumbers.TryGetValue(role, out var number))
        {
            roleNumbers[role] = number = roles.Count;
            roles.Add(role);
        }

        return ((instance + 1) << 8) | number;
    }

    public Instance InstanceOf(int truth) => instances[(truth >> 8) - 1];

    public string RoleOf(int truth) => roles[truth & 0xFF];
}
