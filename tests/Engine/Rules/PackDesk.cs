using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>Where rule packs are proposed and approved, with a rule author and two compliance officers.</summary>
public sealed class PackDesk(NpgsqlDataSource postgres, TimeProvider clock)
{
    public const string Reason = "The threshold follows the advisory of March.";

    public static readonly Actor Author = Person(1, "Rita", Role.RuleAuthor);
    public static readonly Actor Officer = Person(2, "Olga", Role.ComplianceOfficer);
    public static readonly Actor SecondOfficer = Person(3, "Otto", Role.ComplianceOfficer);

    private static readonly RulePackReader reader = new(Packs.Model);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public AuditTrail Trail { get; } = new(postgres, clock);

    public RulePackStore Store => new(postgres, reader, Trail, clock);

    public PackProposalStore Proposals => new(postgres);

    public ProposePack Proposing => new(postgres, reader, Trail, clock);

    public DecidePack Deciding => new(postgres, reader, Trail, clock);

    public LoadShippedPacks Shipped => new(Store, reader);

    public static Actor Person(int number, string name, params Role[] roles) => Actor.Person(new Guid(number, 0, 0, new byte[8]), name, roles);

    /// <summary>A desk at which the shipped pack came in force at first start.</summary>
    public static async Task<PackDesk> OpenAsync(NpgsqlDataSource postgres, TimeProvider clock)
    {
        var desk = new PackDesk(postgres, clock);
        await desk.Shipped.RunAsync(Checkout.PathOf("rules/packs"), Stop);
        return desk;
    }

    /// <summary>The report of a folder whose tests pass: one test of each verdict for each rule.</summary>
    public static RuleTestReport Passed(RulePack pack) => new(pack,
        [.. pack.Rules.SelectMany(rule => Enum.GetValues<Truth>().Select(verdict => new RuleTestResult(new RuleTest("test.tests.json", rule.Id, $"It says {verdict}.", new Dictionary<string, object>(), verdict), verdict, null)))], []);

    public Task<Outcome<PackProposal>> ProposeAsync(RulePack pack, Actor? actor = null) => Proposing.ProposeAsync(actor ?? Author, Passed(pack), Reason, Stop);

    public Task<Outcome<PackProposal>> ApproveAsync(long proposalId, Actor? actor = null) => Deciding.ApproveAsync(actor ?? Officer, proposalId, "Back-tested over 30 days: six alerts more.", Stop);

    public Task<Outcome<PackProposal>> RefuseAsync(long proposalId, Actor? actor = null) => Deciding.RefuseAsync(actor ?? Officer, proposalId, "Six hundred alerts a day are more than we read.", Stop);

    /// <summary>Puts a pack in force by two people.</summary>
    public async Task<PackInForce> PutAsync(RulePack pack)
    {
        (await ApproveAsync((await ProposeAsync(pack)).Done().Id)).Done();
        return (await Store.InForceAsync(Stop))!;
    }

    /// <summary>Does what only the owner of the database can, with its triggers and keys switched off: the hand behind the product's back.</summary>
    public async Task TamperAsync(Func<NpgsqlConnection, Task> change)
    {
        await using var connection = await postgres.OpenConnectionAsync(Stop);
        await connection.Command("SET session_replication_role = replica").RunAsync(Stop);
        await change(connection);
        await connection.Command("SET session_replication_role = DEFAULT").RunAsync(Stop);
    }
}
