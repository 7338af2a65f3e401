using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Usd1Compliance.Audit;
using Usd1Compliance.Ui.Session;
using Usd1Compliance.Ui.Shell;

namespace Usd1Compliance.Ui.People;

/// <summary>Who may sign in, and what for. Administrators only.</summary>
public sealed partial class UsersPage : EnginePage
{
    private readonly HashSet<Role> newRoles = [];
    private readonly HashSet<Role> editedRoles = [];
    private IReadOnlyList<Person> people = [];
    private OneTimePassword? oneTime;
    private Person? edited;
    private string userName = "";
    private string displayName = "";
    private string subject = "";
    private DateTimeOffset now;

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PersonStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ManagePeople Manage { get; init; }

    /// <summary>Of the process: the issuer, where one is configured.</summary>
    [Inject]
    public required IServiceProvider Services { get; init; }

    /// <summary>Of the process.</summary>
    [Inject]
    public required TimeProvider Clock { get; init; }

    private OpenIdSettings? OpenId => Services.GetService<OpenIdSettings>();

    // Where claims give the roles, a role given by hand would last until the next sign-in.
    private bool ClaimsDecide(Person person) => person.External is not null && OpenId?.Roles is not null;

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        now = Clock.GetUtcNow();
        people = await Store.AllAsync(Actor, Leaving);
    }

    private async Task CreateAsync()
    {
        if (subject.Trim() is { Length: > 0 } key
            ? await DoAsync(() => CreateExternalAsync(key), person => $"{person.DisplayName} is added, and signs in at {person.External!.Issuer}.")
            : await DoAsync(() => Manage.CreateAsync(Actor, userName.Trim(), displayName.Trim(), newRoles, Leaving), done => Shown(done, $"{done.Person.DisplayName} is added.")))
        {
            (userName, displayName, subject) = ("", "", "");
            newRoles.Clear();
        }
    }

    private async Task<Outcome<Person>> CreateExternalAsync(string key)
    {
        var issuer = await Services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().IssuerNameAsync(Leaving);
        return await Manage.CreateExternalAsync(Actor, new ExternalSubject(issuer, key), userName.Trim(), displayName.Trim(), newRoles, Leaving);
    }

    private void Edit(Person person)
    {
        edited = person;
        editedRoles.Clear();
        editedRoles.UnionWith(person.Roles);
    }

    private async Task GiveAsync()
    {
        var person = edited!;
        edited = null;
        await DoAsync(() => Manage.GiveRolesAsync(Actor, person.Id, editedRoles, Leaving), done => $"{done.DisplayName} holds the new roles.");
    }

    private Task<bool> LockAsync(Person person) => DoAsync(() => Manage.LockAsync(Actor, person.Id, Leaving), done => $"{done.DisplayName} is locked out; every session has ended.");

    private Task<bool> UnlockAsync(Person person) => DoAsync(() => Manage.UnlockAsync(Actor, person.Id, Leaving), done => $"{done.DisplayName} may sign in again.");

    private Task<bool> ResetAsync(Person person) => DoAsync(() => Manage.ResetPasswordAsync(Actor, person.Id, Leaving), done => Shown(done, $"{done.Person.DisplayName} has a one-time password."));

    private Task<bool> ResetTotpAsync(Person person) => DoAsync(() => Manage.ResetTotpAsync(Actor, person.Id, Leaving), done => $"The second factor of {done.DisplayName} is taken away.");

    private string Shown(OneTimePassword made, string said)
    {
        oneTime = made;
        return said;
    }

    private static void Toggle(HashSet<Role> roles, Role role, ChangeEventArgs change)
    {
        if (change.Value is true)
        {
            roles.Add(role);
        }
        else
        {
            roles.Remove(role);
        }
    }
}
