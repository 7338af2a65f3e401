namespace Usd1Compliance.Simulation.Market.Lives;

/// <summary>At which second of a day something happens, by how busy its hours are.</summary>
internal sealed class Hours
{
    private readonly double[] upTo = new double[24];

    /// <summary>By how busy each hour of a working day is.</summary>
    public Hours(Func<int, double> busy)
    {
        var sum = 0.0;
        for (var hour = 0; hour < 24; hour++)
        {
            upTo[hour] = sum += busy(hour);
        }

        for (var hour = 0; hour < 24; hour++)
        {
            upTo[hour] /= sum;
        }
    }

    /// <summary>A second of a day.</summary>
    public int Draw(Draws draws)
    {
        var (at, hour) = (draws.Unit(), 0);
        while (hour < 23 && upTo[hour] <= at)
        {
            hour++;
        }

        var from = hour == 0 ? 0 : upTo[hour - 1];
        return (hour * 3_600) + Math.Min(3_599, (int)((at - from) / (upTo[hour] - from) * 3_600));
    }
}
