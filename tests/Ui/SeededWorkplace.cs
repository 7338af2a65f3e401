using Usd1Compliance.Audit;

namespace Usd1Compliance.Tests.Ui;

/// <summary>A workplace after two weeks of work.</summary>
public sealed class SeededWorkplace(TestCluster cluster, Browser browser) : IAsyncLifetime
{
    /// <summary>Hosts, people and windows.</summary>
    public Workplace Workplace { get; } = new(cluster, browser);

    public async ValueTask InitializeAsync()
    {
        await Workplace.InitializeAsync();
        await SeededDays.LiveAsync(Workplace);
    }

    /// <summary>Roles and a page that each may see.</summary>
    public static IEnumerable<TheoryDataRow<Role, string>> PagesOfRoles() =>
    [
        new(Role.Analyst, "/"), new(Role.Analyst, "/alerts"), new(Role.Analyst, "/cases"), new(Role.Analyst, "/cases/1"), new(Role.Analyst, "/hits"), new(Role.Analyst, "/below-the-line?state=all"), new(Role.Auditor, "/below-the-line/1"), new(Role.Auditor, "/hits?state=all"), new(Role.Analyst, "/transfers"), new(Role.Analyst, "/transfers/1-1"),
        new(Role.Analyst, "/addresses/0xbadbad0000000000000000000000000000000001"), new(Role.Analyst, "/parties"), new(Role.Analyst, "/parties/C-1905"), new(Role.Analyst, "/lists"), new(Role.Analyst, "/lists/demo"), new(Role.Analyst, "/rules"),
        new(Role.Analyst, "/sources?refused=1"), new(Role.Administrator, "/users"), new(Role.Administrator, "/"), new(Role.Administrator, "/keys"), new(Role.Auditor, "/audit?kind=case&from=2020-01-01"), new(Role.Auditor, "/audit"), new(Role.Supervisor, "/cases/1"),
        new(Role.ComplianceOfficer, "/lists/demo"), new(Role.RuleAuthor, "/rules"), new(Role.Administrator, "/rules/packs/all"), new(Role.Auditor, "/rules/packs/1"), new(Role.Analyst, "/rules/round-amounts"), new(Role.Analyst, "/nowhere"),
    ];

    public ValueTask DisposeAsync() => Workplace.DisposeAsync();
}
