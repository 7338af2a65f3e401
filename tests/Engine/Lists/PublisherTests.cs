using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>One invented man, as the UN, the EU, the UK and OFAC would each describe him: the same entry comes out.</summary>
[Suite(Suite.Unit)]
public sealed class PublisherTests
{
    private static readonly DateInterval exact = new(new DateOnly(1971, 9, 13), new DateOnly(1971, 9, 13), false);

    [Fact]
    public void The_UN_gives_names_in_parts_and_scripts_weak_aliases_and_dates_that_it_knows_in_part()
    {
        var file = PublisherFiles.Read(PublisherFiles.Of("un.xml"), ListFormats.UnConsolidatedXml);
        Assert.Equal((new DateOnly(2026, 5, 4), 2), (file.PublishedOn, file.Entries.Count));
        Assert.Empty(file.Unfamiliar);
        var man = file.Entries[0];
        Assert.Equal(("QDi.901", ListEntryKind.Individual, "ORESTE DAVIN KALOMBO", "Male", true), (man.Key, man.Kind, man.PrimaryName, man.Gender, man.Blocks));
        Assert.Equal(
        [
            ("ORESTE DAVIN KALOMBO", "Latin", true, false), ("أورست دافين", "Arabic", true, false),
            ("Orest Dawin", "Latin", false, false), ("Oresto Davin", "Latin", false, false), ("The Heron", "Latin", false, true), ("Цапля", "Cyrillic", false, true),      // two in one field; the original script in brackets
        ], man.Names.Select(name => (name.Text, name.Script, name.Primary, name.Weak)));
        Assert.Equal([new(new(1966, 1, 1), new(1968, 12, 31), false), new(new(1970, 1, 1), new(1970, 12, 31), true), exact], man.BirthDates);
        Assert.Equal(("un:QDi.901", new DateOnly(2015, 7, 1), "Al-Qaida"), (Assert.Single(man.SameAs), man.ListedOn!.Value, Assert.Single(man.Programmes)));
        Assert.Equal([new("Passport", "OB0812345", "Democratic Republic of the Congo")], man.Identifiers);
        Assert.Equal(["bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"], man.Addresses.Select(address => address.Text));       // out of the comments
        Assert.Equal(["Goma"], man.BirthPlaces);
        Assert.Equal([ListedNameKind.Primary, ListedNameKind.Alias, ListedNameKind.Former], file.Entries[1].Names.Select(name => name.Kind));
        Assert.Equal("GREY LAGOON SHIPPING (GLS)", file.Entries[1].PrimaryName);
    }

    [Fact]
    public void The_EU_gives_strong_and_weak_aliases_the_programme_of_the_regulation_and_the_entry_of_the_UN_that_it_repeats()
    {
        var file = PublisherFiles.Read(PublisherFiles.Of("eu.xml"), ListFormats.EuFsfXml);
        Assert.Equal((new DateOnly(2026, 5, 4), 2), (file.PublishedOn, file.Entries.Count));
        Assert.Empty(file.Unfamiliar);
        var man = file.Entries[0];
        Assert.Equal(("EU.9001.1", ListEntryKind.Individual, "Oreste Davin Kalombo", "Male"), (man.Key, man.Kind, man.PrimaryName, man.Gender));
        Assert.Equal([NamePartKind.Given, NamePartKind.Middle, NamePartKind.Family], man.Names[0].Parts.Select(part => part.Kind));
        Assert.Equal([("Oreste Davin Kalombo", false), ("The Heron", true), ("Орест Давин", false)], man.Names.Select(name => (name.Text, name.Weak)));
        Assert.Equal(("un:QDi.901", "TAQA", new DateOnly(2015, 7, 3)), (Assert.Single(man.SameAs), Assert.Single(man.Programmes), man.ListedOn!.Value));
        Assert.Equal(4, man.BirthDates.Count);
        Assert.Contains(exact, man.BirthDates);
        Assert.Contains(new DateInterval(new(1970, 1, 1), new(1970, 12, 31), true), man.BirthDates);                       // circa
        Assert.Contains(man.BirthDates, dates => dates.Approximate && dates.From.Year == 1971 && dates.To.Year == 1972);   // 1391 of the Islamic calendar
        Assert.Equal(["heron@example.org", "OB0812345"], man.Identifiers.Select(number => number.Number));
        Assert.Equal(["CD"], man.Citizenships);                                                                            // 00 is no country
        Assert.Equal(["TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8"], man.Addresses.Select(address => address.Text));
        Assert.Equal("logicalId.2", file.Entries[1].Key);
    }

