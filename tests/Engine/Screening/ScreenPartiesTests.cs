using Microsoft.Extensions.Time.Testing;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;
using Usd1Compliance.Screening;
using Usd1Compliance.Tests.Engine.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening;

[Suite(Suite.Database)]
public sealed class ScreenPartiesTests(TestCluster cluster)
{
    private static readonly DateInterval born = new(new DateOnly(1965, 3, 4), new DateOnly(1965, 3, 4), false);

    private static readonly ListEntry askold = new("36", ListEntryKind.Individual, [SeededList.Primary("Askold Brem Quillfeather"), SeededList.Alias("Askold Velmor"), SeededList.Alias("The Feather Duster", weak: true)])
    {
        BirthDates = [born], Nationalities = ["Iran"], Gender = "Male", Identifiers = [new ListedIdentifier("Passport", "A 123-456", "Iran")], Programmes = ["SDGT"],
    };

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2025, 11, 20, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Askold Brem Quillfeather", null, null, true, Verdict.Review, "like_name")]                        // the name alone never blocks
    [InlineData("Ascold Brem Quilfeather", null, null, true, Verdict.Review, "like_name")]                         // misspelt
    [InlineData("QUILLFEATHER, Askold Brem", "1965-03-04", null, true, Verdict.Block, "full_name_supported")]      // and the day of birth
    [InlineData("Askold Brem Quillfeather", "1965", null, true, Verdict.Review, "like_name")]                      // a year is no day
    [InlineData("Askold Brem Quillfeather", "1991-01-01", null, true, Verdict.Review, "like_name")]                // another birthday never hides a full name
    [InlineData("Askold Velmor", null, "a123456", true, Verdict.Block, "full_name_supported")]                     // an alias and the passport
    [InlineData("Askold Quillfeather", "1965-03-04", "A123456", true, Verdict.Review, "like_name")]                // a part of the name
    [InlineData("The Feather Duster", "1965-03-04", "A123456", true, Verdict.Review, "weak_alias")]                // a weak alias never blocks
    [InlineData("Askold Brem Quillfeather", "1965-03-04", "A123456", false, Verdict.Review, "not_blocking")]       // a list that only warns
    [InlineData("Salim Zelmor", "1965-03-04", null, true, Verdict.Allow, null)]
    public async Task A_like_name_is_held_for_review_and_only_a_full_name_with_something_beside_it_blocks(string name, string? birthDate, string? passport, bool blocking, Verdict expected, string? finding)
    {
        await using var screening = await StartAsync(("ofac-sdn", blocking, [askold]));
        var answer = await screening.AnswerAsync(Asking(new AskedParty { Name = name, Kind = "person", BirthDate = birthDate, Identifiers = passport is null ? [] : [new PartyIdentifier("passport", passport)] }), Stop);
        Assert.Equal(expected, answer.Verdict);
        Assert.Equal(finding is null ? [] : ["listed_name"], answer.Reasons.Select(reason => reason.Code));
        var party = Assert.Single(answer.Parties);
        Assert.Equal((expected, ShippedPolicy.Policy.Thresholds.MintRedeem), (party.Verdict, party.Threshold));
        if (finding is null)
        {
            Assert.Empty(party.Hits);
            return;
        }

        var hit = Assert.Single(party.Hits);
        var entry = Assert.Single(hit.Entries);
        Assert.Equal(("name", "new", expected, blocking), (hit.By, hit.Standing, hit.Verdict, hit.Blocking));
        Assert.Equal(("ofac-sdn", "36", "Askold Brem Quillfeather", "individual", finding, blocking), (entry.List, entry.Entry, entry.Name, entry.Kind, entry.Finding, entry.Blocking));
        Assert.Equal(["SDGT"], entry.Programmes);
    }

    [Fact]
    public async Task A_hit_tells_each_word_each_measure_and_each_thing_beside_the_name_so_that_its_score_can_be_worked_out_by_hand()
    {
        await using var screening = await StartAsync(("ofac-sdn", true, [askold]));
        var answer = await screening.AnswerAsync(Asking(new AskedParty { Name = "Ascold Junior Quillfeather", Kind = "person", BirthDate = "1965-03-04", Countries = ["IR"], Gender = "female", Identifiers = [new PartyIdentifier("passport", "A-123456")] }), Stop);
        var entry = Assert.Single(Assert.Single(Assert.Single(answer.Parties).Hits).Entries);
        var comparison = entry.Comparison;
        Assert.Equal(("Ascold Junior Quillfeather", "Askold Brem Quillfeather", "primary", null), (comparison.Asked, comparison.Matched, comparison.Strength, comparison.FullName));
        Assert.Equal([("Ascold", "Askold"), ("Quillfeather", "Quillfeather")], comparison.Pairs.Select(pair => (pair.Asked, pair.Matched)));
        Assert.Equal("same", comparison.Pairs[1].Rule);
        Assert.Equal(["Brem"], comparison.MatchedRest);
        Assert.Equal(["same_identifier", "same_birth_date", "same_country", "other_gender"], comparison.Qualifiers.Select(qualifier => qualifier.Evidence));
        Assert.Equal(comparison.NameLogit, comparison.Bias + comparison.Features.Sum(feature => feature.Points), 3);
        Assert.Equal(comparison.Score, 1 / (1 + MathF.Exp(-(comparison.NameLogit + comparison.Qualifiers.Sum(qualifier => qualifier.Points)))), 4);
        Assert.Equal(ShippedPolicy.Policy.Sha256, answer.PolicySha256);
        Assert.Equal((answer.Lists[0].List, answer.Lists[0].VersionId), (entry.List, entry.VersionId));
    }

