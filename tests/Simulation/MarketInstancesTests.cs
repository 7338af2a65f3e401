using Usd1Compliance.Simulation;
using Usd1Compliance.Simulation.Market;
using Usd1Compliance.Simulation.Market.Scenes;

namespace Usd1Compliance.Tests.Simulation;

/// <summary>What the market economy plants is what the catalogue defines, found again by plain loops over all transfers; what only looks so is lawful by what the data shows.</summary>
[Suite(Suite.Unit)]
public sealed class MarketInstancesTests
{
    // Two more of each than its share gives, so that every form of it is looked at.
    private static readonly MarketSettings settings = new()
    {
        Until = new(2026, 6, 30, 0, 0, 0, TimeSpan.Zero), Days = 60, Addresses = 12_000, Transfers = 110_000, MoreInstances = Planting.Numbers.ToDictionary(number => number, _ => 3),
    };

    private static readonly Lazy<MarketStory> story = new(() => new MarketStory(settings));

    public static TheoryData<int> Typologies => [.. Planting.Numbers];

    [Theory]
    [MemberData(nameof(Typologies))]
    public void Every_planted_instance_meets_the_definition_of_its_typology(int typology)
    {
        var instances = story.Value.Instances(typology, TruthLabel.Planted).ToList();
        Assert.InRange(instances.Count, 4, int.MaxValue);
        Assert.All(instances, instance => Assert.True(story.Value.Meets(instance, typology), $"{instance.Name} is no instance of typology {typology}"));
    }

    [Theory]
    [MemberData(nameof(Typologies))]
    public void No_look_alike_meets_it_once_labels_ages_and_the_calendar_are_looked_at(int typology) =>
        Assert.All(story.Value.Instances(typology, TruthLabel.HardNegative), instance => Assert.False(story.Value.Meets(instance, typology), $"{instance.Name} meets typology {typology}"));

    [Theory]
    [MemberData(nameof(Typologies))]
    public void Five_lawful_look_alikes_stand_beside_each_planted_instance(int typology)
    {
        var planted = story.Value.Instances(typology, TruthLabel.Planted).Count(instance => !instance.Name.StartsWith("poisoning-0", StringComparison.Ordinal));
        Assert.Equal(5 * planted, story.Value.Instances(typology, TruthLabel.HardNegative).Count());
    }

    [Fact]
    public void The_mass_of_poisoners_imitates_somebody_whom_the_victim_dealt_with()
    {
        var mass = story.Value.Instances(36, TruthLabel.Planted).Where(instance => instance.Name.StartsWith("poisoning-0", StringComparison.Ordinal)).ToList();
        Assert.InRange(mass.Count, 500, 1_500);
        Assert.All(mass.Take(100), instance => Assert.True(story.Value.Meets(instance, 36), instance.Name));
    }

    [Fact]
    public void At_least_forty_typologies_are_planted() => Assert.InRange(Planting.Numbers.Count(), 40, 46);
}
