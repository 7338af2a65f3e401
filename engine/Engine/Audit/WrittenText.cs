namespace Usd1Compliance.Audit;

/// <summary>What people write into a record: long enough to say something years later, short enough to be read.</summary>
public static class WrittenText
{
    /// <summary>Fewest characters of a reason, blanks around it not counted.</summary>
    public const int ShortestReason = 10;

    /// <summary>Most characters of a reason or note.</summary>
    public const int Longest = 4000;

    internal static Refusal? FaultOfReason(string reason) => reason.Trim().Length < ShortestReason
        ? new Refusal("reason_too_short", $"A reason has {ShortestReason} characters or more: somebody reads it years from now and has to understand why.")
        : Fault(reason);

    internal static Refusal? FaultOfNote(string note) => note.Trim().Length == 0 ? new Refusal("note_empty", "The note is empty. Write what you saw or did.") : Fault(note);

    private static Refusal? Fault(string text) => text switch
    {
        { Length: > Longest } => new Refusal("text_too_long", $"The text has {text.Length} characters; {Longest} are the most. Split it into several notes."),
        _ when text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')) => new Refusal("text_unreadable", "The text holds control characters, which no screen shows. Paste it as plain text."),
        _ => null,
    };
}
