using System.CommandLine;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 lists load</c>, <c>refresh</c>, <c>approve</c>, <c>return</c>, <c>let-go</c>, <c>parse</c>, <c>show</c>, <c>diff</c>, <c>owners</c> and <c>rescreenings</c>.</summary>
public static class ListVerbs
{
    /// <summary>The family.</summary>
    public static Command Create() => new("lists", "Load sanctions lists, and see their versions and what changed between them.") { Load(), RefreshListsVerb.Create(), ApproveListVerb.Create(), ReturnListVerbs.Return(), ReturnListVerbs.LetGo(), Parse(), Show(), Diff(), ListOwnersVerb.Create(), RescreeningsVerb.Create() };

    private static Command Load()
    {
        var list = new Argument<string>("list") { Description = "A list of rules/lists.json, such as ofac-sdn." };
        var file = new Argument<FileInfo>("file") { Description = "The publisher's file, or the same packed by bzip2, gzip or zip. OFAC's legacy CSV: SDN.CSV, with the other three beside it." };
        var older = new Option<bool>("--allow-older") { Description = "Put the file in force even where it was published before the version in force, to load history in order." };
        var command = new Command("load", "Read a file of a list whole, keep it as a version, and put it in force. Exit code 1 when it stands in quarantine instead.") { list, file, older };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var (lists, load) = Open(postgres);
            var described = await DescribeAsync(lists, parsed.GetValue(list)!, cancellationToken);
            if (described is { } refusal)
            {
                return console.Refuse(refusal);
            }

            var outcome = await ListProgress.ShowAsync(console, parsed.GetValue(file)!, "Reading", progress =>
                load.LoadAsync(OperatorConsole.Operator, parsed.GetValue(list)!, parsed.GetValue(file)!.FullName, progress, cancellationToken, parsed.GetValue(older)));
            return outcome.Match(loaded => Tell(console, loaded), console.Refuse);
        }));
        return command;
    }

    private static Command Parse()
    {
        var file = new Argument<FileInfo>("file") { Description = "The publisher's file, or the same packed by bzip2, gzip or zip. OFAC's legacy CSV: SDN.CSV, with the other three beside it." };
        var format = new Option<string>("--format") { Description = $"How the file is written: {string.Join(", ", ListFormats.Names)}.", DefaultValueFactory = _ => ListFormats.SdnAdvancedXml };
        format.AcceptOnlyFromAmong([.. ListFormats.Names]);
        var command = new Command("parse", "Read a file of a list and tell what is in it, without a database and without keeping it.") { file, format };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.AloneAsync(parsed, async console =>
        {
            var reading = await ListProgress.ShowAsync(console, parsed.GetValue(file)!, "Reading", progress => Task.Run(() => ListFile.Read(parsed.GetValue(file)!.FullName, progress, cancellationToken, format: parsed.GetValue(format)!), cancellationToken));
            if (reading is not ListReading.Whole(var read))
            {
                var broken = (ListReading.Unreadable)reading;
                return console.Fail(ExitCode.Unsound, broken.Code, broken.Reason);
            }

            var counts = ListCounts.Of(read);
            console.Answer(new { read.PublishedOn, read.SizeBytes, sha256 = Convert.ToHexStringLower(read.Sha256), counts, read.Unfamiliar },
                [$"{(read.PublishedOn is { } day ? $"Published {day:yyyy-MM-dd}" : "Without a date of its own")}, {read.SizeBytes:N0} bytes unpacked, SHA-256 {Convert.ToHexStringLower(read.Sha256)}.", .. ListLines.Of(counts)]);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Show()
    {
        var list = new Argument<string?>("list") { Description = "One list with all of its versions; without it, all lists.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("show", "Show the lists, the version of each that is in force, and its age; or the versions of one list.") { list };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var (lists, _) = Open(postgres);
            var all = await lists.AllAsync(OperatorConsole.Operator, cancellationToken);
            if (parsed.GetValue(list) is not { } wanted)
            {
                console.Answer(new { lists = all }, all.Count == 0 ? ["No list is known yet. Load one with usd1 lists load LIST FILE."] : all.Select(ListLines.Of));
                return ExitCode.Done;
            }

            if (all.FirstOrDefault(known => known.Definition.Id == wanted) is not { } standing)
            {
                return console.Fail(ExitCode.BadInput, "list_unknown", $"there is no list '{wanted}' here. usd1 lists show names those there are.");
            }

            var versions = await lists.VersionsAsync(OperatorConsole.Operator, wanted, cancellationToken);
            var returns = await new ListReturnStore(postgres).OfListAsync(OperatorConsole.Operator, wanted, cancellationToken);
            console.Answer(new { list = standing, versions, returns }, [ListLines.Of(standing), .. versions.SelectMany(ListLines.Of), .. returns.Take(1).SelectMany(ListLines.Of), .. standing.InForce is { } inForce ? ListLines.Of(inForce.Counts) : []]);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Diff()
    {
        var from = new Argument<long>("from") { Description = "The number of the earlier version, as usd1 lists show LIST prints it." };
        var to = new Argument<long>("to") { Description = "The number of the later version." };
        var command = new Command("diff", "Show what one version of a list changed against another.") { from, to };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var outcome = await Open(postgres).Lists.DiffAsync(OperatorConsole.Operator, parsed.GetValue(from), parsed.GetValue(to), cancellationToken);
            return outcome.Match(
                delta =>
                {
                    console.Answer(delta, ListLines.Of(delta, names: 50));
                    return ExitCode.Done;
                },
                console.Refuse);
        }));
        return command;
    }

    private static int Tell(OperatorConsole console, ListLoad loaded)
    {
        if (loaded.Interim is { } interim)
        {
            return console.Fail(ExitCode.Unsound, "list_drop", $"version {loaded.Version.VersionId} of {loaded.Version.ListId} waits for a second person, and version {interim.VersionId} judges meanwhile. {loaded.Version.Reason} usd1 lists diff {interim.VersionId} {loaded.Version.VersionId} names all that would go.");
        }

        if (loaded.TurnedAway is { } standing)
        {
            return console.Fail(ExitCode.Unsound, "list_turned_away", $"{standing.ProposedBy} and {standing.DecidedBy} returned {loaded.Version.ListId} to version {standing.VersionId}, and this file was seen before that. Version {standing.VersionId} stays in force. Let the return go by usd1 lists let-go {loaded.Version.ListId} if the file may judge.");
        }

        if (loaded.Version.Status == ListVersionStatus.Quarantined)
        {
            return console.Fail(ExitCode.Unsound, "list_quarantined", $"version {loaded.Version.VersionId} of {loaded.Version.ListId} stands in quarantine, and the version in force stays. {loaded.Version.Reason}");
        }

        console.Answer(new { loaded.Version, loaded.Confirmed, loaded.Delta },
        [
            loaded.Confirmed
                ? $"Version {loaded.Version.VersionId} of {loaded.Version.ListId} was in force already; it is confirmed as current."
                : $"Version {loaded.Version.VersionId} of {loaded.Version.ListId}{(loaded.Version.PublishedOn is { } day ? $", published {day:yyyy-MM-dd}," : "")} is in force. SHA-256 {loaded.Version.Sha256}.",
            .. ListLines.Of(loaded.Version.Counts),
            .. loaded.Delta is { FromVersion: not null } delta ? ListLines.Of(delta, names: 10) : [],
        ]);
        return ExitCode.Done;
    }

    // The file says what the list is; the row is brought up to date with it on each load.
    private static async Task<Refusal?> DescribeAsync(ListStore lists, string listId, CancellationToken cancellationToken)
    {
        var file = RulesFolder.Lists;
        switch (ListDefinition.ReadAll(file))
        {
            case Outcome<IReadOnlyList<ListDefinition>>.Refused(var refusal):
                return refusal;
            case Outcome<IReadOnlyList<ListDefinition>>.Done(var known) when known.FirstOrDefault(list => list.Id == listId) is { } list:
                await lists.DescribeAsync(OperatorConsole.Operator, list, cancellationToken);
                return null;
            case Outcome<IReadOnlyList<ListDefinition>>.Done(var known):
                return new Refusal("list_unknown", $"there is no list '{listId}' in {file}. It has {string.Join(", ", known.Select(list => list.Id))}; describe another there first.");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static (ListStore Lists, LoadList Load) Open(NpgsqlDataSource postgres)
    {
        var trail = new AuditTrail(postgres, TimeProvider.System);
        var lists = new ListStore(postgres, trail, TimeProvider.System);
        return (lists, new LoadList(postgres, lists, trail, TimeProvider.System));
    }
}
