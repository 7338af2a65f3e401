using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

[Suite(Suite.Unit)]
public sealed class FreeTextAddressTests
{
    [Theory]
    [InlineData("Paid to 0xBADBAD0000000000000000000000000000000001.", "0xBADBAD0000000000000000000000000000000001")]
    [InlineData("(bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq)", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq")]
    [InlineData("BTC:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2;", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2")]
    [InlineData("https://tronscan.org/#/address/TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8/transfers", "TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8")]
    [InlineData("his Solana wallet 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T was used", "4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T")]       // no checksum, but the words say wallet
    public void An_address_is_found_in_running_text(string text, string address) => Assert.Equal([address], FreeTextAddresses.Find(text));

    [Theory]
    [InlineData("Paid to 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3")]                                                       // one letter off: the checksum does not hold
    [InlineData("TEkxiTehnzSmSe2XqrBj4w32RUN966rdz9")]
    [InlineData("hash 0xBADBAD0000000000000000000000000000000001BADBAD000000000000000000000001")]                    // a transaction, of which 20 bytes would be an address
    [InlineData("registration 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T")]                                        // a shape without a checksum, and no word of a wallet
    [InlineData("410000000000000000000000000000000000000001")]
    [InlineData("Tax ID 7707083893, SWIFT SABRRUMM, https://www.interpol.int/en/How-we-work/Notices/View-UN-Notices-Individuals")]
    [InlineData("")]
    public void What_only_looks_like_one_is_not(string text) => Assert.Empty(FreeTextAddresses.Find(text));

    [Fact]
    public void The_same_address_in_two_cases_is_found_once() =>
        Assert.Single(FreeTextAddresses.Find("0xBADBAD0000000000000000000000000000000001 and 0xbadbad0000000000000000000000000000000001"));
}
