using System.Collections.Frozen;

namespace Usd1Compliance.Audit;

/// <summary>What kind of thing acts.</summary>
public enum ActorKind
{
    /// <summary>Somebody who signed in.</summary>
    Person,

    /// <summary>A program with an API key.</summary>
    ApiClient,

    /// <summary>A job of the product itself, such as monitoring or a list refresh.</summary>
    Job,

    /// <summary>Somebody at the machine's command line, who holds the database's own credentials.</summary>
    Operator,
}

/// <summary>
/// Who does a thing. Every command of the engine takes one first, checks its right, and writes it to the audit trail. Two actors are
/// the same for four eyes when kind and id are equal.
/// </summary>
/// <param name="Kind">What kind of thing acts.</param>
/// <param name="Id">Stable for ever: the user id, the key id, or the job's name.</param>
/// <param name="Name">What people call it, for display; not part of its identity.</param>
/// <param name="Allowed">The rights that it holds now.</param>
public sealed record Actor(ActorKind Kind, string Id, string Name, FrozenSet<Right> Allowed)
{
    /// <summary>Somebody who signed in with these roles.</summary>
    public static Actor Person(Guid userId, string name, IEnumerable<Role> roles) =>
        new(ActorKind.Person, userId.ToString("D"), name, roles.SelectMany(Rights.Of).ToFrozenSet());

    /// <summary>A program whose API key carries these rights.</summary>
    public static Actor ApiClient(Guid keyId, string name, IEnumerable<Right> scopes) =>
        new(ActorKind.ApiClient, keyId.ToString("D"), name, scopes.ToFrozenSet());

    /// <summary>A job of the product, named as in docs/vocabulary.md ("monitoring", "list-refresh").</summary>
    public static Actor Job(string name, params IEnumerable<Right> rights) => new(ActorKind.Job, name, name, rights.ToFrozenSet());

    /// <summary>Whoever sits at the machine with the owner's credentials: may set up, and may decide neither cases nor which rules are in force.</summary>
    public static Actor Operator(string systemUser) => new(ActorKind.Operator, systemUser, systemUser,
        FrozenSet.Create(Right.ManagePeople, Right.ManageSources, Right.ManageLists, Right.ManageParties, Right.ReadRules, Right.ReadAudit));

    /// <summary>Whether the right is held.</summary>
    public bool May(Right right) => Allowed.Contains(right);

    /// <summary>Refuses the whole command when the right is not held.</summary>
    /// <exception cref="RightRefusedException">The right is not held.</exception>
    public void Demand(Right right)
    {
        if (!May(right))
        {
            throw new RightRefusedException(this, right);
        }
    }

    /// <summary>Whether the other is the same actor, whatever roles it holds by now: four eyes asks this.</summary>
    public bool IsSameAs(ActorKind kind, string id) => Kind == kind && string.Equals(Id, id, StringComparison.Ordinal);
}