    [Theory]
    [InlineData("uk.csv")]
    [InlineData("uk.xml")]
    public void The_UK_gives_the_same_parties_by_CSV_and_by_XML(string name)
    {
        var file = PublisherFiles.Read(PublisherFiles.Of(name), ListFormats.UkSanctionsList);
        Assert.Equal((new DateOnly(2026, 5, 4), 4), (file.PublishedOn, file.Entries.Count));
        Assert.Empty(file.Unfamiliar);
        var man = file.Entries[0];
        Assert.Equal(("AQD9001", ListEntryKind.Individual, "ORESTE DAVIN KALOMBO", "Male", true), (man.Key, man.Kind, man.PrimaryName, man.Gender, man.Blocks));
        Assert.Equal([("ORESTE DAVIN KALOMBO", true, false), ("أورست دافين", true, false), ("ORESTE KALOMBO", false, false), ("THE HERON", false, true)], man.Names.Select(one => (one.Text, one.Primary, one.Weak)));
        Assert.Equal([NamePartKind.Given, NamePartKind.Middle, NamePartKind.Family], man.Names[0].Parts.Select(part => part.Kind));
        Assert.Equal([new(new(1970, 1, 1), new(1970, 12, 31), false), new(new(1971, 9, 1), new(1971, 9, 30), false), exact], man.BirthDates);
        Assert.Equal(("un:QDi.901", new DateOnly(2015, 7, 1), 3), (Assert.Single(man.SameAs), man.ListedOn!.Value, man.Measures.Count));
        Assert.Equal(AddressFamily.Evm, Assert.Single(man.Addresses).Address.Family);
        Assert.Equal([new("Owned or Controlled By", "RUS9003", false)], file.Entries[1].Relations);
        Assert.Equal((ListEntryKind.Vessel, false), (file.Entries[3].Kind, file.Entries[3].Blocks));       // a ship that may not enter port: nothing of hers is frozen
        Assert.Contains(file.Entries[3].Identifiers, number => number is { Type: "IMO number", Number: "9900001" });
    }

    [Fact]
    public void The_two_files_of_the_UK_have_the_same_content() => Assert.Equal(
        PublisherFiles.Read(PublisherFiles.Of("uk.csv"), ListFormats.UkSanctionsList).ContentSha256!,
        PublisherFiles.Read(PublisherFiles.Of("uk.xml"), ListFormats.UkSanctionsList).ContentSha256!);

