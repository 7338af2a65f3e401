namespace Usd1Compliance.Audit;

/// <summary>
/// An actor asked for what it may not do. A page or an endpoint that offers only what is allowed never meets it; where it does
/// appear it is answered as 403 <c>right_missing</c> or the refused state of a page.
/// </summary>
public sealed class RightRefusedException : Exception
{
    /// <summary>Names the actor and the right in words for the person who reads it.</summary>
    public RightRefusedException(Actor actor, Right right)
        : base($"{actor.Name} does not hold the right {right}. An administrator gives roles under Users.")
    {
        Actor = actor;
        Right = right;
    }

    /// <summary>Who asked.</summary>
    public Actor Actor { get; }

    /// <summary>What was asked for.</summary>
    public Right Right { get; }
}
