using Usd1Compliance.Benchmarks;

namespace Usd1Compliance.Tests;

/// <summary>The measure by which models of the benchmarks are held against one another.</summary>
[Suite(Suite.Unit)]
public sealed class AveragePrecisionTests
{
    private static readonly bool[] twoOfFive = [true, false, true, false, false];

    /// <summary>It is the mean, over all that should be found, of the precision down to where each is found.</summary>
    [Theory]
    [InlineData(new[] { 5f, 1, 4, 3, 2 }, 1.0)]              // both on top
    [InlineData(new[] { 5f, 4, 3, 2, 1 }, 5.0 / 6)]          // at places 1 and 3: (1/1 + 2/3) / 2
    [InlineData(new[] { 1f, 5, 2, 4, 3 }, 13.0 / 40)]        // at places 4 and 5: (1/4 + 2/5) / 2
    [InlineData(new[] { 1f, 1, 1, 1, 1 }, 2.0 / 5)]          // equal scores are found together: the share of what is wanted
    [InlineData(new[] { 2f, 2, 1, 0, 0 }, 7.0 / 12)]         // one of two equal ones on top, then 2 of 3: (1/2 + 2/3) / 2
    public void Average_precision_is_the_mean_precision_down_to_each_that_is_found(float[] scores, double expected) =>
        Assert.Equal(expected, AveragePrecision.Of(twoOfFive, scores), precision: 12);

    /// <summary>Without something to find, or with a score that is not a number, there is no figure.</summary>
    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        Assert.Throws<ArgumentException>(() => AveragePrecision.Of([false, false], [1, 2]));
        Assert.Throws<ArgumentException>(() => AveragePrecision.Of([true, false], [1, float.NaN]));
        Assert.Throws<ArgumentException>(() => AveragePrecision.Of([true, false], [1]));
    }
}
