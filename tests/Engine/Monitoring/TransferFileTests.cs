using System.Collections.Frozen;
using System.IO.Compression;
using System.Text;
using Usd1Compliance.Ledger;
using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Monitoring.Streams;

namespace Usd1Compliance.Tests.Engine.Monitoring;

/// <summary>Files of transfers: what each row means, and what is refused with which word.</summary>
[Suite(Suite.Unit)]
public sealed class TransferFileTests : IDisposable
{
    private const string head = "transfer_id,chain,occurred_at,from,to,amount,kind\n";
    private const string a = "0x00000000000000000000000000000000000000a1", b = "0x00000000000000000000000000000000000000B2";
    private static readonly DateTimeOffset now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("usd1-transfers-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_row_is_read_as_it_stands()
    {
        var (read, reader) = Read(head + $"7,ethereum,2026-03-01T12:00:05Z,{a},{b},311.70,transfer\n");
        var transfer = Assert.Single(read).Transfer;
        Assert.Equal((TransferKind.Transfer, 1_772_366_405u, 311_700_000L, "ethereum"), (transfer.Kind, transfer.At, transfer.Usd, transfer.Chain));
        Assert.Equal(b, $"{AddressText.Write(transfer.To!.Value)}", ignoreCase: true);
        Assert.Equal((0L, 0L), (reader.RefusedCount, reader.Duplicates));
    }

    [Theory]
    [InlineData("1,ethereum,2026-03-01T12:00:00Z,A,B,-5,transfer", "amount")]                      // a sign is no amount
    [InlineData("1,ethereum,2026-03-01T12:00:00Z,A,B,1e6,transfer", "amount")]
    [InlineData("1,ethereum,2026-03-01T12:00:00Z,A,B,,transfer", "amount")]
    [InlineData("1,ethereum,yesterday,A,B,5,transfer", "occurred_at")]
    [InlineData("1,ethereum,2026-06-03T00:00:00Z,A,B,5,transfer", "occurred_at")]                   // two days from now
    [InlineData("1,ethereum,2026-03-01T12:00:00Z,A,B,5,gift", "kind")]
    [InlineData("1,ethereum,2026-03-01T12:00:00Z,,B,5,transfer", "kind")]                           // a transfer from nobody
    [InlineData("1,ethereum,2026-03-01T12:00:00Z,A,,5,mint", "kind")]
    [InlineData(",ethereum,2026-03-01T12:00:00Z,A,B,5,transfer", "transfer_id")]
    [InlineData("1,ethereum,2026-03-01T12:00:00Z,A", "")]                                           // too few cells
    [InlineData("1,ethereum,2026-03-01T12:00:00Z,A,B,\"5,transfer", "")]                            // a quote that does not end
    public void What_cannot_be_read_is_refused_with_its_line_and_column_and_the_rest_is_read(string row, string column)
    {
        var (read, reader) = Read(head + row.Replace("A,", a + ",", StringComparison.Ordinal).Replace("B,", b + ",", StringComparison.Ordinal) + $"\n2,ethereum,2026-03-01T12:00:00Z,{a},{b},1,transfer\n");
        var refused = Assert.Single(reader.Refused);
        Assert.Equal((2L, column), (refused.Line, refused.Column));
        Assert.NotEmpty(refused.Reason);
        Assert.Equal("2", Assert.Single(read).Id);
    }

    [Fact]
    public void A_row_that_comes_twice_is_taken_once_and_counted()
    {
        var row = $",ethereum,2026-03-01T12:00:00Z,{a},{b},1,transfer\n";
        var (read, reader) = Read(head + "7" + row + "7" + row + "07" + row + "x-1" + row + "x-1" + row + "8" + row);
        Assert.Equal(["7", "07", "x-1", "8"], read.Select(one => one.Id));
        Assert.Equal(2, reader.Duplicates);
    }

    [Theory]
    [InlineData("", "0x00000000000000000000000000000000000000b2", TransferKind.Mint)]
    [InlineData("0x00000000000000000000000000000000000000a1", "", TransferKind.Burn)]
    [InlineData("0x0000000000000000000000000000000000000000", "0x00000000000000000000000000000000000000b2", TransferKind.Mint)]     // the address of zeros is nobody
    [InlineData("0x00000000000000000000000000000000000000a1", "0x00000000000000000000000000000000000000b2", TransferKind.Transfer)]
    public void Without_a_column_kind_the_sides_tell_it(string from, string to, TransferKind kind)
    {
        var (read, _) = Read($"transfer_id,chain,occurred_at,from,to,amount\n1,base,2026-03-01 12:00:00,{from},{to},5\n");
        Assert.Equal(kind, Assert.Single(read).Transfer.Kind);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.0000001", 0)]                                                                    // less than a millionth is cut off
    [InlineData("99999999999.999999", 99_999_999_999_999_999)]
    [InlineData("100000000001", -1)]                                                                // past money
    [InlineData("115792089237316195423570985008687907853269984665640564039457", -1)]                // past what any token holds
    public void An_amount_is_worth_its_millionths_or_is_past_money(string amount, long usd)
    {
        var (read, reader) = Read(head + $"1,ethereum,2026-03-01T12:00:00Z,{a},{b},{amount},transfer\n");
        Assert.Equal(usd, Assert.Single(read).Transfer.Usd);
        Assert.Equal(0, reader.RefusedCount);
    }

    [Fact]
    public void Other_columns_quotes_and_a_packed_file_are_read_likewise()
    {
        var path = Path.Combine(folder.FullName, "t.csv.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes($"\uFEFFnote,amount,to,from,occurred_at,chain,transfer_id\r\n\"a, \"\"b\"\"\",5.5,{b},{a},2026-03-01T12:00:00.250+01:00,tron,9\r\n"));
        }

        var (read, _) = ReadFile(path);
        var one = Assert.Single(read);
        Assert.Equal(("9", 5_500_000L, 1_772_362_800u), (one.Id, one.Transfer.Usd, one.Transfer.At));
    }