    [Theory]
    [InlineData(ScreeningPurpose.Onboarding, 0.7f)]
    [InlineData(ScreeningPurpose.Mint, 0.8f)]
    [InlineData(ScreeningPurpose.Redeem, 0.8f)]
    public async Task Each_purpose_has_its_own_threshold_from_the_policy(ScreeningPurpose purpose, float threshold)
    {
        await using var screening = await StartAsync(("ofac-sdn", true, [askold]));
        var answer = await screening.AnswerAsync(new ScreeningRequest(purpose, []) { Parties = [Person("Askold Velmor")] }, Stop);
        Assert.Equal(threshold, Assert.Single(answer.Parties).Threshold);
    }

    [Fact]
    public async Task One_party_that_four_lists_repeat_is_one_hit_with_all_of_its_entries()
    {
        ListEntry Repeated(string key, string name, params string[] sameAs) => new(key, ListEntryKind.Individual, [SeededList.Primary(name)]) { SameAs = sameAs };
        await using var screening = await StartAsync(
            ("ofac-sdn", true, [Repeated("36", "Askold Quillfeather"), Repeated("37", "Askold Quillfeather")]),
            ("un", true, [Repeated("QDi.001", "Askold Quillfeather", "un:QDi.001")]),
            ("eu", true, [Repeated("EU.1", "Askold Quillfeather", "un:QDi.001")]),
            // What links the UK's entry to OFAC's is an entry of another name, which is not found.
            ("own", true, [Repeated("link", "Salim Zelmor", "uk:RUS1", "ofac-sdn:36")]),
            ("uk", false, [Repeated("RUS1", "Askold Quillfeather", "uk:RUS1")]));
        var hits = Assert.Single((await screening.AnswerAsync(Asking(Person("Askold Quillfeather")), Stop)).Parties).Hits;
        Assert.Equal(["eu EU.1, un QDi.001", "ofac-sdn 36, uk RUS1", "ofac-sdn 37"], hits.Select(hit => string.Join(", ", hit.Entries.Select(entry => $"{entry.List} {entry.Entry}").Order())).Order());
        Assert.All(hits, hit => Assert.True(hit.Blocking));
    }

    [Fact]
    public async Task A_firm_that_blocked_parties_own_is_a_hit_of_its_own_kind_with_the_chain_shown()
    {
        ListEntry Firm(string key, string name, params ListedRelation[] owners) => new(key, ListEntryKind.Entity, [SeededList.Primary(name)]) { Measures = ["Ownership"], Relations = owners };
        ListedRelation Owned(string list, string key, decimal? percent) => new(OwnershipLink.OwnedBy, key, false) { List = list, SharePercent = percent };
        await using var screening = await StartAsync(
            ("ofac-sdn", true, [askold]),
            ("own", true, [Firm("holding", "Zelmor Holding", Owned("ofac-sdn", "36", 60)), Firm("shop", "Quorvex Trading", Owned("own", "holding", 50)), Firm("doubt", "Vintarro Shipping", Owned("ofac-sdn", "36", null)), Firm("free", "Brindlemoor Bakery", Owned("ofac-sdn", "36", 10))]));
        async Task<ScreenedNameHit?> HitOfAsync(string name) => Assert.Single((await screening.AnswerAsync(Asking(new AskedParty { Name = name, Kind = "organisation" }), Stop)).Parties).Hits.SingleOrDefault();

        var shop = await HitOfAsync("Quorvex Trading LLC");
        Assert.Equal(("ownership", Verdict.Review, true), (shop!.By, shop.Verdict, shop.Blocking));
        var ownership = shop.Entries[0].Ownership!;
        Assert.Equal(("blocked", 50m), (ownership.Finding, ownership.KnownPercent));
        Assert.Equal(["own:shop < own:holding", "own:holding < ofac-sdn:36"], ownership.Chain.Select(link => $"{link.Owned} < {link.Owner}"));
        var doubt = await HitOfAsync("Vintarro Shipping");
        Assert.Equal(("ownership", "ownership_possible", Verdict.Review, "review"), (doubt!.By, doubt.Entries[0].Finding, doubt.Verdict, doubt.Entries[0].Ownership!.Finding));
        Assert.Null(await HitOfAsync("Brindlemoor Bakery"));
        Assert.Contains("owned_by_listed", (await screening.AnswerAsync(Asking(new AskedParty { Name = "Quorvex Trading", Kind = "organisation" }), Stop)).Reasons.Select(reason => reason.Code));
    }

