using System.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Usd1Compliance.Audit;
using Usd1Compliance.Cases;
using Usd1Compliance.Ledger;
using Usd1Compliance.Lists;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Parties;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening.Rescreening;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Ui;

/// <summary>
/// Two weeks of work, made by the engine itself day after day under a clock of its own: transfers come in, are judged by the shipped
/// rules and the fictional list, become alerts and cases, and people close most of them.
/// </summary>
public sealed class SeededDays
{
    private static readonly string[] listed = ["0xbadbad0000000000000000000000000000000001", "0xbadbad0000000000000000000000000000000002", "0xbadbad0000000000000000000000000000000004"];

    private readonly SplitMix64 random = new(20261122);
    private readonly FakeTimeProvider clock;
    private readonly IServiceProvider engine;
    private readonly Actor officer = Actor.Job("tests", Enum.GetValues<Right>());
    private readonly List<NewTransfer> today = [];
    private SourceCheckpoint checkpoint = SourceCheckpoint.None;
    private Source source = null!;
    private Asset usd1 = null!;
    private int newcomers = 5_000;

    private SeededDays(Workplace workplace, DateTimeOffset from)
    {
        clock = new FakeTimeProvider(from);
        engine = new ServiceCollection().AddLogging().AddEngine(workplace.Database.Postgres).AddSingleton<TimeProvider>(clock).BuildServiceProvider();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Lives two weeks up to now.</summary>
    public static async Task LiveAsync(Workplace workplace)
    {
        const int days = 14;
        var now = TimeProvider.System.GetUtcNow();
        var seeded = new SeededDays(workplace, now.AddDays(1 - days).AddMinutes(-5));
        await seeded.SetUpAsync();
        await seeded.TellPartiesAsync();
        var analyst = await workplace.ActorOfAsync("analyst");
        var supervisor = await workplace.ActorOfAsync("supervisor");
        for (var day = 0; day < days; day++)
        {
            await seeded.LiveADayAsync(day);
            if (day < days - 3)
            {
                await seeded.CloseAsync(analyst, supervisor);
            }

            seeded.clock.Advance(TimeSpan.FromDays(day < days - 1 ? 1 : 0));
        }

        await seeded.WorkAsync(analyst);
        await seeded.ReportAsync(now);
    }

    // Four customers and owners, of whom some resemble the fictional list; one was corrected once.
    private async Task TellPartiesAsync()
    {
        var parties = engine.GetRequiredService<ManageParties>();
        foreach (var draft in (PartyDraft[])[
            new("B-3901", PartyRole.BeneficialOwner, PartyKind.Person, ["Tamsin Okonjo Vale"]) { BirthDates = ["1990"] },
            new("C-1901", PartyRole.Customer, PartyKind.Person, ["Arkadij Nilovitsch Veselkow", "Аркадий Веселков"]) { BirthDates = ["1971"], Identifiers = [new PartyIdentifier("passport", "ZZ910417")] },
            new("C-1905", PartyRole.Customer, PartyKind.Organisation, ["Harbor Light Trading Company"]) { Countries = ["CY"] },
            new("C-1905", PartyRole.Customer, PartyKind.Organisation, ["Harbor Light Trading Company"]) { Countries = ["PA"], Owners = [new PartyOwner("B-3901", 55)] },
            new("C-1906", PartyRole.Customer, PartyKind.Person, ["Bartholomew Quillfeather"]) { Wallets = ["0xbadbad0000000000000000000000000000000005"] }])
        {
            Assert.IsType<Outcome<PartyPut>.Done>(await parties.PutAsync(officer, draft, null, Stop));
        }
    }

    private async Task SetUpAsync()
    {
        var lists = Assert.IsType<Outcome<IReadOnlyList<ListDefinition>>.Done>(ListDefinition.ReadAll(Checkout.PathOf("rules/demo/lists.json"))).Value;
        foreach (var list in lists)
        {
            await engine.GetRequiredService<ListStore>().DescribeAsync(officer, list, Stop);
        }

        Assert.IsType<Outcome<ListLoad>.Done>(await engine.GetRequiredService<LoadList>().LoadAsync(officer, "demo", Checkout.PathOf("rules/demo/fictional-sdn.xml"), null, Stop));
        await engine.GetRequiredService<RescreenLists>().RunOnceAsync(Stop);
        await engine.GetRequiredService<LoadShippedPacks>().RunAsync(Checkout.PathOf("rules/packs"), Stop);
        Assert.IsType<Outcome<LabelImport>.Done>(await engine.GetRequiredService<AddressLabelStore>().ImportAsync(officer, "own research",
            new StringReader($"address,category,name\n{AddressOf(7)},exchange,Northgate Exchange\n{AddressOf(11)},mixer,Quiet Pool\n"), Stop));
        source = Assert.IsType<Outcome<Source>.Done>(await engine.GetRequiredService<SourceStore>().AddAsync(officer, new NewSource("usd1-ethereum", SourceKind.Evm, "ethereum",
            """{"rpc":"http://127.0.0.1:8545","chainId":1,"contract":"0x1111111111111111111111111111111111111111","symbol":"USD1","decimals":6,"profile":"plain","fromBlock":1}"""), Stop)).Value;
        usd1 = await engine.GetRequiredService<AssetStore>().FindOrAddAsync("ethereum", "USD1", AddressOf(1), 6, redeemableAtPar: true, Stop);
    }

    private async Task LiveADayAsync(int day)
    {
        var end = clock.GetUtcNow();
        for (var n = 0; n < 60; n++)
        {
            Move(end.AddMinutes(-700 + (n * 11)), AddressOf(20 + Pick(40)), AddressOf(20 + Pick(40)), 20m + Pick(400_00) / 100m);
        }

        for (var n = 0; n < Pick(4) + (day == 13 ? 1 : 0); n++)
        {
            Move(end.AddMinutes(-30 + n), AddressOf(100 + (day * 5) + n), Read(listed[Pick(listed.Length)]), 4_250.75m + Pick(20_000));
        }

        for (var n = 0; n < 2 + Pick(3); n++)
        {
            Move(end.AddMinutes(-25 + n), null, AddressOf(newcomers++), 150_000m + (Pick(80) * 5_000m));
        }

        if (day % 2 == 1)
        {
            for (var part = 0; part < 6; part++)
            {
                Move(end.AddMinutes(-20 + part), AddressOf(300 + day), AddressOf(20 + Pick(40)), 2_900m + Pick(99));
            }
        }

        for (var n = 0; n < Pick(3); n++)
        {
            Move(end.AddMinutes(-10 + n), AddressOf(20 + Pick(40)), AddressOf(11), 1_300m + Pick(2_000));
        }

        await CommitAsync();
    }

    private async Task CommitAsync()
    {
        var ordered = today.OrderBy(transfer => transfer.OccurredAt).Select((transfer, place) => transfer with { BlockNumber = checkpoint.BlockNumber + 1 + place }).ToList();
        checkpoint = await engine.GetRequiredService<LedgerWriter>().WriteAsync(source.SourceId,
            new TransferBatch(checkpoint, ordered, ordered[^1].BlockNumber, new byte[32]) { Refused = [new NewRefusedRow($"block {ordered[^1].BlockNumber}", 3, "data", "The amount of the log has 31 bytes where 32 are expected.", "0x00")] }, Stop);
        today.Clear();
        while (await engine.GetRequiredService<MonitorTransfers>().RunOnceAsync(Stop) > 0)
        {
        }

        while ((await engine.GetRequiredService<OpenCases>().RunOnceAsync(Stop)).Alerts > 0)
        {
        }
    }

    private async Task CloseAsync(Actor analyst, Actor supervisor)
    {
        var work = engine.GetRequiredService<WorkCases>();
        foreach (var file in (await engine.GetRequiredService<CaseStore>().QueueAsync(supervisor, new CaseFilter(), 0, 500, Stop)).Rows)
        {
            var proposed = Assert.IsType<Outcome<CaseFile>.Done>(await work.ProposeAsync(analyst, file.Id, file.Revision, file.NeedsApproval ? Disposition.TrueMatch : Disposition.FalsePositive,
                file.NeedsApproval ? "Sent to a listed party; the transfer was rejected at the desk and reported." : "Payroll of a customer that is known; the same pattern stands in the file of last month.", Stop)).Value;
            if (proposed.Status == CaseStatus.AwaitingApproval)
            {
                Assert.IsType<Outcome<CaseFile>.Done>(await work.ApproveAsync(supervisor, proposed.Id, proposed.Revision, Stop));
            }
        }
    }

    // What stands on the desk now: one case proposed, one escalated, one in hand, the others not looked at.
    private async Task WorkAsync(Actor analyst)
    {
        var work = engine.GetRequiredService<WorkCases>();
        var rows = (await engine.GetRequiredService<CaseStore>().QueueAsync(analyst, new CaseFilter(), 0, 500, Stop)).Rows;
        foreach (var (file, place) in rows.Select((file, place) => (file, place)).Take(6))
        {
            var mine = Assert.IsType<Outcome<CaseFile>.Done>(await work.AssignAsync(analyst, file.Id, file.Revision, Guid.Parse(analyst.Id), Stop)).Value;
            if (place == 0)
            {
                await work.NoteAsync(analyst, mine.Id, "The sender is a customer since March; asked the desk for the order behind the first transfer.", Stop);
                mine = Assert.IsType<Outcome<CaseFile>.Done>(await work.EscalateAsync(analyst, mine.Id, mine.Revision, "A listed beneficiary, four transfers in three days: past what I decide alone.", Stop)).Value;
                await work.ProposeAsync(analyst, mine.Id, mine.Revision, Disposition.TrueMatch, "The address is the listed party's by bytes, and was listed before each transfer. Block and report.", Stop);
            }
            else if (place == 1)
            {
                await work.EscalateAsync(analyst, mine.Id, mine.Revision, "Deposits to a listed mixer from three customers at once.", Stop);
            }
        }
    }

    private Task ReportAsync(DateTimeOffset now) => engine.GetRequiredService<SourceStore>().ReportAsync(source.SourceId,
        new SourceReport(SourceState.Following, checkpoint.BlockNumber + 2, checkpoint.BlockNumber, now, now.AddSeconds(-24), "", now), Stop);

    private void Move(DateTimeOffset at, ChainAddress? from, ChainAddress? to, decimal usd) => today.Add(new NewTransfer(from is null ? TransferKind.Mint : TransferKind.Transfer, at, from, to,
        new BigInteger(usd * 1_000_000m), usd1.AssetId, 0, Bytes(32), 0, Bytes(32)));

    private int Pick(int below) => (int)(random.Next() % (ulong)below);

    private byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next())];

    /// <summary>The address of a number, as random to the eye as a real one.</summary>
    public static ChainAddress AddressOf(int number)
    {
        var spread = new SplitMix64((ulong)number);
        return new ChainAddress(AddressFamily.Evm, [.. Enumerable.Range(0, 20).Select(_ => (byte)spread.Next())]);
    }

    private static ChainAddress Read(string text) => AddressText.TryRead(text, out var address) ? address : throw new ArgumentException(text);
}