    [Fact]
    public void A_file_without_a_needed_column_is_refused_whole_by_its_name() =>
        Assert.Contains("'amount'", Assert.Throws<InvalidDataException>(() => Read("transfer_id,chain,occurred_at,from,to\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_minter_is_known_or_not_and_an_order_stands_behind_a_mint_or_not()
    {
        var (read, _) = Read("transfer_id,chain,occurred_at,from,to,amount,kind,initiated_by,order_id\n" +
            $"1,base,2026-03-01T12:00:00Z,,{b},5,mint,{a},MINT-1\n2,base,2026-03-01T12:00:00Z,,{b},5,mint,{b},\n3,base,2026-03-01T12:00:00Z,{a},{b},5,transfer,,\n", minters: [a]);
        Assert.Equal([(true, true), (false, false), (true, (bool?)null)], read.Select(one => (one.Desk.MinterIsKnown!.Value, one.Desk.IsOrdered)));
    }

    private sealed record Row(string Id, StreamedTransfer Transfer, (bool? MinterIsKnown, bool? IsOrdered) Desk);

    private (List<Row> Rows, TransferFileReader Reader) Read(string text, params string[] minters)
    {
        var path = Path.Combine(folder.FullName, "transfers.csv");
        File.WriteAllText(path, text);
        return ReadFile(path, minters);
    }

    private static (List<Row> Rows, TransferFileReader Reader) ReadFile(string path, params string[] minters)
    {
        var reader = new TransferFileReader(minters.Select(text => AddressText.TryReadEvm(text, out var minter) ? minter : throw new ArgumentException(text)).ToFrozenSet(), now);
        List<Row> rows = [];
        foreach (var chunk in reader.Read(path, () => new TransferChunk()))
        {
            rows.AddRange(Enumerable.Range(0, chunk.Count).Select(place => new Row(chunk.IdOf(place), chunk.Transfers[place], chunk.Desk[place])));
        }

        return (rows, reader);
    }
}
