namespace Usd1Compliance.Screening.Names;

/// <summary>A pair of names of which somebody says whether they are one party.</summary>
/// <param name="Query">One.</param>
/// <param name="Candidate">The other.</param>
/// <param name="Of">What both are.</param>
/// <param name="Match">Whether they are one.</param>
/// <param name="Weight">How much the pair counts.</param>
public sealed record LabelledPair(string Query, string Candidate, NameOf Of, bool Match, float Weight);

/// <summary>
/// Finds the weights under which the policy's scores are probabilities: logistic regression, for persons and for others apart, with a
/// little shrinkage and with the signs held that <see cref="NameFeature"/> means. The same pairs give the same weights.
/// </summary>
public static class CalibrateNames
{
    private const int Steps = 3_000;
    private const double Rate = 0.5, Inertia = 0.9, Shrinkage = 0.0008;

    /// <summary>The weights, by place of the feature, the bias last.</summary>
    /// <exception cref="InvalidOperationException">There are no pairs of persons, or none of others.</exception>
    public static (float[] Person, float[] Other) Fit(NamePolicy policy, IEnumerable<LabelledPair> pairs)
    {
        var compare = new CompareNames(policy);
        List<Sample> persons = [], others = [];
        foreach (var pair in pairs)
        {
            (pair.Of == NameOf.Person ? persons : others).Add(new Sample(compare.Features(pair.Query, pair.Candidate, pair.Of), pair.Match ? 1 : 0, pair.Weight));
        }

        return persons.Count == 0 || others.Count == 0
            ? throw new InvalidOperationException($"Weights are found from pairs of persons and from pairs of others: here are {persons.Count} and {others.Count}. Add pairs of the other kind.")
            : (Fit(persons), Fit(others));
    }

    private static float[] Fit(List<Sample> samples)
    {
        var count = NameFeatures.Count;
        var (weights, speed, slope) = (new double[count + 1], new double[count + 1], new double[count + 1]);
        var total = samples.Sum(sample => (double)sample.Weight);
        for (var step = 0; step < Steps; step++)
        {
            Array.Clear(slope);
            foreach (var sample in samples)
            {
                var error = (Predict(weights, sample.Features) - sample.Label) * sample.Weight;
                for (var at = 0; at < count; at++)
                {
                    slope[at] += error * sample.Features[at];
                }

                slope[count] += error;
            }

            for (var at = 0; at <= count; at++)
            {
                var pull = (slope[at] / total) + (at < count ? Shrinkage * weights[at] : 0);
                speed[at] = (Inertia * speed[at]) - (Rate * pull);
                weights[at] += speed[at];
                if (at < count && !MayBe((NameFeature)at, weights[at]))
                {
                    (weights[at], speed[at]) = (0, 0);
                }
            }
        }

        return [.. weights.Select(weight => (float)weight)];
    }

    private static bool MayBe(NameFeature feature, double weight) => feature switch
    {
        NameFeature.Matched => weight >= 0,
        NameFeature.Translated => true,
        _ => weight <= 0,
    };

    private static double Predict(double[] weights, float[] features)
    {
        var sum = weights[^1];
        for (var at = 0; at < features.Length; at++)
        {
            sum += weights[at] * features[at];
        }

        return 1 / (1 + Math.Exp(-sum));
    }

    private sealed record Sample(float[] Features, int Label, float Weight);
}
