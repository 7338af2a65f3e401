namespace Usd1Compliance.Audit;

/// <summary>What somebody who signed in owes before he holds any right.</summary>
public enum Owed
{
    /// <summary>Nothing: his roles count.</summary>
    Nothing,

    /// <summary>A password of his own in place of the one-time one: <see cref="SignIn.ChangePasswordAsync"/>.</summary>
    NewPassword,

    /// <summary>A second factor, which this installation requires: <see cref="SecondFactor"/>.</summary>
    Totp,
}

/// <summary>
/// Somebody whose sign-in stands. A session keeps his id and security stamp, nothing else, and asks <see cref="SignIn.ResumeAsync"/>
/// who that is now.
/// </summary>
/// <param name="Person">As he stands now.</param>
/// <param name="Actor">Holds the rights of his roles; none while he owes something.</param>
/// <param name="Owes">What he has to do first.</param>
public sealed record SignedIn(Person Person, Actor Actor, Owed Owes)
{
    internal static SignedIn As(Person person, SignInPolicy policy)
    {
        var owes = person switch
        {
            { MustChangePassword: true } => Owed.NewPassword,
            { External: null, HasTotp: false } when policy.RequireTotp => Owed.Totp,
            _ => Owed.Nothing,
        };
        return new SignedIn(person, Actor.Person(person.Id, person.DisplayName, owes == Owed.Nothing ? person.Roles : []), owes);
    }
}

/// <summary>The answer to an attempt to sign in.</summary>
public abstract record SignInAnswer
{
    private SignInAnswer()
    {
    }

    /// <summary>It stands; see what he owes.</summary>
    public sealed record Welcome(SignedIn SignedIn) : SignInAnswer;

    /// <summary>
    /// Name and password are right, and a second factor is set up: ask for its code and send all three again. Nothing stands between
    /// the two calls that could be stolen; the attempt counts neither as a failure nor as a success.
    /// </summary>
    public sealed record CodeNeeded : SignInAnswer;

    /// <summary>
    /// No. One refusal, <c>sign_in_refused</c>, for a name that nobody has, a wrong password, a wrong or used code, and a locked
    /// account: the answer tells a stranger nothing about who is there.
    /// </summary>
    public sealed record Refused(Refusal Refusal) : SignInAnswer;
}
