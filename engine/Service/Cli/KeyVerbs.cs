using System.CommandLine;
using Npgsql;
using Spectre.Console;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 keys create</c>, <c>list</c> and <c>revoke</c>: the keys by which programs call the API.</summary>
public static class KeyVerbs
{
    /// <summary>The family.</summary>
    public static Command Create() => new("keys", "Issue, list and revoke the keys by which programs call the API.") { Issue(), List(), Revoke() };

    private static Command Issue()
    {
        var name = new Argument<string>("name") { Description = "What the key is for." };
        var scopes = new Option<string[]>("--scopes") { Description = "The rights that it carries: Screen, ReadCases, ManageParties.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [nameof(Right.Screen)] };
        var days = new Option<int>("--days") { Description = $"For how many days it is valid: 1 to {ApiKeys.MaxDays}.", DefaultValueFactory = _ => 90 };
        var command = new Command("create", "Issue a key and print its secret, once: it is not kept and cannot be shown again.") { name, scopes, days };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            List<Right> rights = [];
            foreach (var scope in parsed.GetValue(scopes)!)
            {
                if (!Enum.TryParse<Right>(scope, ignoreCase: true, out var right) || int.TryParse(scope, out _))
                {
                    return console.Fail(ExitCode.BadInput, "key_scopes", $"'{scope}' is not a right. A key may carry Screen, ReadCases and ManageParties.");
                }

                rights.Add(right);
            }

            var outcome = await On(postgres).IssueAsync(OperatorConsole.Operator, parsed.GetValue(name)!, rights, parsed.GetValue(days), cancellationToken);
            return outcome.Match(
                issued =>
                {
                    console.Answer(new { id = issued.Key.KeyId, name = issued.Key.Name, secret = issued.Secret, expiresAt = issued.Key.ExpiresAt },
                        issued.Secret, $"Key {issued.Key.KeyId:D}, valid to {issued.Key.ExpiresAt:yyyy-MM-dd HH:mm} UTC. The line above is shown this once: send it as 'Authorization: Bearer …'.");
                    return ExitCode.Done;
                },
                console.Refuse);
        }));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Every key that was ever issued, newest first, without its secret.");
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var keys = await new ApiKeyStore(postgres).AllAsync(OperatorConsole.Operator, cancellationToken);
            console.Answer(keys.Select(key => new { id = key.KeyId, key.Name, scopes = ScopesOf(key), key.CreatedAt, key.CreatedBy, key.ExpiresAt, key.LastUsedAt, key.RevokedAt, key.RevokedReason }),
                keys.Count == 0 ? ["No key was issued yet: `usd1 keys create NAME`."] : keys.Select(key => $"{key.KeyId:D}  {StateOf(key)}  {string.Join('+', ScopesOf(key))}  {key.Name}"));
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<Guid>("id") { Description = "The key's id, as `usd1 keys list` shows it." };
        var reason = new Option<string>("--reason") { Description = "Why, for whoever asks later.", Required = true };
        var command = new Command("revoke", "End a key now. It is not given back: issue a new one.") { id, reason };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
            (await On(postgres).RevokeAsync(OperatorConsole.Operator, parsed.GetValue(id), parsed.GetValue(reason)!, cancellationToken)).Match(
                key =>
                {
                    console.Answer(new { id = key.KeyId, key.Name, key.RevokedAt }, $"Key {key.KeyId:D} ({key.Name}) is revoked.");
                    return ExitCode.Done;
                },
                console.Refuse)));
        return command;
    }

    private static ApiKeys On(NpgsqlDataSource postgres) => new(postgres, new ApiKeyStore(postgres), new AuditTrail(postgres, TimeProvider.System), TimeProvider.System);

    private static IEnumerable<string> ScopesOf(ApiKey key) => key.Scopes.Order().Select(scope => scope.ToString());

    private static string StateOf(ApiKey key) =>
        key.RevokedAt is { } revoked ? $"revoked {revoked:yyyy-MM-dd}"
        : key.ExpiresAt <= TimeProvider.System.GetUtcNow() ? $"expired {key.ExpiresAt:yyyy-MM-dd}"
        : $"good to {key.ExpiresAt:yyyy-MM-dd}";
}
