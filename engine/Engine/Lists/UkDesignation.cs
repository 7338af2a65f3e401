namespace Usd1Compliance.Lists;

/// <summary>
/// A party of the UK Sanctions List as both of its files tell it: the XML as one element, the CSV as a row for each name, address,
/// birth date and number together. Words are compared without case, because the publisher changes theirs.
/// </summary>
internal sealed class UkDesignation(string key, string type, int line, UnfamiliarWords unfamiliar)
{
    private readonly EntryDraft draft = new(key, KindOf(type, line, unfamiliar), line);
    private readonly HashSet<string> parents = new(StringComparer.Ordinal);
    private readonly HashSet<string> subsidiaries = new(StringComparer.Ordinal);

    /// <summary>What the entry is being collected in.</summary>
    public EntryDraft Draft => draft;

    /// <summary>Firms that own it, by name alone: the list gives no key.</summary>
    public IReadOnlyCollection<string> Parents => parents;

    /// <summary>Firms that it owns, by name alone.</summary>
    public IReadOnlyCollection<string> Subsidiaries => subsidiaries;

    /// <summary>A name: Name1 is given, Name6 is the family name or the whole name, what stands between may be either.</summary>
    /// <param name="names">Name1 to Name6.</param>
    /// <param name="nameType">Primary Name, Primary name variation (officially: another spelling), Alias.</param>
    /// <param name="strength">Good quality a.k.a, Low quality a.k.a, or nothing: it is given for listings of the UN alone.</param>
    /// <param name="at">The line.</param>
    public void Name(IReadOnlyList<string> names, string nameType, string strength, int at)
    {
        var kind = nameType.Trim().ToUpperInvariant();
        if (kind is not ("PRIMARY NAME" or "PRIMARY NAME VARIATION" or "ALIAS" or "FORMER NAME"))
        {
            unfamiliar.Add($"name type '{nameType.Trim()}'", at);
        }

        var quality = strength.Trim().ToUpperInvariant();
        if (quality.Length > 0 && !quality.StartsWith("GOOD", StringComparison.Ordinal) && !quality.StartsWith("LOW", StringComparison.Ordinal))
        {
            unfamiliar.Add($"alias strength '{strength.Trim()}'", at);
        }

        var (primary, aliasType, weak) = (kind == "PRIMARY NAME", kind switch { "PRIMARY NAME" => "Name", "FORMER NAME" => "F.K.A.", _ => "A.K.A." }, quality.StartsWith("LOW", StringComparison.Ordinal));
        var filled = names.Count(name => name.Trim().Length > 0);
        if (draft.Kind == ListEntryKind.Individual && filled > 1)
        {
            draft.Name(aliasType, primary, weak, names.Select((name, place) => (place switch { 0 => "First Name", 5 => "Last Name", _ => "Middle Name" }, name)));
        }
        else
        {
            draft.Name(string.Join(' ', names.Where(name => name.Trim().Length > 0)), aliasType, primary, weak);
        }
    }

    /// <summary>The name in its own script: it belongs to the primary name.</summary>
    public void NonLatinName(string text) => draft.Name(text, "Name", primary: true, weak: false);

    public void Born(string text, int at)
    {
        if (text.Trim() is { Length: > 0 } said)
        {
            draft.BirthDate(ListedDates.British(said) ?? throw ListUnreadableException.At(at, $"the birth date '{said}' of {key} is neither dd/mm/yyyy, in which dd and mm may stand as letters, nor a year"));
        }
    }

    public void Listed(string text, int at)
    {
        if (text.Trim() is { Length: > 0 } said)
        {
            draft.Listed(ListedDates.British(said) is { } day && day.From == day.To ? day.From : throw ListUnreadableException.At(at, $"the date of designation '{said}' of {key} is not dd/mm/yyyy"));
        }
    }

    /// <summary>Measures stand in one text with bars between them: Asset freeze|Travel Ban.</summary>
    public void Measures(string text)
    {
        foreach (var measure in text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            draft.Measure(measure);
        }
    }

    public void Parent(string name) => Add(parents, "Parent company", name);

    public void Subsidiary(string name) => Add(subsidiaries, "Subsidiary", name);

    /// <summary>The entries, with links between those of the list whose names say that one is the other's parent.</summary>
    public static IReadOnlyList<ListEntry> Complete(IReadOnlyCollection<UkDesignation> designations)
    {
        var entries = designations.Select(one => (Designation: one, Entry: one.draft.Complete())).ToList();
        // By a name that exactly one entity has: a guess between two would be worse than no link, and the words stay among the details.
        var keyOf = entries.Where(pair => pair.Entry.Kind != ListEntryKind.Individual)
            .SelectMany(pair => pair.Entry.Names.Select(name => (Name: name.Text.ToUpperInvariant(), pair.Entry.Key))).Distinct()
            .GroupBy(pair => pair.Name, StringComparer.Ordinal).Where(same => same.Count() == 1).ToDictionary(same => same.Key, same => same.First().Key, StringComparer.Ordinal);
        return [.. entries.Select(pair => pair.Entry with
        {
            Relations = [.. Links(pair.Designation.parents, "Owned or Controlled By").Concat(Links(pair.Designation.subsidiaries, "Owns, controls, or operates"))
                .Where(link => link.Key != pair.Entry.Key).OrderBy(link => link.Key, StringComparer.Ordinal).ThenBy(link => link.Type, StringComparer.Ordinal)],
        })];

        IEnumerable<ListedRelation> Links(IEnumerable<string> names, string relation) =>
            names.Select(name => keyOf.GetValueOrDefault(name.ToUpperInvariant())).OfType<string>().Select(other => new ListedRelation(relation, other, Former: false));
    }

    private void Add(HashSet<string> names, string type, string text)
    {
        draft.Detail(type, text);
        foreach (var name in text.Split([';', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            names.Add(name);
        }
    }

    private static ListEntryKind KindOf(string type, int line, UnfamiliarWords unfamiliar)
    {
        switch (type.Trim().ToUpperInvariant())
        {
            case "INDIVIDUAL":
                return ListEntryKind.Individual;
            case "ENTITY":
                return ListEntryKind.Entity;
            case "SHIP":
                return ListEntryKind.Vessel;
            default:
                unfamiliar.Add($"designation type '{type.Trim()}'", line);
                return ListEntryKind.Unknown;
        }
    }
}
