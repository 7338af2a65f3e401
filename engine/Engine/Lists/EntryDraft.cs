namespace Usd1Compliance.Lists;

/// <summary>
/// An entry while a reader collects it from the places where its publisher writes it. What comes out has no doubles, and its lists are
/// sorted, so that the same party has the same content however the file orders it.
/// </summary>
internal sealed class EntryDraft(string key, ListEntryKind kind, int line)
{
    private readonly List<ListedName> names = [];
    private readonly SortedSet<string> birthPlaces = new(StringComparer.Ordinal);
    private readonly SortedSet<string> nationalities = new(StringComparer.Ordinal);
    private readonly SortedSet<string> citizenships = new(StringComparer.Ordinal);
    private readonly SortedSet<string> programmes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> lists = new(StringComparer.Ordinal);
    private readonly SortedSet<string> measures = new(StringComparer.Ordinal);
    private readonly SortedSet<string> sameAs = new(StringComparer.Ordinal);
    private readonly HashSet<DateInterval> birthDates = [];
    private readonly HashSet<ListedPlace> places = [];
    private readonly HashSet<ListedIdentifier> identifiers = [];
    private readonly HashSet<ListedCurrencyAddress> addresses = [];
    private readonly HashSet<ListedRelation> relations = [];
    private readonly HashSet<ListedDetail> details = [];
    private readonly List<string> remarks = [];

    /// <summary>The publisher's key.</summary>
    public string Key => key;

    /// <summary>What kind of party.</summary>
    public ListEntryKind Kind => kind;

    /// <summary>Where it begins in the file.</summary>
    public int Line => line;

    /// <summary>As the list words it.</summary>
    public string? Gender { get; set; }

    /// <summary>The earliest that the file gives.</summary>
    public DateOnly? ListedOn { get; private set; }

    /// <summary>Adds a name in one piece.</summary>
    public void Name(string text, string aliasType, bool primary, bool weak) => Name(aliasType, primary, weak, (WholeNamePart, text));

    /// <summary>Adds a name by its parts, in the order in which it is written; parts without text are passed over.</summary>
    public void Name(string aliasType, bool primary, bool weak, params IEnumerable<(string Type, string Text)> parts)
    {
        ListedNamePart[] written = [.. parts.Select(part => new ListedNamePart(part.Type, OneLine(part.Text))).Where(part => part.Text.Length > 0)];
        if (written.Length == 0)
        {
            return;
        }

        var text = string.Join(' ', written.Select(part => part.Text));
        names.Add(new ListedName(text, WritingScript.Of(text), aliasType, primary, weak, written));
    }

    public void BirthDate(DateInterval dates) => birthDates.Add(dates);

    public void BirthPlace(params IEnumerable<string> parts) => Add(birthPlaces, Joined(parts));

    public void Nationality(string country) => Add(nationalities, OneLine(country));

    public void Citizenship(string country) => Add(citizenships, OneLine(country));

    public void Programme(string code) => Add(programmes, OneLine(code));

    public void List(string title) => Add(lists, title);

    public void Measure(string words) => Add(measures, OneLine(words));

    public void SameAs(string publisher, string otherKey) => Add(sameAs, otherKey.Trim().Length == 0 ? "" : $"{publisher}:{otherKey.Trim()}");

    public void Place(string? country, params IEnumerable<string> parts)
    {
        var (text, known) = (Joined(parts), string.IsNullOrWhiteSpace(country) ? null : OneLine(country));
        if (text.Length > 0 || known is not null)
        {
            places.Add(new ListedPlace(text, known));
        }
    }

    public void Identifier(string type, string number, string? issuedBy = null)
    {
        if (OneLine(number) is { Length: > 0 } written)
        {
            identifiers.Add(new ListedIdentifier(type, written, string.IsNullOrWhiteSpace(issuedBy) ? null : OneLine(issuedBy)));
        }
    }

    public void Address(string tag, string text)
    {
        if (text.Trim() is { Length: > 0 } written)
        {
            addresses.Add(new ListedCurrencyAddress(tag, written));
        }
    }

