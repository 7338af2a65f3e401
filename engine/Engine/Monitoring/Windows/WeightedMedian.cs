namespace Usd1Compliance.Monitoring.Windows;

/// <summary>
/// The weighted median of values that come and go: the smallest value such that it and all below it carry half the weight or more.
/// Kept sorted in short runs, so that a change moves a few hundred entries at the most.
/// </summary>
internal sealed class WeightedMedian
{
    private const int LongestRun = 256;
    private readonly List<Run> runs = [];
    private decimal total;

    private sealed class Run
    {
        public List<(long Value, decimal Weight)> Entries { get; } = [];

        public decimal Weight { get; set; }
    }

    /// <summary>The median, or null without any weight.</summary>
    public long? Median
    {
        get
        {
            decimal below = 0;
            foreach (var run in runs)
            {
                if ((below + run.Weight) * 2 < total)
                {
                    below += run.Weight;
                    continue;
                }

                foreach (var (value, weight) in run.Entries)
                {
                    below += weight;
                    if (below * 2 >= total)
                    {
                        return value;
                    }
                }
            }

            return null;
        }
    }

    /// <summary>Adds weight to a value; a negative weight takes away what was added before.</summary>
    public void Add(long value, decimal weight)
    {
        total += weight;
        if (runs.Count == 0)
        {
            runs.Add(new Run());
        }

        // The last run that begins at the value or below it.
        var (low, high) = (0, runs.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = runs[middle].Entries[0].Value <= value ? (middle, high) : (low, middle - 1);
        }

        Change(low, value, weight);
    }

    private void Change(int index, long value, decimal weight)
    {
        var run = runs[index];
        run.Weight += weight;
        var place = run.Entries.BinarySearch((value, 0), byValue);
        if (place < 0)
        {
            run.Entries.Insert(~place, (value, weight));
            if (run.Entries.Count > LongestRun)
            {
                Split(index);
            }

            return;
        }

        var left = run.Entries[place].Weight + weight;
        if (left != 0)
        {
            run.Entries[place] = (value, left);
            return;
        }

        run.Entries.RemoveAt(place);
        if (run.Entries.Count == 0)
        {
            runs.RemoveAt(index);
        }
    }

    private void Split(int index)
    {
        var run = runs[index];
        var half = run.Entries.Count / 2;
        var upper = new Run();
        upper.Entries.AddRange(run.Entries[half..]);
        upper.Weight = upper.Entries.Sum(entry => entry.Weight);
        run.Entries.RemoveRange(half, run.Entries.Count - half);
        run.Weight -= upper.Weight;
        runs.Insert(index + 1, upper);
    }

    private static readonly Comparer<(long Value, decimal Weight)> byValue = Comparer<(long Value, decimal Weight)>.Create((one, other) => one.Value.CompareTo(other.Value));
}
