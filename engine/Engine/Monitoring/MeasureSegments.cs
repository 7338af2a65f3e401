using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>Into which segment of customers each side of a transfer falls, by its label: a function of the layer and of what the memory measured. A label is looked up once.</summary>
/// <remarks>Not for two threads at once.</remarks>
internal sealed class MeasureSegments(GlobalLayer layer)
{
    private const long NotLookedUp = -1;

    private long[] byCategory = [];

    /// <summary>Sets the segments of both sides; they stay unknown where the side is, or the layer has none.</summary>
    public void Measure(FactRow row)
    {
        if (layer.Segments.Count == 0)
        {
            return;
        }

        var values = row.Values;
        values[FactPlaces.Originator + FactPlaces.Segment] = SegmentOf(values[FactPlaces.Originator + FactPlaces.Category]);
        values[FactPlaces.Beneficiary + FactPlaces.Segment] = SegmentOf(values[FactPlaces.Beneficiary + FactPlaces.Category]);
    }

    private long SegmentOf(long category)
    {
        if (category == FactRow.Unknown)
        {
            return FactRow.Unknown;
        }

        if (category >= byCategory.Length)
        {
            var before = byCategory.Length;
            Array.Resize(ref byCategory, (int)category + 16);
            Array.Fill(byCategory, NotLookedUp, before, byCategory.Length - before);
        }

        var known = byCategory[category];
        return known != NotLookedUp ? known
            : byCategory[category] = layer.SegmentOf((string)FactRow.ValueOf(category, FactType.Text)!) is { } segment ? FactRow.NumberOf(segment.Id) : FactRow.Unknown;
    }
}
