namespace Usd1Compliance.Audit;

/// <summary>Why a command was not done. The code stands in docs/errors.md; the message names the thing, what is wrong and the mend.</summary>
/// <param name="Code">Lower case with underscores, stable: <c>four_eyes</c>, <c>case_closed</c>.</param>
/// <param name="Message">For the person who asked.</param>
public sealed record Refusal(string Code, string Message);

/// <summary>
/// The answer of a command: done, with what it made, or refused, with why. Both are answers that the caller shows; a failure of the
/// machinery is an exception instead.
/// </summary>
public abstract record Outcome<T>
{
    private Outcome()
    {
    }

    /// <summary>It was done and is durable.</summary>
    public sealed record Done(T Value) : Outcome<T>;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(Refusal Refusal) : Outcome<T>;

    /// <summary>Lets a command return its value.</summary>
    public static implicit operator Outcome<T>(T value) => new Done(value);

    /// <summary>Lets a command return a refusal.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new Refused(refusal);

    /// <summary>One answer for each of the two.</summary>
    public TResult Match<TResult>(Func<T, TResult> done, Func<Refusal, TResult> refused) =>
        this is Done(var value) ? done(value) : refused(((Refused)this).Refusal);
}
