using System.Numerics;

namespace Usd1Compliance.Tests.Ingest;

/// <summary>The local chain that other tests stand on does what a real one does.</summary>
[Suite(Suite.Chain)]
public sealed class LocalChainTests
{
    [Fact]
    public async Task A_frozen_address_can_neither_send_nor_receive_and_a_wipe_empties_it()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var chain = await LocalChain.StartAsync(cancellationToken);
        var token = await chain.DeployTokenAsync(cancellationToken);
        var (rich, poor) = (chain.Accounts[1], chain.Accounts[2]);
        await token.MintAsync(rich, 1_000_000, cancellationToken);
        await token.FreezeAsync(rich, cancellationToken);

        await Assert.ThrowsAsync<InvalidOperationException>(() => token.TransferAsync(rich, poor, 1, cancellationToken));

        await token.WipeAsync(rich, cancellationToken);
        var balance = await chain.CallAsync("eth_call", cancellationToken, new { to = token.Contract, data = "0x70a08231" + rich[2..].PadLeft(64, '0') }, "latest");
        Assert.Equal(BigInteger.Zero, BigInteger.Parse("0" + balance.GetString()![2..], System.Globalization.NumberStyles.HexNumber, null));
    }
}
