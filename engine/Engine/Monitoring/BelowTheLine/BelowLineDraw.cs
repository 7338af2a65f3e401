using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Usd1Compliance.Ledger;

namespace Usd1Compliance.Monitoring.BelowTheLine;

/// <summary>
/// The draw below the line: a number for each rule, week and transfer, as good as random and the same whenever it is drawn. The lowest stand. It is HMAC-SHA256 under the rule and the week, so that
/// nobody chooses who is looked at, not even the order of judging, and an auditor draws the same again.
/// </summary>
public static class BelowLineDraw
{
    /// <summary>The Monday (UTC) of the week in which something occurred.</summary>
    public static DateOnly WeekOf(DateTimeOffset occurredAt)
    {
        var day = DateOnly.FromDateTime(occurredAt.UtcDateTime);
        return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
    }

    /// <summary>The draw of a transfer: 0 to 2^63-1.</summary>
    /// <param name="ruleId">Of the rule.</param>
    /// <param name="week">Its Monday.</param>
    /// <param name="transfer">Of the ledger.</param>
    public static long Of(string ruleId, DateOnly week, TransferId transfer)
    {
        Span<byte> of = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(of, transfer.SourceId);
        BinaryPrimitives.WriteInt64BigEndian(of[4..], transfer.Sequence);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ruleId} {week:yyyy-MM-dd}")), of, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash) & long.MaxValue;
    }
}
