using System.Globalization;

namespace Usd1Compliance.Lists;

/// <summary>
/// Reads OFAC's legacy CSV as a fallback for the day on which the advanced file is not to be had: SDN.CSV, and beside it ALT.CSV,
/// ADD.CSV and SDN_COMMENTS.CSV, or the same of CONS_PRIM.CSV. No line of columns, <c>-0- </c> for nothing, the character 0x1A as the
/// end. The keys are those of the advanced file. Hash and size are of the four files, one behind the other.
/// </summary>
internal sealed class OfacLegacyReader(UnpackedStream bytes, string path)
{
    private readonly Dictionary<string, EntryDraft> drafts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> remarks = new(StringComparer.Ordinal);
    private readonly UnfamiliarWords unfamiliar = new();
    private bool consolidated;

    /// <summary>Reads the four files to their ends.</summary>
    /// <exception cref="ListUnreadableException">One of them is missing, cut off, or of another format.</exception>
    public ParsedList Read()
    {
        var name = Path.GetFileName(path);
        consolidated = name.StartsWith("cons", StringComparison.OrdinalIgnoreCase);
        var prefix = consolidated ? "cons_" : "";
        // Found before anything is read: half of the list is no list.
        var (alt, add, comments) = (Beside($"{prefix}alt"), Beside($"{prefix}add"), Beside(consolidated ? "cons_comments" : "sdn_comments"));
        Each(name, 12, mustTerminate: true, Party);
        Next(alt, 5, mustTerminate: true, Alias);
        Next(add, 6, mustTerminate: true, Address);
        Next(comments, 2, mustTerminate: false, (line, cells) => remarks[Known(line, cells[0]).Key] = remarks.GetValueOrDefault(cells[0], "") + cells[1]);

        foreach (var (key, text) in remarks)
        {
            OfacRemarks.Read(drafts[key], text);
        }

        return new ParsedList(null, Linked([.. drafts.Values.Select(draft => draft.Complete())])) { Unfamiliar = unfamiliar.All };
    }

    private void Party(int line, string[] cells)
    {
        var type = cells[2].ToLowerInvariant();
        var kind = type switch
        {
            "individual" => ListEntryKind.Individual,
            "" or "entity" => ListEntryKind.Entity,
            "vessel" => ListEntryKind.Vessel,
            "aircraft" => ListEntryKind.Aircraft,
            _ => ListEntryKind.Unknown,
        };
        if (kind == ListEntryKind.Unknown)
        {
            unfamiliar.Add($"SDN type '{type}'", line);
        }

        if (!int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw ListUnreadableException.At(line, $"'{cells[0]}' is no number of a party");
        }

        var draft = new EntryDraft(cells[0], kind, line);
        if (!drafts.TryAdd(cells[0], draft))
        {
            throw ListUnreadableException.At(line, $"party {cells[0]} stands in the file twice");
        }

        Name(draft, cells[1], "Name", primary: true, weak: false);
        draft.List(consolidated ? "Consolidated List" : "SDN List");
        draft.Measure(consolidated ? "Listed without blocking" : "Block");
        foreach (var programme in cells[3].Split("] [", StringSplitOptions.TrimEntries))
        {
            draft.Programme(programme);
        }

        foreach (var (place, what) in new[] { (4, "Title"), (6, "VESSEL TYPE"), (7, "Vessel Tonnage"), (8, "Vessel Gross Registered Tonnage"), (9, "Vessel Flag"), (10, "Vessel Owner") })
        {
            draft.Detail(what, cells[place]);
        }

        draft.Identifier("Vessel Call Sign", cells[5]);
        remarks[cells[0]] = cells[11];
    }

    private void Alias(int line, string[] cells)
    {
        var type = cells[2].ToLowerInvariant();
        if (type is not ("aka" or "fka" or "nka"))
        {
            unfamiliar.Add($"alias type '{type}'", line);
        }

        Name(Known(line, cells[0]), cells[3], type switch { "fka" => "F.K.A.", "nka" => "N.K.A.", _ => "A.K.A." }, primary: false, weak: false);
    }

