using System.Collections.Frozen;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening;

namespace Usd1Compliance.Monitoring.Streams;

/// <summary>A label, and since when it is known.</summary>
/// <param name="Address">Of which address.</param>
/// <param name="Category">Lower case: mixer, exchange, scam, freeze-proposed, …</param>
/// <param name="ObservedAt">Since when, UTC; null for always.</param>
public sealed record ObservedLabel(ChainAddress Address, string Category, DateTimeOffset? ObservedAt);

/// <summary>
/// What was known of addresses at each moment of a stream: labels from when they were observed on, listings from the day on which they were made. Nothing is known
/// before its time. Every list counts as in force and fresh.
/// </summary>
public sealed class StreamKnowledge
{
    private readonly List<(uint At, List<ObservedLabel> Labels, List<ListedAddress> Listings)> later = [];
    private readonly List<ListedAddress> listed = [];
    private readonly ListInForce[] lists;
    private readonly FrozenSet<ChainAddress> minters;
    private readonly FrozenDictionary<ChainAddress, long> listedFrom;
    private int next;

    /// <param name="labels">All labels.</param>
    /// <param name="listings">All listed addresses.</param>
    /// <param name="lists">The lists that they stand on, or an empty one of one's own where there is none.</param>
    /// <param name="minters">The known minters.</param>
    /// <param name="proposalsAreFed">Whether every freeze proposal is among the labels.</param>
    public StreamKnowledge(IReadOnlyList<ObservedLabel> labels, IReadOnlyList<ListedAddress> listings, IEnumerable<ListInForce> lists, FrozenSet<ChainAddress> minters, bool proposalsAreFed)
    {
        this.lists = [.. lists];
        this.minters = minters;
        listed = [.. listings.Where(listing => listing.ListedOn is null)];
        var always = new AddressLabels(labels.Where(label => label.ObservedAt is null).Select(Label), proposalsAreFed);
        Now = new AddressKnowledge(AddressIndex.Build(listed, this.lists), always, minters, SilentLists.None);
        foreach (var moment in labels.Where(label => label.ObservedAt is not null).Select(label => label.ObservedAt!.Value.ToUnixTimeSeconds())
            .Concat(listings.Where(listing => listing.ListedOn is not null).Select(listing => StartOf(listing.ListedOn!.Value))).Distinct().Order())
        {
            later.Add(((uint)Math.Clamp(moment, 0, uint.MaxValue), [], []));
        }

        // Without a date it counts as listed always.
        listedFrom = listings.Where(listing => listing.Blocking).SelectMany(listing => AddressForms.OthersOf(listing.Address).Prepend(listing.Address), (listing, address) => (address, From: listing.ListedOn is { } on ? StartOf(on) : 0))
            .GroupBy(each => each.address).ToFrozenDictionary(group => group.Key, group => group.Min(each => each.From));
        var byMoment = later.ToDictionary(change => (long)change.At);
        foreach (var label in labels.Where(label => label.ObservedAt is not null))
        {
            byMoment[Math.Clamp(label.ObservedAt!.Value.ToUnixTimeSeconds(), 0, uint.MaxValue)].Labels.Add(label);
        }

        foreach (var listing in listings.Where(listing => listing.ListedOn is not null))
        {
            byMoment[Math.Clamp(StartOf(listing.ListedOn!.Value), 0, uint.MaxValue)].Listings.Add(listing);
        }
    }

    /// <summary>What is known now.</summary>
    public AddressKnowledge Now { get; private set; }

    /// <summary>From when on a list that blocks names an address, in seconds since 1970; 0 for always, null for never.</summary>
    public long? ListedFrom(ChainAddress address) => listedFrom.TryGetValue(address, out var from) ? from : null;

