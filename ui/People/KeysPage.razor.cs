using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.People;

/// <summary>Which programs may call the API, for how long, and when each last did. Administrators only.</summary>
public sealed partial class KeysPage : EnginePage
{
    // Time enough to give the program another one.
    private static readonly TimeSpan soon = TimeSpan.FromDays(14);

    private readonly HashSet<Right> scopes = [Right.Screen];
    private IReadOnlyList<ApiKey> keys = [];
    private Dictionary<string, string> names = [];
    private IssuedApiKey? issued;
    private ApiKey? asked;
    private string name = "";
    private string reason = "";
    private int days = 90;
    private DateTimeOffset now;

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ApiKeyStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ApiKeys Keys { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PersonStore People { get; init; }

    /// <summary>Of the process.</summary>
    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        now = Clock.GetUtcNow();
        keys = await Store.AllAsync(Actor, Leaving);
        names = (await People.AllAsync(Actor, Leaving)).ToDictionary(person => $"{ActorKind.Person}:{person.Id:D}", person => person.DisplayName);
    }

    private async Task IssueAsync()
    {
        issued = null;
        if (await DoAsync(() => Keys.IssueAsync(Actor, name, scopes, days, Leaving), Shown))
        {
            name = "";
        }
    }

    private string Shown(IssuedApiKey made)
    {
        issued = made;
        return $"The key of {made.Key.Name} is issued. Its secret is shown below, once.";
    }

    private void Ask(ApiKey key) => (asked, reason) = (key, "");

    private async Task RevokeAsync()
    {
        var key = asked!;
        asked = null;
        await DoAsync(() => Keys.RevokeAsync(Actor, key.KeyId, reason, Leaving), done => $"The key of {done.Name} is revoked.");
    }

    private string NameOf(string by) => names.TryGetValue(by, out var known) ? known : by.Replace(":", " ", StringComparison.Ordinal).ToLowerInvariant();

    private void Toggle(Right scope, ChangeEventArgs change)
    {
        if (change.Value is true)
        {
            scopes.Add(scope);
        }
        else
        {
            scopes.Remove(scope);
        }
    }
}
