using System.Text.Json;
using CsCheck;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Engine.Ledger;

[Suite(Suite.Unit)]
public sealed class AddressTextTests
{
    [Theory]
    [InlineData("0x098B716B8Aaf21512996dC57EB0615e2383E2f96", AddressFamily.Evm)]
    [InlineData("TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq", AddressFamily.Tron)]               // OFAC writes it down as XBT
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", AddressFamily.Bitcoin)]             // pay to public key hash
    [InlineData("3P14159f73E4gFr7JterCCQh9QjiTjiZrG", AddressFamily.Bitcoin)]             // to script hash; Litecoin once wrote the same form
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", AddressFamily.Bitcoin)]     // BIP 173, witness version 0
    [InlineData("bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3", AddressFamily.Bitcoin)]
    [InlineData("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", AddressFamily.Bitcoin)]     // BIP 350, witness version 1
    [InlineData("BC1SW50QGDZ25J", AddressFamily.Bitcoin)]                                 // BIP 350, witness version 16, two bytes
    [InlineData("LQAhYwwK5AR1JQiQPr7vu8Pu4b6qcxxvNB", AddressFamily.Litecoin)]
    [InlineData("M8yFL6SFC6TreATegTyuSYkDfDRbisdpT3", AddressFamily.Litecoin)]
    [InlineData("qpf2cphc5dkuclkqur7lhj2yuqq9pk3hmukle77vhq", AddressFamily.BitcoinCash)]
    [InlineData("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", AddressFamily.BitcoinCash)]
    [InlineData("18M8bJWMzWHDBMxoLqjHHAffdRy4SrzkfB", AddressFamily.Bitcoin)]             // listed as BCH, in the form of Bitcoin
    [InlineData("XnPFsRWTaSgiVauosEwQ6dEitGYXgwznz2", AddressFamily.Dash)]
    [InlineData("t1g7wowvQ8gn2v8jrU1biyJ26sieNqNsBJy", AddressFamily.Zcash)]
    [InlineData("GPwg61XoHqQPNmAucFACuQ5H9sGCDv9TpS", AddressFamily.BitcoinGold)]
    [InlineData("DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z", AddressFamily.Dogecoin)]            // listed as XVG: Verge writes Dogecoin's form
    [InlineData("bnb136ns6lfw4zs5hg4n85vdthaad7hq5m4gtkgf23", AddressFamily.BnbBeacon)]
    [InlineData("rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66", AddressFamily.Xrp)]
    [InlineData("42RLPACwZPx3vYYmxSueqsogfynBDqXK298EDsNoyoHi", AddressFamily.Solana)]
    [InlineData("11111111111111111111111111111111", AddressFamily.Solana)]                // 32 zero bytes: the system program
    [InlineData("49HqitRzdnhYjgTEAhgGpCfsjdTeMbUTU6cyR4JV1R7k2Eej9rGT8JpFiYDa4tZM6RZiFrHmMzgSrhHEqpDYKBe5B2ufNsL", AddressFamily.Monero)]
    [InlineData("884Bz8UH63aYsjVdkfWfScRYWZGGNbjFL7pztqvWNSrtYT4reFSwyvkCj9KEGUtheHhhMUj87ciTBFyzoesrMJ4L1FvSoxL", AddressFamily.Monero)]
    public void The_family_is_found_by_the_shape_alone(string text, AddressFamily family)
    {
        Assert.True(AddressText.TryRead(text, out var address));
        Assert.Equal(family, address.Family);
    }