    /// <summary>Moves on to a moment.</summary>
    /// <param name="at">Seconds since 1970; going back changes nothing.</param>
    /// <param name="changed">The addresses of which something else is known now.</param>
    /// <returns>Whether anything changed.</returns>
    public bool Advance(uint at, out IReadOnlyCollection<ChainAddress> changed)
    {
        changed = [];
        if (next == later.Count || later[next].At > at)
        {
            return false;
        }

        List<ObservedLabel> labels = [];
        var before = listed.Count;
        for (; next < later.Count && later[next].At <= at; next++)
        {
            labels.AddRange(later[next].Labels);
            listed.AddRange(later[next].Listings);
        }

        var index = listed.Count > before ? AddressIndex.Build(listed, lists) : Now.Index;
        Now = new AddressKnowledge(index, labels.Count > 0 ? Now.Labels.With(labels.Select(Label)) : Now.Labels, minters, SilentLists.None);
        changed = [.. labels.Select(label => label.Address), .. listed.Skip(before).SelectMany(listing => AddressForms.OthersOf(listing.Address).Prepend(listing.Address))];
        return true;
    }

    /// <summary>Reads a file of labels: address,category,name and, where it is given, observed_at.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidOperationException">A line cannot be read; the message says which and why.</exception>
    public static async Task<IReadOnlyList<ObservedLabel>> ReadLabelsAsync(string path, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(path);
        var rows = (await AddressLabelReader.ReadAsync(text, cancellationToken)).Match(read => read, refusal => throw new InvalidOperationException(refusal.Message));
        return [.. rows.Select(row => new ObservedLabel(row.Address, row.Category, row.ObservedAt))];
    }

    /// <summary>Reads a file of minters: CSV with a column address; quotes may stand around its cells and no comma in those before it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidOperationException">A line cannot be read.</exception>
    public static async Task<FrozenSet<ChainAddress>> ReadMintersAsync(string path, CancellationToken cancellationToken)
    {
        var rows = await File.ReadAllLinesAsync(path, cancellationToken);
        var place = rows.Length == 0 ? -1 : Array.IndexOf(rows[0].Split(','), "address");
        return place < 0 ? throw new InvalidOperationException($"{path}: line 1 has no column 'address'.")
            : rows.Skip(1).Where(row => row.Length > 0).Select((row, n) => row.Split(',') is var cells && cells.Length > place && AddressText.TryRead(cells[place].Trim('"'), out var minter) ? minter
                : throw new InvalidOperationException($"{path}, line {n + 2}: column address holds no address of a family that is known here.")).ToFrozenSet();
    }

    /// <summary>Reads every file of lists in a folder; which format each has, its beginning tells.</summary>
    /// <param name="folder">With files of OFAC, the UN, the EU, the UK or of one's own, packed or not.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidOperationException">A file is no list that can be read.</exception>
    public static (IReadOnlyList<ListedAddress> Listings, IReadOnlyList<ListInForce> Lists) ReadLists(string folder, CancellationToken cancellationToken)
    {
        List<ListedAddress> listings = [];
        List<ListInForce> lists = [];
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var id = Path.GetFileName(path);
            if (ListFormats.Guess(path) is not { } format)
            {
                throw new InvalidOperationException($"{path} begins like no list that is known here. Put files of OFAC, the UN, the EU, the UK or of your own (docs/own-list.md) into {folder}, and nothing else.");
            }

            if (ListFile.Read(path, null, cancellationToken, format: format) is not ListReading.Whole { File: var file })
            {
                throw new InvalidOperationException(((ListReading.Unreadable)ListFile.Read(path, null, cancellationToken, format: format)).Reason);
            }

            lists.Add(new ListInForce(id, id, Blocking: true, lists.Count + 1, file.Sha256, file.PublishedOn, DateTimeOffset.UnixEpoch, TimeSpan.MaxValue));
            listings.AddRange(file.Entries.SelectMany((entry, place) => entry.Addresses.Select(address =>
                new ListedAddress(id, lists.Count, place + 1, entry.Key, entry.Names[0].Text, entry.Blocks, entry.Programmes, address.Address, address.Tag, address.Text, entry.ListedOn))));
        }

        return (listings, lists);
    }

    private static long StartOf(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();

    private static AddressLabel Label(ObservedLabel label) => new(label.Address, label.Category, "", "file", label.ObservedAt ?? DateTimeOffset.UnixEpoch);
}
