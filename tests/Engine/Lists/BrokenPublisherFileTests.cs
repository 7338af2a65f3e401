using System.Text;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>What comes in place of a list, for each publisher: it is refused by name, place and mend, and nothing of it is believed.</summary>
[Suite(Suite.Unit)]
public sealed class BrokenPublisherFileTests : IDisposable
{
    private readonly ListFiles files = new();

    public void Dispose() => files.Dispose();

    public static TheoryData<string, string> Formats => new()
    {
        { "un.xml", ListFormats.UnConsolidatedXml },
        { "eu.xml", ListFormats.EuFsfXml },
        { "uk.xml", ListFormats.UkSanctionsList },
        { "uk.csv", ListFormats.UkSanctionsList },
        { "sdn.csv", ListFormats.OfacLegacyCsv },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_that_is_cut_off_anywhere_is_refused(string name, string format)
    {
        var text = PublisherFiles.Text(name).TrimEnd('\n');
        foreach (var part in new[] { 0.2, 0.5, 0.9 })
        {
            Assert.NotEmpty(Broken(name, format, text[..(int)(text.Length * part)]).Reason);
        }

        Assert.Contains("cut off", Broken(name, format, text[..^1]).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_web_page_in_place_of_the_list_is_told_as_what_it_is(string name, string format) =>
        Assert.Equal("list_is_web_page", Broken(name, format, "<!DOCTYPE html>\n<html><body>Access denied</body></html>").Code);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Another_encoding_is_refused_and_never_read_as_letters_that_nobody_wrote(string name, string format)
    {
        var latin = Encoding.Latin1.GetBytes(PublisherFiles.Text(name).Replace("KALOMBO", "KÅLÖMBO", StringComparison.OrdinalIgnoreCase));
        var path = Beside(name, files.Write(latin, name));
        var reading = PublisherFiles.ReadBroken(path, format);
        Assert.Contains("encoding", reading.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("un.xml", ListFormats.UnConsolidatedXml, "CONSOLIDATED_LIST")]
    [InlineData("eu.xml", ListFormats.EuFsfXml, "export")]
    [InlineData("uk.xml", ListFormats.UkSanctionsList, "Designations")]
    public void Entities_that_expand_and_encodings_that_are_declared_are_refused(string name, string format, string root)
    {
        Assert.Contains("DTD", Broken(name, format, $"<?xml version=\"1.0\"?><!DOCTYPE {root} [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<{root}>&b;</{root}>").Reason, StringComparison.Ordinal);
        Assert.Contains("DTD", Broken(name, format, $"<?xml version=\"1.0\"?><!DOCTYPE {root} [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<{root}>&x;</{root}>").Reason, StringComparison.Ordinal);
        Assert.Equal("list_encoding_wrong", Broken(name, format, PublisherFiles.Text(name).Replace("UTF-8", "ISO-8859-1", StringComparison.OrdinalIgnoreCase)).Code);
        Assert.Equal("list_format_wrong", Broken(name, format, "<Sanctions/>").Code);
        Assert.Equal("list_too_large", Assert.IsType<ListReading.Unreadable>(ListFile.Read(PublisherFiles.Of(name), null, TestContext.Current.CancellationToken, sizeLimit: 1000, format: format)).Code);
    }

    [Theory]
    [InlineData("un.xml", ListFormats.UnConsolidatedXml, "<ENTITIES>", "<ENTITIES/><!--", "</ENTITIES>", "-->", "")]                                    // an empty half can be lawful
    [InlineData("un.xml", ListFormats.UnConsolidatedXml, "<ENTITIES>", "<!--", "</ENTITIES>", "-->", "half of the list is missing")]                  // a missing one is not
    [InlineData("un.xml", ListFormats.UnConsolidatedXml, "<DATE>1971-09-13", "<DATE>1971-13-13", "", "", "1971-13-13")]
    [InlineData("un.xml", ListFormats.UnConsolidatedXml, "QDi.901 ", "", "", "", "no REFERENCE_NUMBER")]
    [InlineData("un.xml", ListFormats.UnConsolidatedXml, "QDi.901 ", "KPe.901", "", "", "KPe.901 stands in the file twice")]
    [InlineData("un.xml", ListFormats.UnConsolidatedXml, "2026-05-04T00", "yesterday", "", "", "dateGenerated is no date")]
    [InlineData("eu.xml", ListFormats.EuFsfXml, "strong=\"false\"", "strong=\"maybe\"", "", "", "'maybe' and not true or false")]
    [InlineData("eu.xml", ListFormats.EuFsfXml, "year=\"1970\"", "year=\"about\"", "", "", "'about' and no number")]
    [InlineData("eu.xml", ListFormats.EuFsfXml, "wholeName=\"Northern Amber Works\"", "wholeName=\"\"", "", "", "has no name")]
    [InlineData("uk.xml", ListFormats.UkSanctionsList, "13/09/1971", "13/19/1971", "", "", "13/19/1971")]
    [InlineData("uk.xml", ListFormats.UkSanctionsList, "<UniqueID>RUS9002", "<UniqueID>RUS9003", "", "", "twice")]
    [InlineData("uk.csv", ListFormats.UkSanctionsList, "Unique ID", "Uniq ID", "", "", "no column 'Unique ID'")]
    [InlineData("uk.csv", ListFormats.UkSanctionsList, "04-May-2026", "04-Mai-2026", "", "", "is no date")]
    [InlineData("uk.csv", ListFormats.UkSanctionsList, "\"Makes \"\"amber\"\" parts.\"", "\"Makes \"amber\" parts.\"", "", "", "quote in its middle")]
    [InlineData("sdn.csv", ListFormats.OfacLegacyCsv, "DOB 13 Sep 1971", "DOB 33 Sep 1971", "", "", "33 Sep 1971")]
    [InlineData("sdn.csv", ListFormats.OfacLegacyCsv, "Digital Currency Address - XBT ", "Digital Currency Wallet XBT ", "", "", "no address of the form")]        // a wallet is never passed over
    [InlineData("sdn.csv", ListFormats.OfacLegacyCsv, "900003,", "900002,", "", "", "stands in the file twice")]
    [InlineData("sdn.csv", ListFormats.OfacLegacyCsv, "900002,", "900009,", "", "", "which the main file does not hold")]
    public void A_value_that_cannot_be_read_refuses_the_file_with_its_line(string name, string format, string from, string to, string from2, string to2, string says)
    {
        var text = PublisherFiles.Text(name).Replace(from, to, StringComparison.Ordinal);
        text = from2.Length == 0 ? text : text.Replace(from2, to2, StringComparison.Ordinal);
        var path = Beside(name, files.Write(text, name));
        if (says.Length == 0)
        {
            Assert.NotEmpty(PublisherFiles.Read(path, format).Entries);
            return;
        }

        var reading = PublisherFiles.ReadBroken(path, format);
        Assert.Contains(says, reading.Reason, StringComparison.Ordinal);
        Assert.True(reading.Reason.Contains("line ", StringComparison.Ordinal) || says.StartsWith("half", StringComparison.Ordinal), reading.Reason);
        Assert.StartsWith($"{name}: ", reading.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("un.xml", ListFormats.UnConsolidatedXml, "<SORT_KEY/>", "<SORT_KEY/><WALLET>x</WALLET>", "element INDIVIDUAL/WALLET")]
    [InlineData("un.xml", ListFormats.UnConsolidatedXml, "<QUALITY>Good", "<QUALITY>Doubtful", "alias quality 'Doubtful'")]
    [InlineData("eu.xml", ListFormats.EuFsfXml, "<remark>Wallet", "<wallet/><remark>Wallet", "element sanctionEntity/wallet")]
    [InlineData("eu.xml", ListFormats.EuFsfXml, "code=\"enterprise\"", "code=\"vessel\"", "subjectType 'vessel'")]
    [InlineData("uk.xml", ListFormats.UkSanctionsList, "<NameType>Alias", "<NameType>Nickname", "name type 'Nickname'")]
    [InlineData("uk.xml", ListFormats.UkSanctionsList, "<OFSIGroupID>99004", "<Wallet>x</Wallet><OFSIGroupID>99004", "element Designation/Wallet")]
    [InlineData("uk.csv", ListFormats.UkSanctionsList, "Tonnage of ship", "Wallet of ship", "column 'Wallet of ship'")]
    [InlineData("sdn.csv", ListFormats.OfacLegacyCsv, "\"vessel\"", "\"spacecraft\"", "SDN type 'spacecraft'")]
    [InlineData("sdn.xml", ListFormats.SdnAdvancedXml, ">F.K.A.<", ">Once called<", "alias type 'Once called'")]
    [InlineData("sdn.xml", ListFormats.SdnAdvancedXml, "</Sanctions>", "<Wallets><Wallet/></Wallets></Sanctions>", "element Wallets")]
    public void A_word_that_the_reader_does_not_know_is_told_with_its_line_and_the_rest_is_read(string name, string format, string from, string to, string word)
    {
        var file = PublisherFiles.Read(Beside(name, files.Write((name == "sdn.xml" ? ListFiles.FictionalText : PublisherFiles.Text(name)).Replace(from, to, StringComparison.Ordinal), name)), format);
        var strange = Assert.Single(file.Unfamiliar);
        Assert.Equal(word, strange.What);
        Assert.True(strange.Line > 0);
    }

    [Theory]
    [InlineData("alt.csv", "alt.csv does not lie beside it")]
    [InlineData("add.csv", "add.csv does not lie beside it")]
    [InlineData("sdn_comments.csv", "sdn_comments.csv does not lie beside it")]
    public void A_legacy_list_without_one_of_its_four_files_is_refused(string missing, string says)
    {
        var path = Beside("sdn.csv", files.Write(PublisherFiles.Text("sdn.csv"), "sdn.csv"));
        File.Delete(Path.Combine(Path.GetDirectoryName(path)!, missing));
        Assert.Contains(says, PublisherFiles.ReadBroken(path, ListFormats.OfacLegacyCsv).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alt.csv")]
    [InlineData("add.csv")]
    public void A_legacy_list_of_which_another_file_is_cut_off_is_refused_by_that_files_name(string cut)
    {
        var path = Beside("sdn.csv", files.Write(PublisherFiles.Text("sdn.csv"), "sdn.csv"));
        files.Write(PublisherFiles.Text(cut)[..^1], cut);
        var reading = PublisherFiles.ReadBroken(path, ListFormats.OfacLegacyCsv);
        Assert.Contains($"{cut} does not end", reading.Reason, StringComparison.Ordinal);
    }

    private ListReading.Unreadable Broken(string name, string format, string text) => PublisherFiles.ReadBroken(Beside(name, files.Write(text, name)), format);

    // The legacy list is four files.
    private string Beside(string name, string path)
    {
        if (name == "sdn.csv")
        {
            foreach (var other in new[] { "alt.csv", "add.csv", "sdn_comments.csv" })
            {
                files.Write(PublisherFiles.Text(other), other);
            }
        }

        return path;
    }
}
