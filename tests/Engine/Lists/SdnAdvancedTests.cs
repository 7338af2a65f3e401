using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

[Suite(Suite.Unit)]
public sealed class SdnAdvancedTests : IDisposable
{
    private readonly ListFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void The_real_list_of_2025_11_19_is_read_to_its_published_numbers()
    {
        var file = Read(ListFiles.Real("2025-11-19"));
        var counts = ListCounts.Of(file.Entries);
        Assert.Equal(new DateOnly(2025, 11, 19), file.PublishedOn);
        Assert.Equal(120_977_559, file.SizeBytes);
        Assert.Equal("36c517bd264d8d97eff353eadd8d84427d5eb293505a8ce07271a5bc258c3117", Convert.ToHexStringLower(file.Sha256));
        Assert.Equal((18_367, 48_482, 4_454, 758, 745), (counts.Parties, counts.Names, counts.WeakNames, counts.Addresses, counts.DistinctAddresses));
        Assert.Equal((7_184, 5_282), (counts.WithBirthDate, counts.WithNationality));
        Assert.Equal((9_359, 7_303, 1_370, 335), (counts.Kinds["Entity"], counts.Kinds["Individual"], counts.Kinds["Vessel"], counts.Kinds["Aircraft"]));
        Assert.Equal((42_952, 3_713, 1_186, 10), (counts.Scripts["Latin"], counts.Scripts["Cyrillic"], counts.Scripts["Arabic"], counts.Scripts["Greek"]));
        Assert.Equal((93, 77, 29), (counts.Tags["USDT"], counts.Tags["ETH"], counts.Tags["TRX"]));

        // Every USDT row by its form, whatever the tag says: 78 Tron, 8 EVM, 7 Bitcoin (Omni).
        var usdt = file.Entries.SelectMany(entry => entry.Addresses).Where(address => address.Tag == "USDT").CountBy(address => address.Address.Family).ToDictionary();
        Assert.Equal((78, 8, 7), (usdt[AddressFamily.Tron], usdt[AddressFamily.Evm], usdt[AddressFamily.Bitcoin]));

        // OFAC tags this one XBT; it is a Tron address.
        var wrong = file.Entries.Single(entry => entry.Key == "45404").Addresses.Single(address => address.Text == "TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq");
        Assert.Equal(("XBT", AddressFamily.Tron), (wrong.Tag, wrong.Address.Family));

        // The file holds parties of other lists too.
        Assert.Equal((88, 86), (counts.Lists["Consolidated List"], counts.Lists["Sectoral Sanctions Identifications List"]));
    }

    [Fact]
    public void A_person_has_names_by_script_and_part_and_the_primary_one_comes_first()
    {
        var person = Fictional("900003");
        Assert.Equal(ListEntryKind.Individual, person.Kind);
        Assert.Equal("VESELKOV Arkady Nilovich", person.PrimaryName);
        Assert.Equal([new("Last Name", "VESELKOV"), new("First Name", "Arkady"), new("Patronymic", "Nilovich")], person.Names[0].Parts);
        var cyrillic = Assert.Single(person.Names, name => name.Script == "Cyrillic");
        Assert.Equal(("ВЕСЕЛКОВ Аркадий Нилович", true), (cyrillic.Text, cyrillic.Primary));
        Assert.Equal(["F.K.A."], person.Names.Where(name => name.Text == "VESELKOFF Arkadi").Select(name => name.AliasType));
        Assert.Equal("النجومي سمير", Assert.Single(Fictional("900004").Names, name => name.Script == "Arabic").Text);
    }

    [Fact]
    public void A_weak_alias_is_marked_weak_and_no_other_name_is()
    {
        Assert.Equal(["Kolibri"], Fictional("900003").Names.Where(name => name.Weak).Select(name => name.Text));
        Assert.Equal(["HERON"], Fictional("900002").Names.Where(name => name.Weak).Select(name => name.Text));
        Assert.DoesNotContain(Fictional("900001").Names, name => name.Weak);
    }

    [Theory]
    [InlineData("900003", "1971-04-09", "1971-04-09", false)]     // a day
    [InlineData("900007", "1990-01-01", "1990-12-31", false)]     // a whole year
    [InlineData("900004", "1980-01-01", "1982-12-31", true)]      // about three years
    public void A_birth_date_keeps_its_interval(string key, string from, string to, bool approximate) =>
        Assert.Equal([new(DateOnly.Parse(from), DateOnly.Parse(to), approximate)], Fictional(key).BirthDates);

