using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Cases;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Monitoring.BelowTheLine;
using Usd1Compliance.Monitoring.Snapshots;
using Usd1Compliance.Parties;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Screening.Names;
using Usd1Compliance.Screening.Rescreening;

namespace Usd1Compliance;

/// <summary>Everything of the engine that a process may ask for, room by room.</summary>
public static class EngineServices
{
    /// <summary>Adds the engine on a database.</summary>
    /// <param name="services">Of the process.</param>
    /// <param name="postgres">Open as the role of the process: what that role may not touch, no class here can.</param>
    public static IServiceCollection AddEngine(this IServiceCollection services, NpgsqlDataSource postgres)
    {
        services.AddSingleton(postgres);
        services.AddSingleton(TimeProvider.System);

        // Audit
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<VerifyAudit>();
        services.AddSingleton<ExportDesk>();
        services.AddSingleton<AuditExport>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<PersonStore>();
        services.AddSingleton<Passwords>();
        services.AddSingleton(_ => SignInPolicy.FromEnvironment());
        services.AddSingleton(_ => SecretProtection.FromEnvironment());
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<ManagePeople>();

        // Rules
        services.AddSingleton(FactModel.Of<TransferFacts>());
        services.AddSingleton<RulePackReader>();
        services.AddSingleton<RulePackStore>();
        services.AddSingleton<LayerInForce>();
        services.AddSingleton<LoadShippedPacks>();
        services.AddSingleton<ShippedPack>();
        services.AddSingleton<RunRuleTests>();
        services.AddSingleton<PackProposalStore>();
        services.AddSingleton<ProposePack>();
        services.AddSingleton<DecidePack>();
        services.AddSingleton<RuleExport>();

        // Screening
        services.AddSingleton<CurrentAddressIndex>();
        services.AddSingleton(_ => NamePolicy.Read(RulesFolder.Screening));
        services.AddSingleton<CurrentNameIndex>();
        services.AddSingleton<CurrentAddressLabels>();
        services.AddSingleton<ScreeningStore>();
        services.AddSingleton<ScreeningWriter>();
        services.AddSingleton<AnswerScreening>();
        services.AddSingleton(_ => AdjudicationPolicy.Read(RulesFolder.Screening));
        services.AddSingleton<RecallHits>();
        services.AddSingleton<RaiseHits>();
        services.AddSingleton<NoteGoneEntries>();
        services.AddSingleton<WorkHits>();
        services.AddSingleton<HitStore>();
        services.AddSingleton<HitExport>();
        services.AddSingleton<RescreeningStore>();
        services.AddSingleton<RescreenLists>();
        services.AddSingleton<AddressFindings>();

        // Monitoring
        services.AddSingleton<AlertStore>();
        services.AddSingleton<AlertExport>();
        services.AddSingleton<BelowLineStore>();
        services.AddSingleton<ReviewBelowLine>();
        services.AddSingleton<BelowLineExport>();
        services.AddSingleton<MonitoredBatchStore>();
        services.AddSingleton<MonitoringHoldStore>();
        services.AddSingleton<JudgingProgressStore>();
        services.AddSingleton<RecallKnowledge>();
        services.AddSingleton(_ => SnapshotSettings.FromEnvironment());
        services.AddSingleton<SnapshotStore>();
        services.AddSingleton<RecallSnapshot>();
        services.AddSingleton<KeepSnapshots>();
        services.AddSingleton<ReplayTransfers>();
        services.AddSingleton<MonitorTransfers>();
        services.AddSingleton<ReplayAlert>();

        // Ledger
        services.AddSingleton<AssetStore>();
        services.AddSingleton<TransferStore>();
        services.AddSingleton<TransferExport>();
        services.AddSingleton<SourceStore>();
        services.AddSingleton<SupplyStore>();
        services.AddSingleton<RetractionStore>();
        services.AddSingleton<BlockHeaderStore>();
        services.AddSingleton<LedgerWriter>();

        // Lists
        services.AddSingleton<ListStore>();
        services.AddSingleton<LoadList>();
        services.AddSingleton(_ => FetchSettings.FromEnvironment());
        services.AddSingleton<FetchList>();
        services.AddSingleton<ListFetchStore>();
        services.AddSingleton<RefreshLists>();
        services.AddSingleton<ListRefreshRequests>();
        services.AddSingleton<RefreshDueLists>();
        services.AddSingleton<ListReturnStore>();
        services.AddSingleton<ReturnList>();
        services.AddSingleton<DescribeLists>();
        services.AddSingleton<ApproveListVersion>();
        services.AddSingleton<AddressLabelStore>();

        // Parties
        services.AddSingleton<PartyStore>();
        services.AddSingleton<ManageParties>();
        services.AddSingleton<PartyExport>();

        // Cases
        services.AddSingleton<CaseStore>();
        services.AddSingleton<WorkCases>();
        services.AddSingleton<OpenCases>();
        services.AddSingleton<CaseExport>();
        return services;
    }
}
