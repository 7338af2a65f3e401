using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;

namespace Usd1Compliance.Benchmarks;

/// <summary>LightGBM by ML.NET, trained on the addresses of one sample. One thread and a fixed seed: the same numbers each time.</summary>
internal sealed class AmlSimModel
{
    private readonly MLContext machine;
    private readonly Func<IDataView, IDataView> transform;

    /// <param name="features">One row an address, all of one length.</param>
    /// <param name="fraud">The label of each row.</param>
    /// <param name="seed">Of the rows and features that each tree is shown.</param>
    public AmlSimModel(float[][] features, bool[] fraud, int seed)
    {
        machine = new MLContext(seed);
        transform = machine.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            LabelColumnName = nameof(Row.Label), FeatureColumnName = nameof(Row.Features), Seed = seed, Deterministic = true, NumberOfThreads = 1,
            // Small trees with many addresses a leaf: what one kind of pattern looks like exactly is not what the other looks like.
            NumberOfIterations = 200, LearningRate = 0.03, NumberOfLeaves = 7, MinimumExampleCountPerLeaf = 50,
            Booster = new GradientBooster.Options { SubsampleFraction = 0.8, SubsampleFrequency = 1, FeatureFraction = 0.6, L2Regularization = 1 },
        }).Fit(View(features, fraud)).Transform;
    }

    /// <summary>A score for each row: the higher, the more like fraud.</summary>
    public float[] Score(float[][] features) =>
        [.. transform(View(features, new bool[features.Length])).GetColumn<float>("Score")];

    private IDataView View(float[][] features, bool[] labels)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features[0].Length);
        return machine.Data.LoadFromEnumerable(features.Zip(labels, (row, label) => new Row { Features = row, Label = label }).ToList(), schema);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }
}
