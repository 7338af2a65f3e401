namespace Usd1Compliance.Screening.Names;

/// <summary>The assignment of every row to a column of its own with the greatest sum, by shortest augmenting paths: O(rows² × columns). It works on arrays of its own.</summary>
internal sealed class BestAssignment(int most)
{
    private readonly float[] values = new float[most * most];
    private readonly float[] ofRow = new float[most + 1], ofColumn = new float[most + 1], least = new float[most + 1];
    private readonly int[] rowOf = new int[most + 1], way = new int[most + 1], chosen = new int[most];
    private readonly bool[] done = new bool[most + 1];

    /// <summary>What it is worth to give a row a column.</summary>
    public float this[int row, int column]
    {
        set => values[(row * most) + column] = value;
    }

    /// <summary>The column of each row, as one of its own arrays.</summary>
    /// <param name="rows">No more than <paramref name="columns"/>.</param>
    /// <param name="columns">How many.</param>
    public int[] Solve(int rows, int columns)
    {
        if (rows == 1)
        {
            chosen[0] = values.AsSpan(0, columns).IndexOf(Greatest(columns));
            return chosen;
        }

        ofRow.AsSpan(0, rows + 1).Clear();
        ofColumn.AsSpan(0, columns + 1).Clear();
        rowOf.AsSpan(0, columns + 1).Clear();
        for (var row = 1; row <= rows; row++)
        {
            Augment(row, columns);
        }

        for (var column = 1; column <= columns; column++)
        {
            if (rowOf[column] > 0)
            {
                chosen[rowOf[column] - 1] = column - 1;
            }
        }

        return chosen;
    }

    private float Greatest(int columns)
    {
        var greatest = values[0];
        for (var column = 1; column < columns; column++)
        {
            greatest = Math.Max(greatest, values[column]);
        }

        return greatest;
    }

    private void Augment(int row, int columns)
    {
        least.AsSpan(0, columns + 1).Fill(float.MaxValue);
        done.AsSpan(0, columns + 1).Clear();
        rowOf[0] = row;
        var at = 0;
        do
        {
            done[at] = true;
            var current = rowOf[at];
            var (delta, next) = (float.MaxValue, 0);
            for (var column = 1; column <= columns; column++)
            {
                if (done[column])
                {
                    continue;
                }

                var cost = -values[((current - 1) * most) + column - 1] - ofRow[current] - ofColumn[column];
                if (cost < least[column])
                {
                    (least[column], way[column]) = (cost, at);
                }

                if (least[column] < delta)
                {
                    (delta, next) = (least[column], column);
                }
            }

            for (var column = 0; column <= columns; column++)
            {
                if (done[column])
                {
                    ofRow[rowOf[column]] += delta;
                    ofColumn[column] -= delta;
                }
                else
                {
                    least[column] -= delta;
                }
            }

            at = next;
        }
        while (rowOf[at] != 0);

        while (at != 0)
        {
            var before = way[at];
            rowOf[at] = rowOf[before];
            at = before;
        }
    }
}
