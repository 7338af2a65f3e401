using System.Numerics;
using System.Text;
using Usd1Compliance.Ingest.Chains;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>What the events of an issuer's contract are to the ledger.</summary>
[Suite(Suite.Unit)]
public sealed class TransferDecoderTests
{
    private const string contract = "0x1111111111111111111111111111111111111111";
    private const string alice = "0x2222222222222222222222222222222222222222";
    private const string minter = "0x3333333333333333333333333333333333333333";
    private const string zero = "0x0000000000000000000000000000000000000000";
    private static readonly string blockHash = "0x" + new string('a', 64);

    [Theory]
    // Published by the issuers' sources: the signatures of the profiles must hash to these.
    [InlineData("plain", "Transfer", "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")]
    [InlineData("usdc", "Mint", "0xab8530f87dc9b59234c4623bf917212bb2536d647574c8e7e5da92c2ede0c9f8")]
    [InlineData("usdc", "Blacklisted", "0xffa4e6181777692565cf28528fc88fd1516ea86b56da075235fa575af6a4b855")]
    [InlineData("usdc", "UnBlacklisted", "0x117e3210bb9aa7d9baff172026820255c6f6c30ba8999d1c2fd88e2848137c4e")]
    [InlineData("usdt", "Issue", "0xcb8241adb0c3fdb35b70c24ce35c5eb0c17af7431c99f827d44a445ca624176a")]
    [InlineData("usdt", "Redeem", "0x702d5967f45f6513a38ffc42d6ba9bf230bd40e8f53b16363c7eb4fd2deb9a44")]
    [InlineData("usdt", "AddedBlackList", "0x42e160154868087d6bfdc0ca23d96a1c1cfa32f1b72ba9ba27b69b98a0d819dc")]
    [InlineData("usdt", "RemovedBlackList", "0xd7e9ec6e6ecd65492dce6bf513cd6867560d49544421d0783ddf06e76c24470c")]
    [InlineData("usdt", "DestroyedBlackFunds", "0x61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6")]
    [InlineData("paxos", "FreezeAddress", "0x1aa660498c83ea285bc55e4cfc00afcaa7120798db87b74f3c0d7c6e001bc392")]
    [InlineData("paxos", "UnfreezeAddress", "0x150465b020dfc06a59269da94ed66db9b65a516cf4fdd5f583b0f12752339bbe")]
    [InlineData("paxos", "FrozenAddressWiped", "0xfc5960f1c5a5d2b60f031bf534af053b1bf7d9881989afaeb8b1d164db23aede")]
    [InlineData("usd1", "Freeze", "0x51d18786e9cb144f87d46e7b796309ea84c7c687d91e09c97f051eacf59bc528")]
    [InlineData("usd1", "Unfreeze", "0x4f3ab9ff0cc4f039268532098e01239544b0420171876e36889d01c62c784c79")]
    public void The_profiles_that_ship_name_the_events_that_the_contracts_emit(string profile, string name, string topic) =>
        Assert.Equal(topic, new EventLayout(Profile(profile).Events.Single(each => each.Event.StartsWith($"{name}(", StringComparison.Ordinal))).Topic0.ToString());

    [Fact]
    public void A_mint_of_USDC_is_one_row_and_names_its_minter()
    {
        var row = Assert.Single(Decode("usdc", Log(0, "Mint(address,address,uint256)", [minter, alice], 10), Log(1, "Transfer(address,address,uint256)", [zero, alice], 10)));

        Assert.Equal((TransferKind.Mint, null, alice, minter, new BigInteger(10)), (row.Kind, row.From, row.To?.ToString().ToLowerInvariant(), row.InitiatedBy?.ToString().ToLowerInvariant(), row.Amount));
    }

    [Fact]
    public void A_wipe_beside_a_burn_of_another_address_seizes_only_its_own() =>
        Assert.Equal([(TransferKind.Burn, minter), (TransferKind.Seize, alice)], Decode("paxos",
            Log(0, "Transfer(address,address,uint256)", [minter, zero], 5),
            Log(1, "FrozenAddressWiped(address)", [alice], null),
            Log(2, "Transfer(address,address,uint256)", [alice, zero], 7)).Select(row => (row.Kind, row.From.ToString()!.ToLowerInvariant())));

    [Fact]
    public void A_freeze_of_USD1_says_who_froze()
    {
        var row = Assert.Single(Decode("usd1", Log(0, "Freeze(address,address)", [minter, alice], null)));

        Assert.Equal((TransferKind.Freeze, alice, minter), (row.Kind, row.From.ToString()!.ToLowerInvariant(), row.InitiatedBy.ToString()!.ToLowerInvariant()));
    }

    private static TokenProfile Profile(string name) => TokenProfiles.Read(Checkout.PathOf("rules/token-profiles.json"))[name];

    private static List<NewTransfer> Decode(string profile, params string[] logs)
    {
        var sheet = new LogSheet();
        Assert.Null(LogReader.Read(Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":1,"result":[{{string.Join(',', logs)}}]}"""), 1, sheet));
        Assert.True(AddressText.TryReadEvm(contract, out var address));
        var header = new EvmHeader(16, Convert.FromHexString(blockHash.AsSpan(2)), new byte[32], DateTimeOffset.UnixEpoch, [.. Enumerable.Repeat((byte)255, 256)]);
        var headers = new Dictionary<long, EvmHeader> { [16] = header };
        var decoder = new TransferDecoder(Profile(profile), address, assetId: 1);
        decoder.DemandBelievable(sheet.Logs, headers);
        List<NewTransfer> rows = [];
        List<NewRefusedRow> refused = [];
        decoder.Decode(sheet.Logs, headers, rows, refused);
        Assert.Empty(refused);
        return rows;
    }

    private static string Log(int index, string signature, IReadOnlyList<object> indexed, BigInteger? amount)
    {
        var topics = indexed.Select(topic => "0x" + LocalChain.Encode([topic])).Prepend("0x" + Convert.ToHexStringLower(Keccak.Topic(signature)));
        return $$"""
            {"address":"{{contract}}","topics":[{{string.Join(',', topics.Select(topic => $"\"{topic}\""))}}],"data":"0x{{(amount is { } data ? LocalChain.Encode([data]) : "")}}",
             "blockNumber":"0x10","blockHash":"{{blockHash}}","transactionHash":"0x{{new string('b', 64)}}","transactionIndex":"0x0","logIndex":"0x{{index}}","removed":false}
            """;
    }
}
