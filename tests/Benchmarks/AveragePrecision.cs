namespace Usd1Compliance.Benchmarks;

/// <summary>The area under precision over recall, as average precision: the mean, over all that should be found, of the precision down to where it is found.</summary>
internal static class AveragePrecision
{
    /// <param name="wanted">What should be found.</param>
    /// <param name="scores">The score of each, highest first; equal scores are found together, so that no order of the file helps.</param>
    /// <returns>0 to 1. A score that says nothing comes to the share of what is wanted.</returns>
    /// <exception cref="ArgumentException">The lengths differ, nothing is wanted, or a score is not a number.</exception>
    public static double Of(IReadOnlyList<bool> wanted, IReadOnlyList<float> scores)
    {
        if (wanted.Count != scores.Count || !wanted.Contains(true) || scores.Any(float.IsNaN))
        {
            throw new ArgumentException("Each must have a score that is a number, and something must be wanted.");
        }

        var (seen, found, sum) = (0, 0, 0.0);
        foreach (var equal in Enumerable.Range(0, scores.Count).GroupBy(place => scores[place]).OrderByDescending(group => group.Key))
        {
            var here = equal.Count(place => wanted[place]);
            seen += equal.Count();
            found += here;
            sum += here * ((double)found / seen);
        }

        return sum / found;
    }
}
