namespace Usd1Compliance.Monitoring.Windows;

/// <summary>Tokens that an address sent or received, as windows count them.</summary>
/// <param name="At">Event time, ticks UTC.</param>
/// <param name="Usd">Worth in whole millionths of a dollar; null where it is not known.</param>
/// <param name="Other">The other side; null on a mint or burn.</param>
/// <param name="IsMint">Whether the tokens are new.</param>
internal readonly record struct Move(long At, decimal? Usd, AddressActivity? Other, bool IsMint) : IMoment;
