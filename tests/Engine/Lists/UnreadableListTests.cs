using System.Text;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

[Suite(Suite.Unit)]
public sealed class UnreadableListTests : IDisposable
{
    private readonly ListFiles files = new();

    public void Dispose() => files.Dispose();

    public static TheoryData<string, byte[], string, string> Broken => new()
    {
        { "nothing in it", [], "list_empty", "empty" },
        { "a web page", Encoding.UTF8.GetBytes("<!DOCTYPE html>\n<html><body>Access denied</body></html>"), "list_is_web_page", "web page" },
        { "a web page without a doctype", Encoding.UTF8.GetBytes("<html><head/></html>"), "list_is_web_page", "web page" },
        { "plain text", "Service unavailable"u8.ToArray(), "list_not_xml", "not well-formed" },
        { "another XML file", "<CONSOLIDATED_LIST dateGenerated=\"2026-02-27\"/>"u8.ToArray(), "list_format_wrong", "CONSOLIDATED_LIST" },
        { "the last byte missing", Encoding.UTF8.GetBytes(ListFiles.FictionalText.TrimEnd()[..^1]), "list_not_xml", "cut off" },
        { "cut in the middle", Encoding.UTF8.GetBytes(ListFiles.FictionalText[..20_000]), "list_not_xml", "cut off" },
        { "text behind the root", Encoding.UTF8.GetBytes(ListFiles.FictionalText + "<more/>"), "list_not_xml", "not well-formed" },
        { "no parties", Encoding.UTF8.GetBytes(WithoutParties()), "list_without_parties", "no parties" },
        { "a bzip2 archive that is cut off", ListFiles.Pack(ListFiles.FictionalText, "bzip2")[..3000], "list_archive_wrong", "archive" },
        { "a gzip archive whose checksum does not hold", Damaged(ListFiles.Pack(ListFiles.FictionalText, "gzip")), "list_archive_wrong", "archive" },
        { "a zip archive that is cut off", ListFiles.Pack(ListFiles.FictionalText, "zip")[..3000], "list_archive_wrong", "archive" },
        { "entities that expand", Encoding.UTF8.GetBytes("<!DOCTYPE Sanctions [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<Sanctions>&b;</Sanctions>"), "list_not_xml", "DTD" },
        { "a file of another machine by reference", Encoding.UTF8.GetBytes("<!DOCTYPE Sanctions [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<Sanctions>&x;</Sanctions>"), "list_not_xml", "DTD" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_file_that_is_not_a_whole_list_is_unreadable_and_says_why(string what, byte[] bytes, string code, string says)
    {
        Assert.NotEmpty(what);
        var reading = Read(files.Write(bytes));
        Assert.Equal(code, reading.Code);
        Assert.Contains(says, reading.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("list.xml: ", reading.Reason, StringComparison.Ordinal);
        Assert.Equal(32, reading.Sha256.Length);
    }

    [Theory]
    [InlineData("FeatureTypeID=\"9000\"", "FeatureTypeID=\"77777\"", "77777")]                 // a number that the file's own table lacks
    [InlineData("PartySubTypeID=\"3\"", "PartySubTypeID=\"33\"", "33")]
    [InlineData(">Digital Currency Address - ETH<", ">Digital Asset Address - ETH<", "Digital Asset Address")]      // a wallet in a form that is not known here
    [InlineData("<VersionLocation LocationID=\"2\"", "<VersionLocation LocationID=\"22\"", "location 22")]
    [InlineData("LowQuality=\"true\"", "LowQuality=\"perhaps\"", "perhaps")]                    // weak or not must be told
    [InlineData("LowQuality=\"true\"", "", "LowQuality")]
    [InlineData("<Month>4</Month>", "<Month>13</Month>", "1971-13-9")]
    [InlineData("<Year>1971</Year>", "<Year>about 1971</Year>", "about 1971")]
    [InlineData("<DateOfIssue CalendarTypeID=\"1\">", "<Issued>", "mismatch|does not match")]
    public void A_reference_or_value_that_cannot_be_read_refuses_the_file_with_its_place(string from, string to, string says)
    {
        var reading = Read(files.Write(ListFiles.FictionalText.Replace(from, to, StringComparison.Ordinal)));
        Assert.Matches(says, reading.Reason);
        Assert.Matches("line [0-9,]+|Line [0-9]+", reading.Reason);
    }

    [Theory]
    [InlineData("bzip2")]
    [InlineData("gzip")]
    [InlineData("zip")]
    public void A_small_archive_that_unpacks_without_end_is_stopped(string packing)
    {
        var bomb = ListFiles.Pack("<Sanctions><!--" + new string(' ', 4 << 20), packing);
        Assert.True(bomb.Length < 64 << 10);
        var reading = Assert.IsType<ListReading.Unreadable>(ListFile.Read(files.Write(bomb), null, TestContext.Current.CancellationToken, sizeLimit: 1 << 20));
        Assert.Equal("list_too_large", reading.Code);
    }

    [Fact]
    public void Two_files_in_one_archive_are_not_guessed_between()
    {
        var packed = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(packed, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "a.xml", "b.xml" })
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("<Sanctions/>"u8);
            }
        }

        Assert.Contains("2 files", Read(files.Write(packed.ToArray())).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ListFile.Read(ListFiles.Fictional, null, stop.Token));
    }

    private static ListReading.Unreadable Read(string path) => Assert.IsType<ListReading.Unreadable>(ListFile.Read(path, null, TestContext.Current.CancellationToken));

    private static string WithoutParties()
    {
        var text = ListFiles.FictionalText;
        var (start, end) = (text.IndexOf("<DistinctParties>", StringComparison.Ordinal), text.IndexOf("</DistinctParties>", StringComparison.Ordinal));
        return text[..start] + "<DistinctParties>" + text[end..];
    }

    private static byte[] Damaged(byte[] packed)
    {
        packed[^8] ^= 0xff;      // the CRC-32 stands before the length, four bytes each
        return packed;
    }
}