    private void Address(int line, string[] cells)
    {
        var draft = Known(line, cells[0]);
        draft.Place(cells[4], cells[2], cells[3]);
        draft.Detail("Address note", cells[5]);
    }

    /// <summary>A name of these files: that of a person is written LAST, First.</summary>
    internal static void Name(EntryDraft draft, string text, string aliasType, bool primary, bool weak)
    {
        if (draft.Kind == ListEntryKind.Individual && text.IndexOf(", ", StringComparison.Ordinal) is > 0 and var comma)
        {
            draft.Name(aliasType, primary, weak, ("Last Name", text[..comma]), ("First Name", text[(comma + 2)..]));
        }
        else
        {
            draft.Name(text, aliasType, primary, weak);
        }
    }

    private EntryDraft Known(int line, string key) => drafts.TryGetValue(key, out var draft) ? draft
        : throw ListUnreadableException.At(line, $"a row belongs to party {key}, which the main file does not hold: the files are of different days. Fetch all of them again");

    private void Next(string file, int cells, bool mustTerminate, Action<int, string[]> take)
    {
        bytes.Continue(new FileStream(file, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 16 }));
        Each(Path.GetFileName(file), cells, mustTerminate, take);
    }

    private void Each(string name, int count, bool mustTerminate, Action<int, string[]> take)
    {
        using var rows = new CsvRows(bytes, name);
        foreach (var (line, cells) in rows.Read())
        {
            if (cells.Count != count)
            {
                throw rows.Wrong(line, $"has {cells.Count} cells where {count} are expected");
            }

            try
            {
                take(line, [.. cells.Select(cell => cell.Trim() is "-0-" ? "" : cell)]);
            }
            catch (ListUnreadableException unreadable) when (!unreadable.Message.Contains(name, StringComparison.Ordinal))
            {
                throw new ListUnreadableException(unreadable.Code, $"{name}, {unreadable.Message}", unreadable);
            }
        }

        if (mustTerminate ? !rows.Terminated : !rows.Terminated && !rows.EndsWithLine)
        {
            throw new ListUnreadableException("list_cut_off", $"{name} does not end with the character that OFAC closes its files with (0x1A), so it was cut off on its way. Fetch it again");
        }
    }

    // Whatever case and packing the file beside has: alt.csv, ALT.CSV, alt.csv.gz.
    private string Beside(string stem) => Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!)
        .Where(file => Path.GetFileName(file).StartsWith($"{stem}.", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).FirstOrDefault()
        ?? throw new ListUnreadableException("list_file_missing", $"{stem}.csv does not lie beside it; the legacy list is four files, of names, other names, addresses and comments. Put all four into one folder");

    // Remarks link by name (Linked To: X): a name that one party has alone becomes a link, any other stays a remark.
    private static IReadOnlyList<ListEntry> Linked(IReadOnlyList<ListEntry> entries)
    {
        var keyOf = entries.GroupBy(entry => OfacRemarks.Folded(entry.PrimaryName), StringComparer.Ordinal).Where(same => same.Count() == 1).ToDictionary(same => same.Key, same => same.First().Key, StringComparer.Ordinal);
        return [.. entries.Select(entry =>
        {
            var links = entry.Details.Where(detail => detail.Type == OfacRemarks.LinkedTo).Select(detail => keyOf.GetValueOrDefault(OfacRemarks.Folded(detail.Text))).OfType<string>()
                .Where(key => key != entry.Key).Distinct().Order(StringComparer.Ordinal).Select(key => new ListedRelation(OfacRemarks.LinkedTo, key, Former: false)).ToList();
            return links.Count == 0 ? entry : entry with { Relations = links };
        })];
    }
}
