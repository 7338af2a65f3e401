using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Tests.Engine.Audit;

[Suite(Suite.Database)]
public sealed class AuditReadingTests(TestCluster cluster)
{
    private static readonly Actor auditor = Actor.Person(new Guid("00000000-0000-7000-8000-00000000000a"), "Audrey", [Role.Auditor]);
    private static readonly Actor ana = Actor.Person(new Guid("00000000-0000-7000-8000-00000000000b"), "Ana", [Role.Analyst]);
    private static readonly DateTimeOffset noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(noon);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("case", null, null, null, null, "6,4,2")]                       // a kind alone
    [InlineData("case", "7", null, null, null, "4")]                            // one thing
    [InlineData(null, null, "Job:monitoring", null, null, "5,3,1")]             // an actor alone
    [InlineData(null, null, null, 2, 4, "4,3")]                                 // from the second hour to before the fourth
    [InlineData("case", null, "Person:00000000-0000-7000-8000-00000000000b", 3, null, "6,4")]     // all of it together
    [InlineData("list", null, null, null, null, "")]                            // a kind that nothing was done to
    public async Task The_trail_is_read_by_kind_by_actor_and_by_time(string? kind, string? id, string? actor, int? fromHour, int? toHour, string numbers)
    {
        await using var database = await cluster.CreateAsync(Stop);
        var trail = await WithSixStepsAsync(database);
        var filter = new AuditFilter(kind, id, AuditActor.TryParse(actor, out var who) ? who : null, Hour(fromHour), Hour(toHour));
        var found = await trail.ReadAsync(auditor, filter, null, 50, Stop);
        Assert.Equal(numbers, string.Join(',', found.Select(entry => entry.Number)));
        Assert.Equal(found.Count, await trail.CountAsync(auditor, filter, Stop));
    }

    [Fact]
    public async Task Who_acted_and_on_what_is_told_by_the_trail_itself_under_the_name_that_each_last_had()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var trail = await WithSixStepsAsync(database);
        await trail.RecordAsync(ana with { Name = "Ana Married" }, "case.note", new AuditSubject("case", "8"), new { }, Stop);
        Assert.Equal(["case", "source"], await trail.SubjectKindsAsync(auditor, Stop));
        Assert.Equal(["monitoring", "Ana Married"], (await trail.ActorsAsync(auditor, Stop)).Select(actor => actor.Name));
    }

    [Fact]
    public async Task A_part_of_the_trail_is_taken_out_to_the_letter_so_that_its_hashes_can_be_computed_elsewhere_and_the_export_is_an_entry()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var trail = await WithSixStepsAsync(database);
        var file = await new AuditExport(trail, new ExportDesk(trail, clock)).TakeAsync(auditor, new AuditFilter("case"), ExportFormat.Jsonl, Stop);
        Assert.Equal((3, 3), (file.Rows, file.Total));
        foreach (var line in System.Text.Encoding.UTF8.GetString(file.Content).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var entry = JsonSerializer.Deserialize<JsonElement>(line);
            string Text(string name) => entry.GetProperty(name).GetString()!;
            var rebuilt = new AuditEntry(entry.GetProperty("number").GetInt64(), entry.GetProperty("recordedAt").GetDateTimeOffset(), Text("actorKind"), Text("actorId"), Text("actorName"), Text("action"),
                new AuditSubject(Text("subjectKind"), Text("subjectId")), Text("details"), Convert.FromHexString(Text("previousHash")), []);
            Assert.Equal(Text("hash"), Convert.ToHexStringLower(rebuilt.ComputeHash()));
        }

        var export = Assert.Single(await trail.ReadAsync(auditor, AuditFilter.About("export", file.Sha256), null, 5, Stop));
        Assert.Equal(("audit.export", "Audrey"), (export.Action, export.ActorName));
        Assert.Contains("\"SubjectKind\":\"case\"", export.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_the_trail_has_a_line_for_each_entry_and_no_cell_that_a_spreadsheet_would_run()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var trail = await WithSixStepsAsync(database);
        await trail.RecordAsync(auditor with { Name = "=HYPERLINK(\"https://elsewhere.example\")" }, "case.note", new AuditSubject("case", "9"), new { }, Stop);
        var file = await new AuditExport(trail, new ExportDesk(trail, clock)).TakeAsync(auditor, AuditFilter.All, ExportFormat.Csv, Stop);
        var lines = System.Text.Encoding.UTF8.GetString(file.Content).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(8, lines.Length);
        Assert.StartsWith("number,recorded_at,", lines[0], StringComparison.Ordinal);
        Assert.Contains(",\"'=HYPERLINK(", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_read_the_trail_neither_filters_nor_exports_it()
    {
        await using var database = await cluster.CreateAsync(Stop);
        var trail = await WithSixStepsAsync(database);
        await Assert.ThrowsAsync<RightRefusedException>(() => trail.ReadAsync(ana, AuditFilter.All, null, 5, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => trail.ActorsAsync(ana, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => trail.SubjectKindsAsync(ana, Stop));
        await Assert.ThrowsAsync<RightRefusedException>(() => new AuditExport(trail, new ExportDesk(trail, clock)).TakeAsync(ana, AuditFilter.All, ExportFormat.Csv, Stop));
        Assert.Equal(6, await trail.CountAsync(auditor, AuditFilter.All, Stop));
    }

    private static DateTimeOffset? Hour(int? hour) => hour is { } hours ? noon.AddHours(hours) : null;

    // Entry 1 at noon, 2 an hour later, and so on: odd ones of monitoring on a source, even ones of Ana on cases 6, 7 and 8.
    private async Task<AuditTrail> WithSixStepsAsync(TestDatabase database)
    {
        var trail = new AuditTrail(database.Postgres, clock);
        for (var step = 1; step <= 6; step++)
        {
            await trail.RecordAsync(step % 2 == 1 ? Actor.Job("monitoring") : ana, "test.step", step % 2 == 1 ? new AuditSubject("source", "1") : new AuditSubject("case", $"{5 + (step / 2)}"), new { step }, Stop);
            clock.Advance(TimeSpan.FromHours(1));
        }

        return trail;
    }
}