    [Fact]
    public void A_nationality_is_found_in_the_free_text_of_its_location()
    {
        Assert.Equal(["Meridia"], Fictional("900003").Nationalities);
        Assert.Equal(["Oriel Islands"], Fictional("900004").Nationalities);
        Assert.Equal(["Meridia"], Fictional("900004").Citizenships);
        Assert.Empty(Fictional("900001").Nationalities);
    }

    [Fact]
    public void Documents_places_remarks_programmes_and_measures_come_from_their_own_sections()
    {
        Assert.Equal([new("Passport", "FX0040071", "Meridia")], Fictional("900003").Identifiers);
        Assert.Equal([new("Vessel Call Sign", "ZZFX7", null), new("Vessel Registration Identification", "IMO 0000001", null)], Fictional("900006").Identifiers);
        Assert.Equal([new("Port Meridian", "Meridia")], Fictional("900005").Places);
        Assert.Equal("Said to have moved in 2025;", Fictional("900003").Remarks);
        Assert.Equal(["FICTION-CYBER", "FICTION-SHIPPING"], Fictional("900003").Programmes);
        Assert.Equal([new("Secondary sanctions risk", "Invented for tests.")], Fictional("900004").Details);
        Assert.True(Fictional("900003").Blocks);
    }

    [Fact]
    public void The_listing_date_is_the_earliest_of_all_lists_that_a_party_stands_on()
    {
        var exchange = Fictional("900005");
        Assert.Equal(new DateOnly(2025, 5, 2), exchange.ListedOn);
        Assert.Equal(["Consolidated List", "SDN List"], exchange.Lists);
    }

    [Fact]
    public void Addresses_are_keyed_by_their_form_and_keep_the_publishers_tag_and_text()
    {
        // One address under two tags and in two cases is one key.
        var (eth, usdc) = (Fictional("900001").Addresses.Single(address => address.Tag == "ETH"), Fictional("900001").Addresses.Single(address => address.Tag == "USDC"));
        Assert.Equal(eth.Address, usdc.Address);
        Assert.NotEqual(eth.Text, usdc.Text);

        // A Tron address under the tag of Bitcoin.
        Assert.Equal([("XBT", AddressFamily.Tron)], Fictional("900004").Addresses.Select(address => (address.Tag, address.Address.Family)));

        // A payment id, which is no address: kept, and matched to the letter.
        var payment = Fictional("900005").Addresses.Single(address => address.Tag == "XMR");
        Assert.Equal(ChainAddress.Unexplained(payment.Text), payment.Address);
    }

    [Fact]
    public void A_party_whose_measures_do_not_block_is_listed_and_not_blocked()
    {
        var directive = Edited(text => text.Replace("<SanctionsType ID=\"1705\">Block</SanctionsType>", "<SanctionsType ID=\"1705\">Sectoral Directive 4</SanctionsType>", StringComparison.Ordinal));
        Assert.All(directive.Entries, entry => Assert.False(entry.Blocks));
    }

    [Theory]
    [InlineData("bzip2")]
    [InlineData("gzip")]
    [InlineData("zip")]
    public void A_packed_file_is_told_by_its_first_bytes_and_hashes_as_the_unpacked_one(string packing)
    {
        var packed = Read(files.Write(ListFiles.Pack(ListFiles.FictionalText, packing), "list.bin"));
        var plain = Read(ListFiles.Fictional);
        Assert.Equal(plain.Sha256, packed.Sha256);
        Assert.Equal(plain.Entries.Count, packed.Entries.Count);
    }

    [Theory]
    [InlineData("bzip2")]      // as parallel packers write it
    [InlineData("gzip")]
    public void An_archive_of_several_streams_is_read_to_the_end_of_the_last(string packing)
    {
        var text = ListFiles.FictionalText;
        var packed = Read(files.Write([.. ListFiles.Pack(text[..10_000], packing), .. ListFiles.Pack(text[10_000..], packing)], "list.bin"));
        Assert.Equal(Read(ListFiles.Fictional).Sha256, packed.Sha256);
    }

    [Theory]
    [InlineData("https://other.example/service/ADVANCED_XML")]     // the service has changed its address before
    [InlineData("")]
    public void The_namespace_of_the_file_does_not_matter(string theNamespace) =>
        Assert.Equal(8, Edited(text => text.Replace("https://lists.example/fictional/ADVANCED_XML", theNamespace, StringComparison.Ordinal)).Entries.Count);

    private ListFile Edited(Func<string, string> edit) => Read(files.Write(edit(ListFiles.FictionalText)));

    private static ListEntry Fictional(string key) => Read(ListFiles.Fictional).Entries.Single(entry => entry.Key == key);

    private static ListFile Read(string path) => Assert.IsType<ListReading.Whole>(ListFile.Read(path, null, TestContext.Current.CancellationToken)).File;
}