    public void Relation(ListedRelation link) => relations.Add(link);

    public void Detail(string type, string text)
    {
        if (OneLine(text) is { Length: > 0 } written)
        {
            details.Add(new ListedDetail(type, written));
        }
    }

    public void Remark(string text)
    {
        if (OneLine(text) is { Length: > 0 } written && !remarks.Contains(written))
        {
            remarks.Add(written);
        }
    }

    public void Listed(DateOnly? date) => ListedOn = ListedOn is null || date < ListedOn ? date ?? ListedOn : ListedOn;

    /// <summary>The entry.</summary>
    /// <exception cref="ListUnreadableException">It has no name.</exception>
    public ListEntry Complete() => names.Count == 0
        ? throw ListUnreadableException.At(line, $"{key} has no name")
        : new ListEntry(key, kind, Sorted())
        {
            Identifiers = [.. identifiers.OrderBy(id => id.Type, StringComparer.Ordinal).ThenBy(id => id.Number, StringComparer.Ordinal).ThenBy(id => id.IssuedBy, StringComparer.Ordinal)],
            BirthDates = [.. birthDates.OrderBy(dates => dates.From).ThenBy(dates => dates.To).ThenBy(dates => dates.Approximate)],
            BirthPlaces = [.. birthPlaces],
            Nationalities = [.. nationalities],
            Citizenships = [.. citizenships],
            Gender = Gender,
            Places = [.. places.OrderBy(place => place.Country, StringComparer.Ordinal).ThenBy(place => place.Text, StringComparer.Ordinal)],
            Programmes = [.. programmes],
            Lists = [.. lists],
            Measures = [.. measures],
            ListedOn = ListedOn,
            Remarks = string.Join("\n", remarks),
            Addresses = [.. addresses.OrderBy(address => address.Tag, StringComparer.Ordinal).ThenBy(address => address.Text, StringComparer.Ordinal)],
            Relations = [.. relations.OrderBy(link => link.Key, StringComparer.Ordinal).ThenBy(link => link.Type, StringComparer.Ordinal).ThenBy(link => link.Former)],
            SameAs = [.. sameAs],
            Details = [.. details.OrderBy(detail => detail.Type, StringComparer.Ordinal).ThenBy(detail => detail.Text, StringComparer.Ordinal)],
        };

    // The first primary name of the file stays first, because that is what people know the party by. A name that is written twice is
    // kept once, as strong where either is.
    private List<ListedName> Sorted()
    {
        var first = names.FirstOrDefault(name => name.Primary) ?? names[0];
        return [.. names.Select(name => ReferenceEquals(name, first) ? name with { Primary = true } : name)
            .GroupBy(name => name.Text, StringComparer.Ordinal)
            .Select(same => same.OrderByDescending(name => name.Primary).ThenBy(name => name.Weak).ThenBy(name => name.AliasType, StringComparer.Ordinal).First())
            .OrderByDescending(name => name.Text == first.Text).ThenByDescending(name => name.Primary).ThenBy(name => name.Script != "Latin").ThenBy(name => name.AliasType, StringComparer.Ordinal).ThenBy(name => name.Text, StringComparer.Ordinal)];
    }

    private string WholeNamePart => kind switch
    {
        ListEntryKind.Entity => "Entity Name",
        ListEntryKind.Vessel => "Vessel Name",
        ListEntryKind.Aircraft => "Aircraft Name",
        _ => "Whole Name",
    };

    private static void Add(SortedSet<string> texts, string text)
    {
        if (text.Length > 0)
        {
            texts.Add(text);
        }
    }

    private static string Joined(IEnumerable<string> parts) => string.Join(", ", parts.Select(OneLine).Where(part => part.Length > 0));

    // Publishers indent, break and double their blanks.
    private static string OneLine(string text) => string.Join(' ', text.Split([' ', '\t', '\r', '\n', '\u00A0'], StringSplitOptions.RemoveEmptyEntries));
}
