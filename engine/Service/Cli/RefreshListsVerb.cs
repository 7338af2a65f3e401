using System.CommandLine;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 lists refresh</c>: fetches lists from their publishers now, as the service does by its schedule.</summary>
public static class RefreshListsVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var list = new Argument<string?>("list") { Description = "One list of rules/lists.json; without it, all that have urls.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("refresh", "Fetch lists from their publishers now and take them in. Exit code 1 when one could not be confirmed as current, or waits for a second person.") { list };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var described = ListDefinition.ReadAll(RulesFolder.Lists);
            if (described is not Outcome<IReadOnlyList<ListDefinition>>.Done(var known))
            {
                return console.Refuse(((Outcome<IReadOnlyList<ListDefinition>>.Refused)described).Refusal);
            }

            var wanted = parsed.GetValue(list);
            var chosen = known.Where(one => wanted is null ? one.Urls.Count > 0 : one.Id == wanted).ToList();
            if (chosen.Count == 0)
            {
                return console.Refuse(new Refusal("list_unknown", wanted is null ? $"no list of {RulesFolder.Lists} has urls." : $"there is no list '{wanted}' in {RulesFolder.Lists}. It has {string.Join(", ", known.Select(one => one.Id))}."));
            }

            var (clock, settings) = (TimeProvider.System, FetchSettings.FromEnvironment());
            var trail = new AuditTrail(postgres, clock);
            var lists = new ListStore(postgres, trail, clock);
            using var fetch = new FetchList(settings, clock);
            var refresh = new RefreshLists(postgres, lists, new LoadList(postgres, lists, trail, clock), fetch, new ListFetchStore(postgres, clock), settings, clock);
            List<ListRefresh> done = [];
            foreach (var one in chosen)
            {
                switch (await refresh.RunAsync(OperatorConsole.Operator, one, cancellationToken))
                {
                    case Outcome<ListRefresh>.Refused(var refusal):
                        return console.Refuse(refusal);
                    case Outcome<ListRefresh>.Done(var refreshed):
                        done.Add(refreshed);
                        break;
                    default:
                        throw new System.Diagnostics.UnreachableException();
                }
            }

            console.Answer(new { lists = done }, done.SelectMany(Lines));
            return done.All(one => one.Trouble is null && one.Load?.Interim is null) ? ExitCode.Done : ExitCode.Unsound;
        }));
        return command;
    }

    private static IEnumerable<string> Lines(ListRefresh refreshed)
    {
        foreach (var attempt in refreshed.Attempts)
        {
            yield return $"  {attempt.Url}: {(attempt.Status is { } status ? $"HTTP {status}, " : "")}{attempt.Bytes:N0} bytes, {attempt.Outcome.Replace('_', ' ')}{(attempt.Code.Length > 0 ? $" ({attempt.Code})" : "")}";
        }

        yield return $"{(refreshed.Trouble is null ? "" : "PROBLEM: ")}{refreshed.Says}{(refreshed.Load is { Interim: { } interim, Version: var waiting } ? $" usd1 lists diff {interim.VersionId} {waiting.VersionId} names all that would go." : "")}";
    }
}
