using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Cases;

[Suite(Suite.Database)]
public sealed class CaseExportTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_is_handed_over_whole_in_one_file_and_the_audit_trail_says_who_took_it_and_what_exactly()
    {
        await using var desk = await CaseDesk.OpenAsync(cluster);
        var (ana, audrey) = (await desk.PersonAsync("ana", Role.Analyst), await desk.PersonAsync("audrey", Role.Auditor));
        var file = await desk.CaseAsync(ana, Severity.High);
        await desk.RepeatAsync((await desk.Cases.AlertsAsync(ana, file.Id, Stop))[0].AlertId);
        (await desk.Work.NoteAsync(ana, file.Id, "=HYPERLINK(\"http://example.com\",\"look\")", Stop)).Done();
        var package = (await new CaseExport(desk.Cases, desk.Trail, desk.Clock).PackAsync(audrey, file.Id, Stop)).Done();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(package.Content)), package.Sha256);
        using var archive = new ZipArchive(new MemoryStream(package.Content));
        Assert.Equal(["alerts.csv", "case.json", "steps.csv"], archive.Entries.Select(entry => entry.Name).Order());

        using var document = JsonDocument.Parse(Read(archive, "case.json"));
        Assert.Equal(file.Subject.ToString(), document.RootElement.GetProperty("case").GetProperty("subject").GetString());
        Assert.Equal(2, document.RootElement.GetProperty("steps").GetArrayLength());
        Assert.Equal("3", document.RootElement.GetProperty("alerts")[0].GetProperty("evidence").GetProperty("facts")[0].GetProperty("value").GetString());

        Assert.Equal("1-2", document.RootElement.GetProperty("repeats")[0].GetProperty("transfer").GetString());

        // A note that begins like a formula is text to the spreadsheet that opens it.
        Assert.Contains("\"'=HYPERLINK(\"\"http://example.com\"\",\"\"look\"\")\"", Read(archive, "steps.csv"), StringComparison.Ordinal);
        Assert.Contains("structuring-24h", Read(archive, "alerts.csv"), StringComparison.Ordinal);
        Assert.Equal(["case.open", "case.note", "case.export"], await desk.AuditedAsync(file.Id));
        Assert.Equal("case_unknown", (await new CaseExport(desk.Cases, desk.Trail, desk.Clock).PackAsync(audrey, 999, Stop)).Code());
    }

    private static string Read(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(archive.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }
}
