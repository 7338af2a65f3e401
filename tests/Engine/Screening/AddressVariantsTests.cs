using System.Diagnostics;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Screening;
using Usd1Compliance.Tests.Engine.Lists;

namespace Usd1Compliance.Tests.Engine.Screening;

/// <summary>However somebody spells a listed address, in another case, in hexadecimal or base58, in the old form of its chain or in the new one, it is found.</summary>
[Suite(Suite.Unit)]
public sealed class AddressVariantsTests
{
    private const string hash = "76a04053bda0a88bda5177b86a15c3b29f559873";

    [Theory]
    [InlineData("1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a")]       // Bitcoin Cash before and after 2018
    [InlineData("3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC", "bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq")]       // and its script hashes
    [InlineData("3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC", null)]                                                           // Litecoin before and after 2017: M…
    [InlineData("bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq", null)]
    public void A_hash_that_a_chain_writes_in_two_forms_is_found_by_the_one_when_the_other_is_listed(string one, string? other)
    {
        other ??= AddressText.Write(new ChainAddress(AddressFamily.Litecoin, [0x32, .. Convert.FromHexString(hash)]));
        Assert.Equal("A PARTY", Assert.Single(IndexOf(one).Find(Read(other))).PrimaryName);
        Assert.Equal("A PARTY", Assert.Single(IndexOf(other).Find(Read(one))).PrimaryName);
        Assert.Equal(1, IndexOf(one).Count);
    }

    [Theory]
    [InlineData(AddressFamily.Litecoin, 0x30)]       // L… was never written as 1…
    [InlineData(AddressFamily.Dogecoin, 0x1e)]
    [InlineData(AddressFamily.Dash, 0x4c)]
    public void Where_no_form_is_shared_the_same_hash_on_another_chain_is_not_taken_for_the_listed_one(AddressFamily family, byte version) =>
        Assert.Empty(IndexOf("1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu").Find(new ChainAddress(family, [version, .. Convert.FromHexString(hash)])));

    [Fact]
    public void Every_address_of_the_real_list_is_found_in_each_of_its_spellings()
    {
        var file = Assert.IsType<ListReading.Whole>(ListFile.Read(ListFiles.Real("2025-11-19"), null, TestContext.Current.CancellationToken)).File;
        var listed = file.Entries.SelectMany((entry, place) => entry.Addresses.Select(address => Listed(entry.Key, place, entry.PrimaryName, address.Tag, address.Text))).ToList();
        Assert.Equal(758, listed.DistinctBy(address => (address.Tag, address.Text)).Count());
        var index = AddressIndex.Build(listed, []);
        var asked = listed.SelectMany(address => AddressSpellings.Of(address).Distinct(StringComparer.Ordinal).Select(text => (address, text))).ToList();
        Assert.Empty(asked.Where(pair => !index.Find(AddressText.TryRead(pair.text, out var read) ? read : ChainAddress.Unexplained(pair.text)).Contains(pair.address))
            .Select(pair => $"{pair.text} for {pair.address.Text} ({pair.address.Tag})"));

        var keys = asked.Select(pair => AddressText.TryRead(pair.text, out var read) ? read : ChainAddress.Unexplained(pair.text)).ToArray();
        var found = 0;
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < 100; round++)
        {
            foreach (var key in keys)
            {
                found += index.Find(key).Length;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{listed.Count} rows, {asked.Count} spellings, all found; {watch.Elapsed.TotalNanoseconds / (100.0 * keys.Length):0} ns a look-up in this build, {found / 100} hits");
    }

    private static AddressIndex IndexOf(string text) => AddressIndex.Build([Listed("1", 1, "A PARTY", "XBT", text)], []);

    private static ListedAddress Listed(string key, int entry, string name, string tag, string text) =>
        new("ofac-sdn", 1, entry, key, name, true, [], ListedCurrencyAddress.KeyOf(text), tag, text, null);

    private static ChainAddress Read(string text) => AddressText.TryRead(text, out var address) ? address : throw new ArgumentException(text);
}
