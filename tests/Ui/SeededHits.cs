using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Parties;
using Usd1Compliance.Postgres;
using Usd1Compliance.Rules;
using Usd1Compliance.Screening;
using Usd1Compliance.Screening.Hits;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Tests.Ui;

/// <summary>Registered parties whose names are like those of the fictional list, screened against it as the service does.</summary>
public static class SeededHits
{
    private static readonly JsonSerializerOptions snake = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Registers a party, screens it, and raises what is found.</summary>
    /// <returns>The hits.</returns>
    public static async Task<IReadOnlyList<RaisedHit>> ScreenAsync(Workplace workplace, PartyDraft draft)
    {
        var postgres = workplace.Database.Postgres;
        var trail = new AuditTrail(postgres, TimeProvider.System);
        var put = Assert.IsType<Outcome<PartyPut>.Done>(await new ManageParties(postgres, trail, TimeProvider.System)
            .PutAsync(Actor.Job("tests", Right.ManageParties), draft, null, Stop)).Value.Version;
        var policy = NamePolicy.Read(RulesFolder.Screening);
        var names = await ListedNames.OfAsync(policy, workplace.Services.GetRequiredService<ListStore>().NamesInForceAsync(Stop), [], 1, Stop);
        var query = new PartyQuery(put.Party.Names, put.Party.Kind == PartyKind.Person ? NameOf.Person : NameOf.Organisation,
            new PartyFacts(put.Party.BirthDates, put.Party.Countries, put.Party.Gender, [.. put.Party.Identifiers.Select(identifier => PartyFacts.Number(identifier.Number))]));
        var found = names.Find(query, policy.Thresholds.Onboarding).Hits.Select(hit => Found(names.Explain(query, hit), policy)).ToArray();
        await using var write = await AtomicWrite.BeginAsync(postgres, Stop);
        var raise = new RaiseHits(trail, TimeProvider.System, AdjudicationPolicy.Read(RulesFolder.Screening));
        var raised = await raise.RaiseAsync(write, Actor.Job("list-rescreening"), new FoundHits(HitSubject.Party(draft.Id), Convert.FromHexString(put.ContentHash), found), "rescreening:1", Stop);
        await write.CommitAsync(Stop);
        return raised;
    }

    /// <summary>A party of this name, id made of it.</summary>
    public static PartyDraft Person(string name, string born, string country) =>
        new($"C-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..6]}", PartyRole.Customer, PartyKind.Person, [name]) { BirthDates = [born], Countries = [country] };

    private static FoundEntry Found(ExplainedNameHit hit, NamePolicy policy) => new(hit.Party.ListId, hit.Party.Key, hit.Party.Listed!.EntryId, hit.Party.Listed.VersionId, HitKind.Name, hit.Party.Names[0].Text,
        hit.Score, policy.Thresholds.Onboarding, hit.QueryName, hit.Name.Text, JsonSerializer.Serialize(new
        {
            programmes = hit.Party.Listed.Programmes,
            comparison = new
            {
                asked = hit.QueryName, matched = hit.Name.Text, strength = hit.Name.Weak ? "weak" : "primary", bias = hit.Comparison.Bias,
                pairs = hit.Comparison.Pairs.Select(pair => new { asked = pair.Query, matched = pair.Candidate, rule = $"{pair.Rule}", likeness = pair.Likeness, weight = pair.Weight }),
                askedRest = hit.Comparison.QueryRest, matchedRest = hit.Comparison.CandidateRest,
                features = hit.Comparison.Features.Select(feature => new { feature = $"{feature.Feature}", value = feature.Value, points = feature.Points }),
                qualifiers = hit.Evidence.Select(evidence => new { evidence = $"{evidence.Evidence}", points = evidence.Points }),
            },
        }, snake))
    {
        Blocking = hit.Party.Listed.Blocking, FullName = hit.FullName, Weak = hit.Name.Weak, SameAs = hit.Party.Listed.SameAs, PolicySha256 = policy.Sha256,
    };
}
