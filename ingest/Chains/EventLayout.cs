using System.Text.Json;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Ingest.Chains;

/// <summary>Where in a log the parameters of an event lie, worked out once from its signature.</summary>
public sealed class EventLayout
{
    private readonly string[] topics;
    private readonly string[] data;
    private readonly ProfileEvent declared;

    /// <summary>Works out the layout.</summary>
    /// <exception cref="JsonException">The signature cannot be read, or a parameter is named that it does not have.</exception>
    public EventLayout(ProfileEvent declared)
    {
        this.declared = declared;
        var open = declared.Event.IndexOf('(', StringComparison.Ordinal);
        if (open < 1 || !declared.Event.EndsWith(')'))
        {
            throw new JsonException($"'{declared.Event}' is not the signature of an event, such as Transfer(address indexed from, address indexed to, uint256 value).");
        }

        List<string> types = [], indexed = [], plain = [];
        foreach (var parameter in declared.Event[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = parameter.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts is not ([_, _] or [_, "indexed", _]) || parts[0] is not ("address" or "uint256" or "bytes32"))
            {
                throw new JsonException($"'{parameter}' of {declared.Event} is not an address, uint256 or bytes32 with a name.");
            }

            types.Add(parts[0]);
            (parts.Length == 3 ? indexed : plain).Add(parts[^1]);
        }

        if (indexed.Count > 3 || plain.Count > 2)
        {
            throw new JsonException($"{declared.Event} has more than three indexed or two other parameters.");
        }

        (topics, data) = ([.. indexed], [.. plain]);
        if (declared.Amount is null && declared.Means is (EventMeaning.Transfer or EventMeaning.Mint or EventMeaning.Burn or EventMeaning.Seize))
        {
            throw new JsonException($"{declared.Event} names no parameter as its amount.");
        }

        Topic0 = Word.Of(Keccak.Topic($"{declared.Event[..open]}({string.Join(',', types)})"));
        var topic0 = Topic0;
        Bloom = new BloomBits(topic0);
        foreach (var name in new[] { declared.From, declared.To, declared.Amount, declared.Initiator }.OfType<string>())
        {
            if (!indexed.Contains(name) && !plain.Contains(name))
            {
                throw new JsonException($"{declared.Event} has no parameter {name}.");
            }
        }
    }

    /// <summary>What marks its logs.</summary>
    public Word Topic0 { get; }

    /// <summary>What its logs set in the block's bloom.</summary>
    public BloomBits Bloom { get; }

    /// <summary>What it is to the ledger.</summary>
    public EventMeaning Means => declared.Means;

    /// <summary>Its signature as declared.</summary>
    public string Signature => declared.Event;

    /// <summary>Whether the log has as many topics and as much data as the event.</summary>
    public bool Fits(in ChainLog log) => log.Topics == topics.Length + 1 && log.DataLength == data.Length * 32;

    /// <summary>The word of the parameter that is the address which tokens leave; null when the event has none.</summary>
    public Word? From(in ChainLog log) => Find(declared.From, log);

    /// <summary>The word of the parameter that is the address which tokens reach.</summary>
    public Word? To(in ChainLog log) => Find(declared.To, log);

    /// <summary>The word of the parameter that is the amount.</summary>
    public Word? Amount(in ChainLog log) => Find(declared.Amount, log);

    /// <summary>The word of the parameter that is who asked for it.</summary>
    public Word? Initiator(in ChainLog log) => Find(declared.Initiator, log);

    private Word? Find(string? name, in ChainLog log) => name is null ? null
        : Array.IndexOf(topics, name) switch
        {
            0 => log.Topic1,
            1 => log.Topic2,
            2 => log.Topic3,
            _ => Array.IndexOf(data, name) == 0 ? log.Data0 : log.Data1,
        };
}