    [Theory]
    [InlineData(ListFormats.OfacLegacyCsv)]
    [InlineData(ListFormats.SdnAdvancedXml)]         // the fallback needs no other list: a legacy file is known by its first line
    public void The_legacy_files_of_OFAC_give_weak_names_and_wallets_out_of_their_remarks(string format)
    {
        var file = PublisherFiles.Read(PublisherFiles.Of("sdn.csv"), format);
        Assert.Equal((null, 3), (file.PublishedOn, file.Entries.Count));
        var man = file.Entries[0];
        Assert.Equal(("900001", ListEntryKind.Individual, "KALOMBO Oreste Davin", "Male", true), (man.Key, man.Kind, man.PrimaryName, man.Gender, man.Blocks));
        Assert.Equal([("Last Name", "KALOMBO"), ("First Name", "Oreste Davin")], man.Names[0].Parts.Select(part => (part.Type, part.Text)));       // LAST, First
        Assert.Equal([("KALOMBO Oreste Davin", false), ("DAWIN Orest", false), ("THE HERON", true)], man.Names.Select(name => (name.Text, name.Weak)));
        Assert.Equal([("USDT", AddressFamily.Tron), ("XBT", AddressFamily.Bitcoin)], man.Addresses.Select(address => (address.Tag, address.Address.Family)));
        Assert.Equal(["DRCONGO", "SDGT"], man.Programmes);
        Assert.Contains(exact, man.BirthDates);
        Assert.Contains(new ListedIdentifier("Passport", "OB0812345", "Congo, Democratic Republic of the"), man.Identifiers);
        Assert.Contains(man.Identifiers, number => number is { Type: "Email Address", Number: "heron@example.org" });       // behind the cut, from the comments file
        Assert.Equal([new("Linked To", "900002", false)], man.Relations);                                                   // a name that the cut went through
        Assert.Equal(("GREY LAGOON SHIPPING, LTD.", ListEntryKind.Entity), (file.Entries[1].PrimaryName, file.Entries[1].Kind));      // a comma in a firm's name turns nothing round
        Assert.Equal(ListedNameKind.Former, file.Entries[1].Names[1].Kind);
        Assert.Equal(("Vessel Call Sign", "9LX11"), (file.Entries[2].Identifiers[0].Type, file.Entries[2].Identifiers[0].Number));
    }

    [Theory]
    [InlineData("un/UN_consolidated.2026-02-27.xml.gz", ListFormats.UnConsolidatedXml, 1003, 730)]
    [InlineData("eu/eu_fsf_sample.xml", ListFormats.EuFsfXml, 3, 2)]
    [InlineData("ofac-consolidated-nonsdn/cons_prim.csv.gz", ListFormats.OfacLegacyCsv, 442, 79)]
    [InlineData("ofac-legacy-csv-2021-07/sdn.csv.gz", ListFormats.OfacLegacyCsv, 8976, 4620)]
    public void Real_files_are_read_whole_and_nothing_in_them_is_unfamiliar(string path, string format, int parties, int individuals)
    {
        var file = PublisherFiles.Read(PublisherFiles.Real(path), format);
        Assert.Equal((parties, individuals), (file.Entries.Count, file.Entries.Count(entry => entry.Kind == ListEntryKind.Individual)));
        Assert.Empty(file.Unfamiliar);
    }

    [Fact]
    public void The_consolidated_list_of_OFAC_blocks_nobody_and_its_programmes_stand_with_each_entry()
    {
        var file = PublisherFiles.Read(PublisherFiles.Real("ofac-consolidated-nonsdn/cons_prim.csv.gz"), ListFormats.OfacLegacyCsv);
        Assert.DoesNotContain(file.Entries, entry => entry.Blocks);
        Assert.Equal(78, file.Entries.Count(entry => entry.Programmes.Contains("NS-PLC")));
        Assert.All(file.Entries, entry => Assert.NotEmpty(entry.Programmes));
    }

    [Fact]
    public void Low_quality_of_the_UN_is_weak_and_every_name_in_its_own_script_is_kept()
    {
        var entries = PublisherFiles.Read(PublisherFiles.Real("un/UN_consolidated.2026-02-27.xml.gz"), ListFormats.UnConsolidatedXml).Entries;
        Assert.Equal(1003, entries.SelectMany(entry => entry.SameAs).Distinct().Count());
        Assert.Equal(377, entries.Count(entry => entry.Names.Any(name => name.Primary && name.Script != "Latin")));      // 378 fields, one of which is in Latin
        Assert.True(entries.Sum(entry => entry.Names.Count(name => name.Weak)) >= 600);
        Assert.DoesNotContain(entries, entry => entry.Addresses.Count > 0);                                              // no false address in a thousand comments
    }
}
