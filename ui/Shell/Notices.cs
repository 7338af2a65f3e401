namespace Usd1Compliance.Ui.Shell;

/// <summary>How a command ended.</summary>
public enum NoticeKind
{
    /// <summary>It was done and is durable.</summary>
    Done,

    /// <summary>The engine refused it; nothing was changed.</summary>
    Refused,
}

/// <summary>One sentence to the person who acted.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Text">For the person.</param>
/// <param name="Code">Of a refusal, as in docs/errors.md.</param>
public sealed record Notice(NoticeKind Kind, string Text, string? Code = null);

/// <summary>What the layout announces (aria-live) in a circuit: one notice at a time, until the next or until it is closed.</summary>
public sealed class Notices
{
    /// <summary>What stands there now.</summary>
    public Notice? Current { get; private set; }

    /// <summary>It changed.</summary>
    public event Action? Changed;

    /// <summary>Announces a sentence.</summary>
    public void Say(Notice notice) => Put(notice);

    /// <summary>Takes it away.</summary>
    public void Clear() => Put(null);

    private void Put(Notice? notice)
    {
        Current = notice;
        Changed?.Invoke();
    }
}
