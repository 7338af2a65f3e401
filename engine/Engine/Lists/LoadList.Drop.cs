using System.Security.Cryptography;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Lists;

public sealed partial class LoadList
{
    private const int namedParties = 10;

    /// <summary>
    /// A file that takes much away waits for a second person as a whole, and is looked at as a whole. Until then an interim version judges: every
    /// entry of the file, and beside them every entry that would go or lose an address.
    /// </summary>
    private async Task<ListLoad> HoldAsync(AtomicWrite write, Actor actor, ListDefinition list, Standing standing, ListFile file, VersionFile source, ListDelta delta, CancellationToken cancellationToken)
    {
        var writer = new VersionWriter(write);
        var isOlder = standing.PublishedOn > file.PublishedOn;
        await writer.QuarantineAsync(delta.ToVersion, ReasonOf(source.Name, standing, delta, isOlder), cancellationToken);
        // What an older file says of a party is not newer than what judges now: nothing of it is put in force without a person.
        ListVersion? interim = isOlder ? null : await PutInterimInForceAsync(write, actor, list, standing, file, source, delta, cancellationToken);
        await trail.RecordAsync(write, actor, "list.hold", new AuditSubject("list", list.Id), new
        {
            version = delta.ToVersion,
            interim = interim?.VersionId,
            file = source.Name,
            sha256 = Convert.ToHexStringLower(file.Sha256),
            code = "list_drop",
            removed = delta.Removed.Count,
            addressesRemoved = delta.AddressesRemoved.Count,
            addedAtOnce = interim is null ? 0 : delta.Added.Count,
        }, cancellationToken);
        return new ListLoad(await writer.ReadAsync(delta.ToVersion, cancellationToken), delta, Confirmed: false) { Interim = interim };
    }

    private async Task<ListVersion> PutInterimInForceAsync(AtomicWrite write, Actor actor, ListDefinition list, Standing standing, ListFile file, VersionFile source, ListDelta delta, CancellationToken cancellationToken)
    {
        var writer = new VersionWriter(write);
        var now = clock.GetUtcNow();
        string[] losing = [.. delta.Removed.Select(party => party.Key).Concat(delta.AddressesRemoved.Select(address => address.Key)).Distinct()];
        var kept = await writer.EntriesAsync(standing.VersionId, losing, cancellationToken);
        var both = file with { Entries = [.. file.Entries, .. kept] };
        var version = new VersionFile($"{source.Name}, and what it takes away", SHA256.HashData([.. standing.Sha256, .. file.Sha256, .. BitConverter.GetBytes(delta.ToVersion)]), source.SizeBytes, source.PublishedOn);
        var interim = await writer.AddVersionAsync(actor, list, version, ListVersionStatus.Accepted, "", ListCounts.Of(both), now, cancellationToken);
        await writer.ComposeAsync(interim, delta.ToVersion, delta.ToVersion, standing.VersionId, losing, cancellationToken);
        await writer.PutInForceAsync(actor, list.Id, interim, now, cancellationToken);
        return await writer.ReadAsync(interim, cancellationToken);
    }

    private static string ReasonOf(string name, Standing standing, ListDelta delta, bool isOlder)
    {
        var addressesBefore = standing.Counts.Addresses;
        var losers = delta.AddressesRemoved.GroupBy(address => address.Name).Select(of => $"{of.Key} ({of.Count():N0} {(of.Count() == 1 ? "address" : "addresses")})")
            .Concat(delta.Removed.ExceptBy(delta.AddressesRemoved.Select(address => address.Key), party => party.Key).Select(party => party.Name)).ToList();
        return $"{name} takes away {delta.Removed.Count:N0} of {delta.PartiesFrom:N0} parties and {delta.AddressesRemoved.Count:N0} of {addressesBefore:N0} addresses: "
            + $"{string.Join("; ", losers.Take(namedParties))}{(losers.Count > namedParties ? $"; and {losers.Count - namedParties:N0} more" : "")}. "
            + (isOlder ? "It is older than the version in force, which stays as it is. " : $"The parties that it adds ({delta.Added.Count:N0}) or describes otherwise ({delta.Changed.Count:N0}) judge already; what it takes away stays in force. ")
            + "Compare with the publisher's notice; if it is lawful, a second person approves this version.";
    }
}
