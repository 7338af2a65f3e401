using System.CommandLine;
using Usd1Compliance.Audit;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 lists owners</c>: whom the 50 % rule blocks, and why.</summary>
internal static class ListOwnersVerb
{
    public static Command Create()
    {
        var command = new Command("owners", "Show the entities that blocked parties own by 50 % or more, or may, by the lists in force, each with its chain (OFAC FAQ 398 to 402).");
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var found = await new ListStore(postgres, new AuditTrail(postgres, TimeProvider.System), TimeProvider.System).BlockedOwnershipAsync(OperatorConsole.Operator, cancellationToken);
            console.Answer(new { owned = found }, found.Count == 0 ? ["No list in force says of an entity that blocked parties own half of it, or may."] : found.SelectMany(Lines));
            return ExitCode.Done;
        }));
        return command;
    }

    private static IEnumerable<string> Lines(BlockedOwnership owned) =>
    [
        owned.Finding == OwnershipFinding.Blocked
            ? $"{owned.Entity}: BLOCKED, {owned.KnownPercent:0.######} % are known to be owned by blocked parties."
            : $"{owned.Entity}: for review, {owned.KnownPercent:0.######} % are known to be owned by blocked parties, and a share is not known.",
        .. owned.Chain.Select(link => $"  {link.Owned} - {link.Kind} - {link.Owner}{(link.SharePercent is { } share ? $", {share:0.######} %" : ", share not known")}"),
    ];
}
