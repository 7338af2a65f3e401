namespace Usd1Compliance.Simulation.Measuring;

/// <summary>An alert as measuring looks at it.</summary>
/// <param name="TransferId">The transfer that it was raised on, by the economy's own number.</param>
/// <param name="Rule">Which rule.</param>
/// <param name="Typology">Of the rule, by its number in the catalogue.</param>
/// <param name="Subject">Whom it is about, as text.</param>
/// <param name="RaisedAt">When, in the time of the economy: that of the transfer for a rule that judges at once.</param>
public sealed record MeasuredAlert(long TransferId, string Rule, int Typology, string Subject, DateTimeOffset RaisedAt);

/// <summary>What the alerts of one typology come to. Alerts are counted once for a rule, subject and day: so many would a person see.</summary>
/// <param name="Typology">Its number in the catalogue.</param>
/// <param name="Instances">How many planted instances there are.</param>
/// <param name="Found">How many of them have an alert of this typology on one of their transfers.</param>
/// <param name="Alerts">All alerts of this typology.</param>
/// <param name="OnInstances">Those on a planted instance of this typology, or on one that meets it as well.</param>
/// <param name="OnHardNegatives">Those on a lawful look-alike of this typology.</param>
/// <param name="MedianMinutes">From the first transfer of a found instance to its first alert, the median; null where none was found.</param>
public sealed record TypologyFigures(int Typology, int Instances, int Found, int Alerts, int OnInstances, int OnHardNegatives, double? MedianMinutes)
{
    /// <summary>Share of the instances that were found; null where there are none.</summary>
    public double? Recall => Instances == 0 ? null : (double)Found / Instances;

    /// <summary>Share of the alerts that are on instances; null where there are no alerts.</summary>
    public double? Precision => Alerts == 0 ? null : (double)OnInstances / Alerts;

    /// <summary>Alerts that are on no instance of this typology: on look-alikes, on others' instances, on everyday life.</summary>
    public int Elsewhere => Alerts - OnInstances;

    /// <summary>Alerts on look-alikes for each planted instance; null where there are none.</summary>
    public double? HardNegativesPerInstance => Instances == 0 ? null : (double)OnHardNegatives / Instances;
}

/// <summary>Holds alerts against the truth about an economy.</summary>
public static class MeasureDetection
{
    /// <summary>The figures of every typology that has an instance or an alert, by number.</summary>
    /// <param name="truth">What was planted.</param>
    /// <param name="alerts">Every alert that was raised, in any order; they are read once.</param>
    public static IReadOnlyList<TypologyFigures> Of(DetectionTruth truth, IEnumerable<MeasuredAlert> alerts)
    {
        SortedDictionary<int, Tally> tallies = [];
        Tally TallyOf(int typology) => tallies.TryGetValue(typology, out var tally) ? tally : tallies[typology] = new Tally();
        foreach (var instance in truth.Instances)
        {
            var tally = TallyOf(instance.Typology);
            tally.Instances += instance.Label == TruthLabel.Planted ? 1 : 0;
        }

        foreach (var alert in alerts)
        {
            TallyOf(alert.Typology).Add(alert, truth.OfTransfer(alert.TransferId));
        }

        return [.. tallies.Select(each => each.Value.Figures(each.Key))];
    }

    [Flags]
    private enum On
    {
        Nothing = 0,
        Instance = 1,
        HardNegative = 2,
    }

    /// <summary>The alerts of one typology so far.</summary>
    private sealed class Tally
    {
        private readonly Dictionary<(string Rule, string Subject, DateOnly Day), On> alerts = [];
        private readonly Dictionary<TruthInstance, DateTimeOffset> found = [];

        public int Instances { get; set; }

        public void Add(MeasuredAlert alert, TruthInstance? instance)
        {
            var key = (alert.Rule, alert.Subject, DateOnly.FromDateTime(alert.RaisedAt.UtcDateTime));
            var on = instance switch
            {
                { Label: TruthLabel.Planted } when instance.Typology == alert.Typology || instance.Also.Contains(alert.Typology) => On.Instance,
                { Label: TruthLabel.HardNegative } when instance.Typology == alert.Typology => On.HardNegative,
                _ => On.Nothing,
            };
            alerts[key] = alerts.GetValueOrDefault(key) | on;
            if (on == On.Instance && instance!.Typology == alert.Typology && (!found.TryGetValue(instance, out var before) || alert.RaisedAt < before))
            {
                found[instance] = alert.RaisedAt;
            }
        }

        public TypologyFigures Figures(int typology) => new(
            typology, Instances, found.Count, alerts.Count, alerts.Values.Count(on => on.HasFlag(On.Instance)), alerts.Values.Count(on => on == On.HardNegative), Median([.. found.Select(each => (each.Value - each.Key.FirstAt).TotalMinutes).Order()]));

        private static double? Median(List<double> minutes) =>
            minutes.Count == 0 ? null : (minutes[(minutes.Count - 1) / 2] + minutes[minutes.Count / 2]) / 2;
    }
}
