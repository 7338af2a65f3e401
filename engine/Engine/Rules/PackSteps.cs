using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Rules;

/// <summary>What proposing a pack and deciding on it have in common.</summary>
internal static class PackSteps
{
    public static Refusal? FaultOf(Actor actor, string reason) => actor.Kind != ActorKind.Person
        ? new Refusal("person_needed", "Two persons put a rule pack in force, each by his own sign-in; a program, a job or an operator cannot.")
        : WrittenText.FaultOfReason(reason);

    public static Refusal Unreadable(string what, IReadOnlyList<RuleProblem> problems) =>
        new("rule_pack_refused", $"{what} refuses to load, for {problems.Count} reason{(problems.Count == 1 ? "" : "s")}: {string.Join(" ", problems)}");

    /// <summary>What a pack changes against one that is or was in force, also where that one can no longer be read: then there must be a way to replace it.</summary>
    public static async Task<PackDifference> DifferenceAsync(AtomicWrite write, RulePackReader reader, long against, RulePack pack, CancellationToken cancellationToken)
    {
        var (sha256, files) = (await RulePackStore.FilesOfAsync(write, against, cancellationToken))!.Value;
        return reader.Read(files) switch
        {
            PackReading.Sound(var before) when before.Sha256.AsSpan().SequenceEqual(sha256) => PackDifference.Of(before, pack),
            PackReading.Sound => PackDifference.Against($"Pack {against} is not what was put in force: its files no longer hash to what its row says.", pack),
            var refused => PackDifference.Against(Unreadable($"Pack {against}", ((PackReading.Refused)refused).Problems).Message, pack),
        };
    }
}
