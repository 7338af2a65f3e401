using Usd1Compliance.Audit;

namespace Usd1Compliance.Lists;

/// <summary>Makes every list of the file of lists known, so that one that was never loaded counts as missing and not as absent.</summary>
public sealed class DescribeLists(ListStore lists)
{
    private static readonly Actor job = Actor.Job("list-description", Right.ManageLists);

    /// <summary>Describes each list of the file. A list that is known and no longer stands there is left as it is: its version goes on judging.</summary>
    /// <param name="path">The file, as <see cref="ListDefinition.ReadAll"/> reads it.</param>
    /// <param name="cancellationToken">Ends the work; what was described stays.</param>
    /// <returns>How many lists were new or had changed, or <c>lists_file_wrong</c>.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public async Task<Outcome<int>> RunAsync(string path, CancellationToken cancellationToken)
    {
        switch (ListDefinition.ReadAll(path))
        {
            case Outcome<IReadOnlyList<ListDefinition>>.Done(var described):
                var changed = 0;
                foreach (var list in described)
                {
                    changed += await lists.DescribeAsync(job, list, cancellationToken) ? 1 : 0;
                }

                return changed;
            case Outcome<IReadOnlyList<ListDefinition>>.Refused(var refusal):
                return refusal;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
