using System.IO.Compression;
using System.Text;
using ICSharpCode.SharpZipLib.BZip2;
using Microsoft.Extensions.Time.Testing;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>Files of lists as tests need them: the fictional list, and whatever is made of it, in a folder that goes with the test.</summary>
public sealed class ListFiles : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("usd1-lists-");

    /// <summary>The list that is shipped for the demonstration.</summary>
    public static string Fictional => Checkout.PathOf("rules/demo/fictional-sdn.xml");

    /// <summary>Its text.</summary>
    public static string FictionalText => File.ReadAllText(Fictional);

    /// <summary>The real list of OFAC as published on a day; the test is skipped where it is absent.</summary>
    public static string Real(string day) => Checkout.RealData($"sanctions/lists/ofac-sdn-advanced/sdn_advanced.{day}.xml.bz2");

    /// <summary>A file with this text.</summary>
    public string Write(string text, string name = "list.xml") => Write(Encoding.UTF8.GetBytes(text), name);

    /// <summary>A file with these bytes.</summary>
    public string Write(byte[] bytes, string name = "list.xml")
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>The text packed as bzip2, gzip or zip.</summary>
    public static byte[] Pack(string text, string packing)
    {
        var packed = new MemoryStream();
        switch (packing)
        {
            case "bzip2":
                using (var stream = new BZip2OutputStream(packed) { IsStreamOwner = false })
                {
                    stream.Write(Encoding.UTF8.GetBytes(text));
                }

                break;
            case "gzip":
                using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                {
                    stream.Write(Encoding.UTF8.GetBytes(text));
                }

                break;
            case "zip":
                using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
                using (var stream = zip.CreateEntry("SDN_ADVANCED.XML").Open())
                {
                    stream.Write(Encoding.UTF8.GetBytes(text));
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(packing));
        }

        return packed.ToArray();
    }

    /// <summary>The fictional list with the date on which it was published.</summary>
    public static string PublishedOn(string text, DateOnly date) =>
        text.Replace("<Year>2026</Year>\n    <Month>5</Month>\n    <Day>4</Day>", $"<Year>{date.Year}</Year>\n    <Month>{date.Month}</Month>\n    <Day>{date.Day}</Day>", StringComparison.Ordinal);

    /// <summary>The fictional list without a party.</summary>
    public static string Without(string text, string key)
    {
        var start = text.IndexOf($"    <DistinctParty FixedRef=\"{key}\">", StringComparison.Ordinal);
        var end = text.IndexOf("</DistinctParty>\n", start, StringComparison.Ordinal) + "</DistinctParty>\n".Length;
        return text[..start] + text[end..];
    }

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>The lists room on a database of one test.</summary>
public sealed class ListRoom(TestDatabase database, Npgsql.NpgsqlDataSource? postgres = null)
{
    public static readonly ListDefinition Demo = new("demo", "Nobody", "Fictional sanctions list", ListDefinition.SdnAdvancedXml, Blocking: true, MaxAgeHours: 24);
    public static readonly Actor Officer = Actor.Person(Guid.Parse("0198a000-0000-7000-8000-000000000001"), "Olga Officer", [Role.ComplianceOfficer]);
    public static readonly Actor SecondOfficer = Actor.Person(Guid.Parse("0198a000-0000-7000-8000-000000000002"), "Otto Officer", [Role.ComplianceOfficer]);
    public static readonly Actor Analyst = Actor.Person(Guid.Parse("0198a000-0000-7000-8000-000000000003"), "Anna Analyst", [Role.Analyst]);

    private Npgsql.NpgsqlDataSource Postgres => postgres ?? database.Postgres;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 5, 8, 0, 0, TimeSpan.Zero));

    public AuditTrail Trail => new(Postgres, Clock);

    public ListStore Store => new(Postgres, Trail, Clock);

    public LoadList Load => new(Postgres, Store, Trail, Clock);

    public ApproveListVersion Approve => new(Postgres, Trail, Clock);

    public AddressLabelStore Labels => new(Postgres, Trail, Clock);

    /// <summary>Loads a file that must be taken in or quarantined, and not refused.</summary>
    public async Task<ListLoad> LoadAsync(string path, bool allowOlder = false, ListDefinition? list = null)
    {
        await Store.DescribeAsync(Officer, list ?? Demo, TestContext.Current.CancellationToken);
        var outcome = await Load.LoadAsync(Officer, (list ?? Demo).Id, path, null, TestContext.Current.CancellationToken, allowOlder);
        return Assert.IsType<Outcome<ListLoad>.Done>(outcome).Value;
    }
}
