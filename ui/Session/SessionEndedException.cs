namespace Usd1Compliance.Ui.Session;

/// <summary>
/// The session does not stand any more: its time is over, or the person was locked, or got other roles or another password since. The page that meets it
/// leads to the sign-in.
/// </summary>
public sealed class SessionEndedException() : Exception("The session has ended. Sign in again.");
