using System.CommandLine;
using System.Globalization;
using System.Text;
using Npgsql;
using Spectre.Console;
using Usd1Compliance.Audit;
using Usd1Compliance.Parties;
using Usd1Compliance.Service.Api;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 parties load</c> and <c>show</c>.</summary>
public static class PartyVerbs
{
    // Of reasons that are shown at the terminal; the file beside has them all.
    private const int mostShown = 20;

    /// <summary>The family.</summary>
    public static Command Create() => new("parties", "Tell who the issuer's customers are and who stands behind them, and see what is known of one.") { Load(), Show() };

    private static Command Load()
    {
        var file = new Argument<FileInfo>("file") { Description = "JSON Lines or CSV, as docs/parties.md declares them; the first character tells which." };
        var command = new Command("load", "Take parties in from a file: new ones, and what changed of those that stand. A row that is refused holds up no other: it goes with its reason into files beside. Exit code 1 when there is one.") { file };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var source = new Source(parsed.GetValue(file)!);
            var count = source.Count();
            if (count is not Outcome<int>.Done(var rows))
            {
                return console.Refuse(((Outcome<int>.Refused)count).Refusal);
            }

            var import = await ShowAsync(console, source.File, rows, progress => source.ImportAsync(On(postgres), progress, cancellationToken));
            return Tell(console, import, import.Refused.Count > 0 ? source.WriteRefused(import.Refused, TimeProvider.System.GetUtcNow()) : null);
        }));
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "The party's id: your own number of it." };
        var command = new Command("show", "Show what is known of a party.") { id };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            if (await new PartyStore(postgres).FindAsync(OperatorConsole.Operator, parsed.GetValue(id)!, cancellationToken) is not { } version)
            {
                return console.Fail(ExitCode.BadInput, "party_unknown", "there is no party of that id.");
            }

            var party = version.Party;
            console.Answer(PartyAnswer.Of(version),
            [
                $"{party.Id}: {party.PrimaryName}",
                $"{PartyWords.Of(party.Role)}, {PartyWords.Of(party.Kind)}, {PartyWords.Of(party.Status)}; version {version.VersionId} since {version.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, by {version.ByName}",
                .. Lines("also", party.Names.Skip(1)),
                .. Lines("born", party.BirthDates.Select(PartyDates.Write)),
                .. Lines("countries", party.Countries),
                .. Lines("identifiers", party.Identifiers.Select(one => $"{one.Type} {one.Number}")),
                .. Lines("wallets", party.Wallets.Select(wallet => wallet.Text)),
                .. Lines("owners", party.Owners.Select(owner => owner.SharePercent is { } share ? string.Create(CultureInfo.InvariantCulture, $"{owner.PartyId} {share} %") : owner.PartyId)),
                $"content SHA-256 {version.ContentHash}",
            ]);
            return ExitCode.Done;
        }));
        return command;
    }

    private static IEnumerable<string> Lines(string what, IEnumerable<string> values) => string.Join("; ", values) is { Length: > 0 } text ? [$"{what}: {text}"] : [];

    private static int Tell(OperatorConsole console, PartyImport import, (string Rows, string Reasons)? beside)
    {
        console.Answer(new
        {
            import.Created, import.Changed, import.Unchanged,
            refused = import.Refused.Select(row => new { row.Line, row.Refusal.Code, row.Refusal.Message }),
            refusedRows = beside?.Rows, refusedReasons = beside?.Reasons,
        },
        [
            $"{import.Created:N0} parties are new, {import.Changed:N0} changed, {import.Unchanged:N0} stood so already, {import.Refused.Count:N0} rows were refused.",
            .. import.Refused.Take(mostShown).Select(Reason),
            .. import.Refused.Count > mostShown ? [$"… and {import.Refused.Count - mostShown:N0} more."] : Array.Empty<string>(),
            .. beside is { } files ? [$"The refused rows stand in {files.Rows}, to be mended and loaded, their reasons in {files.Reasons}."] : Array.Empty<string>(),
        ]);
        return import.Refused.Count == 0 ? ExitCode.Done : ExitCode.Unsound;
    }

    private static string Reason(RefusedPartyRow row) => string.Create(CultureInfo.InvariantCulture, $"line {row.Line}: {row.Refusal.Code}: {row.Refusal.Message}");

    private static ManageParties On(NpgsqlDataSource postgres) => new(postgres, new AuditTrail(postgres, TimeProvider.System), TimeProvider.System);

    private static Task<PartyImport> ShowAsync(OperatorConsole console, FileInfo file, int rows, Func<IProgress<int>?, Task<PartyImport>> work) => console.IsForScripts
        ? work(null)
        : console.Progress.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(async bars =>
            {
                var bar = bars.AddTask(Markup.Escape($"Taking in {file.Name}"), maxValue: rows);
                var import = await work(new Bar(bar));
                bar.Value = bar.MaxValue;
                return import;
            });

    private sealed class Bar(ProgressTask task) : IProgress<int>
    {
        public void Report(int value) => task.Value = value;
    }

    /// <summary>A file of parties in one of its two forms.</summary>
    private sealed class Source(FileInfo file)
    {
        private readonly bool json = BeginsWithObject(file);

        public FileInfo File => file;

        public Outcome<int> Count()
        {
            using var stream = file.OpenRead();
            return json ? PartyJsonLines.Count(stream) : PartyCsv.Count(stream);
        }

        public async Task<PartyImport> ImportAsync(ManageParties parties, IProgress<int>? progress, CancellationToken cancellationToken)
        {
            await using var stream = file.OpenRead();
            return await parties.ImportAsync(OperatorConsole.Operator, json ? PartyJsonLines.Read(stream) : PartyCsv.Read(stream), progress, cancellationToken);
        }

        /// <summary>Writes the rows as they stood and why each was refused. Both are of this moment by name, so that nothing is written over, and for their owner alone, because they hold personal data.</summary>
        public (string Rows, string Reasons) WriteRefused(IReadOnlyList<RefusedPartyRow> refused, DateTimeOffset now)
        {
            var stem = $"{Path.Combine(file.DirectoryName!, Path.GetFileNameWithoutExtension(file.Name))}.refused-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}";
            var rows = $"{stem}{file.Extension}";
            Write(rows, [.. json ? [] : new[] { Head() }, .. refused.Select(row => row.Text)]);
            Write($"{stem}.reasons.txt", refused.Select(Reason));
            return (rows, $"{stem}.reasons.txt");
        }

        private string Head()
        {
            using var stream = file.OpenRead();
            return PartyCsv.Head(stream);
        }

        private static void Write(string path, IEnumerable<string> lines)
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var text = new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options);
            foreach (var line in lines)
            {
                text.Write(line);
                text.Write('\n');
            }
        }

        private static bool BeginsWithObject(FileInfo file)
        {
            using var text = file.OpenText();
            int letter;
            do
            {
                letter = text.Read();
            }
            while (letter >= 0 && (char.IsWhiteSpace((char)letter) || letter == '\uFEFF'));
            return letter == '{';
        }
    }
}