    public static TheoryData<string, string, string> Unreadable => new()
    {
        { "😀😀 🚢", "person", "name_unreadable" },                          // signs
        { "\u0301\u0301\u0301", "person", "name_unreadable" },              // marks without a letter
        { "!?.,;:-()[]", "organisation", "name_unreadable" },
        { "\u202E\u200F\u2066", "person", "name_unreadable" },              // marks of direction alone
        { "\uD800", "person", "name_unreadable" },                          // half a character
        { "Askold \uD83D Quillfeather", "person", "name_unreadable" },      // and in the middle of a name: what stood there is lost
        { "the company", "organisation", "name_unreadable" },               // words that stand in any name
        { "The Limited Liability Company", "organisation", "name_unreadable" },
        { "Q", "person", "name_unreadable" },                               // one letter is nobody's name
        { "", "person", "name_unreadable" },
        { new string('q', 501), "person", "name_too_long" },
        { new string('q', 10_000), "organisation", "name_too_long" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task A_name_in_which_nothing_can_be_looked_for_is_refused_and_never_allowed(string name, string kind, string code)
    {
        await using var screening = await StartAsync(("ofac-sdn", true, [askold]));
        Assert.Equal(code, await screening.RefusalAsync(Asking(new AskedParty { Name = name, Kind = kind }), Stop));
        Assert.Equal(code, await screening.RefusalAsync(Asking(new AskedParty { Name = "Salim Zelmor", Names = [name], Kind = kind }), Stop));
        Assert.Equal(0, await screening.Database.Postgres.Command("SELECT count(*) FROM screening").ScalarAsync<long>(Stop));
    }

    [Theory]
    [InlineData("Аскольд Квиллфезер", "Askold Kvillfezer")]                          // another script
    [InlineData("Аskоld Quillfеather", "Askold Quillfeather")]                       // Cyrillic letters that look Latin
    [InlineData("\u202Easkold\u202C\u200F Quillfeather", "Askold Quillfeather")]     // marks of direction around words
    [InlineData("أسكولد كويلفذر", "Askold Quilfezer")]                               // right to left
    [InlineData("Askold 김철수 Quillfeather", "Askold Quillfeather")]                 // scripts mixed
    public async Task A_name_in_other_letters_finds_the_listed_one_or_is_at_least_read(string asked, string listed)
    {
        await using var screening = await StartAsync(("ofac-sdn", true, [new ListEntry("1", ListEntryKind.Individual, [SeededList.Primary(listed), SeededList.Alias(asked)])]));
        Assert.Equal(Verdict.Review, (await screening.AnswerAsync(Asking(Person(asked)), Stop)).Verdict);
    }

    [Fact]
    public async Task Letters_of_another_script_that_look_alike_hide_nobody()
    {
        await using var screening = await StartAsync(("ofac-sdn", true, [askold]));
        Assert.Equal(Verdict.Review, (await screening.AnswerAsync(Asking(Person("Аskоld Brеm Quillfеаthеr")), Stop)).Verdict);
    }

    [Fact]
    public async Task A_name_of_more_words_than_are_compared_says_so_and_lets_nothing_through()
    {
        await using var screening = await StartAsync(("ofac-sdn", true, [askold]));
        var answer = await screening.AnswerAsync(Asking(new AskedParty { Name = string.Join(' ', Enumerable.Range(0, 90).Select(n => $"w{(char)('a' + (n % 26))}{(char)('a' + (n / 26))}")), Kind = "organisation" }), Stop);
        Assert.Equal((Verdict.Review, "search_truncated"), (answer.Verdict, Assert.Single(answer.Reasons).Code));
    }

    private static AskedParty Person(string name) => new() { Name = name, Kind = "person" };

    private static ScreeningRequest Asking(params AskedParty[] parties) => new(ScreeningPurpose.Mint, []) { Parties = parties };

    private async Task<RunningScreening> StartAsync(params (string List, bool Blocking, ListEntry[] Entries)[] lists)
    {
        var screening = await RunningScreening.StartAsync(cluster, clock, Stop);
        foreach (var (list, blocking, entries) in lists)
        {
            await SeededList.PutPartiesInForceAsync(screening.Database, list, blocking, clock.GetUtcNow(), entries, Stop);
        }

        // A list that blocks stands beside one that only warns: without any, everything is list_missing.
        await SeededList.PutInForceAsync(screening.Database, "zz-blocks", blocking: true, clock.GetUtcNow(), [SeededList.Lazarus], Stop);
        await screening.RefreshAsync(Stop);
        return screening;
    }
}
