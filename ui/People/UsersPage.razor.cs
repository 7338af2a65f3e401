using Microsoft.AspNetCore.Components;
using Usd1Compliance.Audit;
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
    private DateTimeOffset now;

    /// <summary>Of the engine.</summary>
    [Inject]
    public required PersonStore Store { get; init; }

    /// <summary>Of the engine.</summary>
    [Inject]
    public required ManagePeople Manage { get; init; }

    /// <summary>Of the process.</summary>
    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        now = Clock.GetUtcNow();
        people = await Store.AllAsync(Actor, Leaving);
    }

    private async Task CreateAsync()
    {
        if (await DoAsync(() => Manage.CreateAsync(Actor, userName.Trim(), displayName.Trim(), newRoles, Leaving), done => Shown(done, $"{done.Person.DisplayName} is added.")))
        {
            (userName, displayName) = ("", "");
            newRoles.Clear();
        }
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
