using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Usd1Compliance.Audit;
using Usd1Compliance.Postgres;

namespace Usd1Compliance.Parties;

public sealed partial class ManageParties
{
    /// <summary>Parties of one write: long enough to be fast, short enough that others wait for it no more than a moment.</summary>
    public const int BatchRows = 1000;

    /// <summary>
    /// Takes many parties in, as if each were put, in writes of <see cref="BatchRows"/>. A row that is refused holds up no other. An owner may stand
    /// behind what he owns: rows whose owners are not known yet are tried again when all others are in, together, so that two parties may own each other.
    /// </summary>
    /// <remarks>Given up in the middle, it has taken in whole batches; the same rows once more change nothing of those.</remarks>
    /// <param name="actor">Needs <see cref="Right.ManageParties"/>.</param>
    /// <param name="rows">Read once, as they come.</param>
    /// <param name="progress">Told how many rows are through, after each batch; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work after a batch.</param>
    /// <returns>What became of every row. Refusals beside those of <see cref="PutAsync"/>: what the file's reader says, and <c>party_repeated</c> for an id that an earlier row has.</returns>
    public async Task<PartyImport> ImportAsync(Actor actor, IEnumerable<PartyFileRow> rows, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        actor.Demand(Right.ManageParties);
        var sum = new Sum();
        foreach (var batch in sum.Readable(rows).Chunk(BatchRows))
        {
            await ImportAsync(actor, batch, sum, together: [], cancellationToken);
            progress?.Report(sum.Rows);
        }

        var waiting = sum.TakeWaiting();
        HashSet<string> together = [.. waiting.Select(row => row.Draft.Id)];
        foreach (var row in await WithoutOwnersAsync(waiting, together, cancellationToken))
        {
            sum.Refused.Add(row);
        }

        foreach (var batch in waiting.Where(row => together.Contains(row.Draft.Id)).Chunk(BatchRows))
        {
            await ImportAsync(actor, batch, sum, together, cancellationToken);
            progress?.Report(sum.Rows);
        }

        return new PartyImport(sum.Created, sum.Changed, sum.Unchanged, [.. sum.Refused.OrderBy(row => row.Line)]);
    }

    private async Task ImportAsync(Actor actor, Row[] batch, Sum sum, HashSet<string> together, CancellationToken cancellationToken)
    {
        await using var write = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        await PartyWriter.LockAsync(write, cancellationToken);
        var standing = await PartyWriter.StandingAsync(write, batch.Select(row => row.Draft.Id), cancellationToken);
        var known = await PartyWriter.KnownAsync(write, batch.SelectMany(row => row.Draft.Owners, (_, owner) => owner.PartyId), cancellationToken);
        known.UnionWith(together);
        List<PartyToWrite> changed = [];
        foreach (var row in batch)
        {
            var before = standing.GetValueOrDefault(row.Draft.Id);
            switch (PartyCheck.Read(row.Draft, before?.Status ?? PartyStatus.Active))
            {
                case Outcome<Party>.Refused(var wrong):
                    sum.Refused.Add(new RefusedPartyRow(row.Line, row.Text, wrong));
                    break;
                case Outcome<Party>.Done(var party) when UnknownOwner(party, known) is not null:
                    sum.Wait(row);
                    break;
                case Outcome<Party>.Done(var party) when PartyToWrite.Of(party) is var written && before?.ContentHash.AsSpan().SequenceEqual(written.ContentHash) != true:
                    changed.Add(written);
                    break;
                default:
                    sum.Unchanged++;
                    break;
            }
        }

        var versions = await PartyWriter.WriteAsync(write, actor, changed, Now(), cancellationToken);
        if (versions.Count > 0)
        {
            await trail.RecordAsync(write, actor, "party.import", new AuditSubject("party_import", Guid.CreateVersion7(clock.GetUtcNow()).ToString("D")),
                new { parties = versions.Count, firstVersion = versions.Min(version => version.VersionId), lastVersion = versions.Max(version => version.VersionId), sha256 = DigestOf(versions) }, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        sum.Created += versions.Count(version => !standing.ContainsKey(version.Party.Id));
        sum.Changed += versions.Count(version => standing.ContainsKey(version.Party.Id));
    }

    /// <summary>
    /// What the trail keeps of the versions of a batch: SHA-256, in lower-case hexadecimal, over a line <c>version id contentHash</c> in ASCII for each, ascending by
    /// version, each line ended by a line feed. The versions themselves stand in party_version; here is what shows that they are the ones.
    /// </summary>
    internal static string DigestOf(IEnumerable<PartyVersion> versions) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(
        versions.OrderBy(version => version.VersionId).Select(version => string.Create(CultureInfo.InvariantCulture, $"{version.VersionId} {version.Party.Id} {version.ContentHash}\n"))))));

    /// <summary>Takes those out of <paramref name="together"/> whose owners are neither parties nor among them, and whoever is owned by those, until the rest holds together.</summary>
    private async Task<IReadOnlyList<RefusedPartyRow>> WithoutOwnersAsync(IReadOnlyList<Row> waiting, HashSet<string> together, CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
        {
            return [];
        }

        await using var read = await AtomicWrite.BeginAsync(postgres, cancellationToken);
        var known = await PartyWriter.KnownAsync(read, waiting.SelectMany(row => row.Draft.Owners, (_, owner) => owner.PartyId), cancellationToken);
        List<RefusedPartyRow> refused = [];
        for (var before = -1; before != refused.Count;)
        {
            before = refused.Count;
            foreach (var row in waiting.Where(row => together.Contains(row.Draft.Id)))
            {
                var missing = row.Draft.Owners.FirstOrDefault(owner => !known.Contains(owner.PartyId) && !together.Contains(owner.PartyId));
                if (missing is not null)
                {
                    together.Remove(row.Draft.Id);
                    refused.Add(new RefusedPartyRow(row.Line, row.Text, new Refusal("party_owner_unknown", $"The owner {missing.PartyId} is no party that is known here, nor one that this import takes in. Put the owner first, or import both together.")));
                }
            }
        }

        return refused;
    }

    private sealed record Row(int Line, string Text, PartyDraft Draft);

    /// <summary>What became of the rows so far.</summary>
    private sealed class Sum
    {
        private readonly HashSet<string> ids = new(StringComparer.Ordinal);
        private List<Row> waiting = [];

        public int Rows { get; private set; }

        public int Created { get; set; }

        public int Changed { get; set; }

        public int Unchanged { get; set; }

        public List<RefusedPartyRow> Refused { get; } = [];

        public void Wait(Row row) => waiting.Add(row);

        public List<Row> TakeWaiting()
        {
            var taken = waiting;
            waiting = [];
            return taken;
        }

        /// <summary>The rows that say something, each id once.</summary>
        public IEnumerable<Row> Readable(IEnumerable<PartyFileRow> rows)
        {
            foreach (var row in rows)
            {
                Rows++;
                switch (row.Draft)
                {
                    case Outcome<PartyDraft>.Refused(var unreadable):
                        Refused.Add(new RefusedPartyRow(row.Line, row.Text, unreadable));
                        break;
                    case Outcome<PartyDraft>.Done(var draft) when !ids.Add(draft.Id):
                        Refused.Add(new RefusedPartyRow(row.Line, row.Text, new Refusal("party_repeated", "An earlier row has the same id. Which of the two is right is not guessed: keep one.")));
                        break;
                    case Outcome<PartyDraft>.Done(var draft):
                        yield return new Row(row.Line, row.Text, draft);
                        break;
                }
            }
        }
    }
}