    [Theory]
    [InlineData("0x098B716B8Aaf21512996dC57EB0615e2383E2f96", "0x098b716b8aaf21512996dc57eb0615e2383e2f96")]     // EIP-55 and lower case
    [InlineData("0x098B716B8Aaf21512996dC57EB0615e2383E2f96", "0X098B716B8AAF21512996DC57EB0615E2383E2F96")]     // upper case throughout
    [InlineData("0x098B716B8Aaf21512996dC57EB0615e2383E2f96", "0x098b716b8aaf21512996dC57EB0615e2383E2f96")]     // a wrong EIP-55 checksum is still that address
    [InlineData("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "41a614f803b6fd780986a42c78ec9c7f77e6ded13c")]             // Tron's base58 and hex
    [InlineData("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "0x41A614F803B6FD780986A42C78EC9C7F77E6DED13C")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4")]     // as a QR code writes it
    [InlineData("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a")]
    [InlineData("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "BITCOINCASH:QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A")]
    [InlineData("rGWrZyQqhTp9Xu7G5Pkayo7bXjH4k4QYpf", "XVLhHMPHU98es4dbozjVtdWzVrDjtV5fdx1mHp98tDMoQXb")]       // XRP with the tag folded in (XLS-5d, no tag)
    [InlineData("rGWrZyQqhTp9Xu7G5Pkayo7bXjH4k4QYpf", "XVLhHMPHU98es4dbozjVtdWzVrDjtV8AqEL4xcZj5whKbmc")]       // XLS-5d, tag 1
    public void Two_spellings_of_one_address_are_one_key(string one, string other)
    {
        Assert.True(AddressText.TryRead(one, out var first));
        Assert.True(AddressText.TryRead(other, out var second));
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0x098B716B8Aaf21512996dC57EB0615e2383E2f9")]                     // a digit short
    [InlineData("0x098B716B8Aaf21512996dC57EB0615e2383E2f960")]                   // a digit long
    [InlineData("0x098B716B8Aaf21512996dC57EB0615e2383E2g96")]                    // g is no digit
    [InlineData(" 0x098B716B8Aaf21512996dC57EB0615e2383E2f96")]                   // nothing is trimmed
    [InlineData("098B716B8Aaf21512996dC57EB0615e2383E2f96")]                      // without 0x it could be anything
    [InlineData("0x098В716B8Aaf21512996dC57EB0615e2383E2f96")]                    // a Cyrillic В
    [InlineData("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u")]                            // checksum of the last letter
    [InlineData("tr7nhqjekqxgtci8q8zy4pl8otszgjlj6t")]                            // base58 keeps its case
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a")]                            // 0 is not of the alphabet
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5")]                    // checksum
    [InlineData("bc1qW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")]                    // both cases at once
    [InlineData("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd")]     // BIP 350: version 1 with the checksum of version 0
    [InlineData("BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL")]     // BIP 350: the same for version 16
    [InlineData("bc1qr508d6qejxtdg4y5r3zarvaryv98gj9p")]                          // BIP 173: version 0 with 16 bytes
    [InlineData("bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du")]                         // BIP 173: more than four bits left over
    [InlineData("bc1gmk9yu")]                                                     // BIP 173: no data
    [InlineData("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx")]                    // a test network
    [InlineData("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn")]                            // a test network
    [InlineData("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b")]        // checksum
    [InlineData("bchtest:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a")]
    [InlineData("rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh67")]
    [InlineData("42RLPACwZPx3vYYmxSueqsogfynBDqXK298EDsNoyoH")]                   // a digit short: 31 or 32 bytes of nobody, and no checksum to tell
    [InlineData("49HqitRzdnhYjgTEAhgGpCfsjdTeMbUTU6cyR4JV1R7k2Eej9rGT8JpFiYDa4tZM6RZiFrHmMzgSrhHEqpDYKBe5B2ufNsM")]
    [InlineData("5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320")]     // a Monero payment id, listed as XMR
    public void What_is_no_address_is_not_read_as_one(string text)
    {
        Assert.False(AddressText.TryRead(text, out var address));
        Assert.Equal(default, address);
    }

    [Fact]
    public void Every_key_of_a_family_that_can_be_written_is_read_back_as_itself() =>
        Keys.Sample(address =>
        {
            var text = address.ToString();
            return AddressText.TryRead(text, out var read) && read == address;
        }, iter: 20_000);

    [Fact]
    public void One_wrong_letter_never_reads_as_another_address_where_the_form_has_a_checksum() =>
        Gen.Select(Keys.Where(key => key.Family is not (AddressFamily.Evm or AddressFamily.Solana)), Gen.Int[0, 200], Gen.Char["023456789acdefghjklmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"]).Sample((key, place, letter) =>
        {
            var text = key.ToString().ToCharArray();
            text[place % text.Length] = letter;
            // What is left may be 32 bytes in base58, which is Solana's form and has no checksum: never another key of the same family.
            return !AddressText.TryRead(text, out var read) || read == key || read.Family == AddressFamily.Solana;
        }, iter: 20_000);

    [Fact]
    public void No_text_whatever_makes_the_reader_fail() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["01bcltcbnbbitcoincash:qpzry9x8gf2tvdw0s3jn54khce6mua7lTXr"], 0, 110]).Sample(text =>
        {
            AddressText.TryRead(text, out _);
        }, iter: 20_000);

    [Fact]
    public void Of_the_addresses_that_OFAC_lists_only_a_payment_id_has_no_family()
    {
        List<string> odd = [];
        var read = new Dictionary<AddressFamily, int>();
        foreach (var line in File.ReadLines(Checkout.RealData("sanctions/lists/crypto-addresses/ofac_crypto_by_entity.2025-11-19.jsonl")))
        {
            var row = JsonSerializer.Deserialize<JsonElement>(line);
            var text = row.GetProperty("address").GetString()!;
            if (AddressText.TryRead(text, out var address))
            {
                read[address.Family] = read.GetValueOrDefault(address.Family) + 1;
            }
            else
            {
                odd.Add(text);
            }

            if (row.GetProperty("asset_tag").GetString() is "ETH" or "USDC" or "ARB" or "BSC" or "ETC")
            {
                Assert.Equal(AddressFamily.Evm, address.Family);
            }
        }

        Assert.Equal(["5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320"], odd);
        Assert.Equal(760, read.Values.Sum());
    }

    private static Gen<ChainAddress> Keys { get; } = Gen.OneOf(
        Key(AddressFamily.Evm, [], 20),
        Key(AddressFamily.Tron, [], 20),
        Key(AddressFamily.Solana, [], 32),
        Key(AddressFamily.Xrp, [], 20),
        Key(AddressFamily.BnbBeacon, [], 20),
        Key(AddressFamily.Bitcoin, [0x00], 20),
        Key(AddressFamily.Bitcoin, [0x05], 20),
        Key(AddressFamily.Bitcoin, [0x80], 20),
        Key(AddressFamily.Bitcoin, [0x80], 32),
        Key(AddressFamily.Bitcoin, [0x81], 32),
        Key(AddressFamily.Bitcoin, [0x90], 2),
        Key(AddressFamily.Litecoin, [0x30], 20),
        Key(AddressFamily.Litecoin, [0x32], 20),
        Key(AddressFamily.Litecoin, [0x80], 20),
        Key(AddressFamily.BitcoinCash, [0x00], 20),
        Key(AddressFamily.BitcoinCash, [0x05], 20),
        Key(AddressFamily.BitcoinCash, [0x05], 32),
        Key(AddressFamily.Dash, [0x4c], 20),
        Key(AddressFamily.Zcash, [0x1c, 0xb8], 20),
        Key(AddressFamily.Zcash, [0x1c, 0xbd], 20),
        Key(AddressFamily.Dogecoin, [0x1e], 20),
        Key(AddressFamily.BitcoinGold, [0x26], 20));

    private static Gen<ChainAddress> Key(AddressFamily family, byte[] version, int length) =>
        Gen.Byte.Array[length].Select(bytes => new ChainAddress(family, [.. version, .. bytes]));
}
