namespace Usd1Compliance.Monitoring.Memory;

/// <content>Going back: a reorganisation takes back exactly what it added, as though it had never been.</content>
public sealed unsafe partial class TransferMemory
{
    private readonly record struct Mark(long Taken, long LateCuts, int Categories, int Assets, AddressKnowledge Knowledge);

    private readonly List<Mark> marks = [];

    /// <summary>How many marks can be gone back to.</summary>
    public int Marks => marks.Count;

    /// <summary>How many bytes are kept for going back.</summary>
    public long KeptBytes => undo.Bytes;

    /// <summary>Sets a mark before a block that may be taken back. From here on what is changed is kept, until it is final.</summary>
    public void SetMark()
    {
        undo.Mark();
        marks.Add(new Mark(Taken, LateCuts, categories.Count, assets.Count, knowledge));
    }

    /// <summary>Goes back to the last mark: everything since is as though it had never been, and so is what was known of addresses since.</summary>
    /// <exception cref="InvalidOperationException">There is no mark.</exception>
    public void GoBack()
    {
        undo.Undo();
        var mark = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        (Taken, LateCuts, knowledge, canJudge) = (mark.Taken, mark.LateCuts, mark.Knowledge, mark.Knowledge.CanJudge);
        assets.KeepOnly(mark.Assets);
        categories.RemoveRange(mark.Categories, categories.Count - mark.Categories);
        if (categoryWords.Count > categories.Count)
        {
            categoryWords.RemoveRange(categories.Count, categoryWords.Count - categories.Count);
        }
    }

    /// <summary>Forgets all but the newest marks: what lies before them is final, and kept no longer for going back.</summary>
    /// <param name="newest">How many stay.</param>
    public void Settle(int newest)
    {
        undo.KeepOnly(newest);
        marks.RemoveRange(0, Math.Max(0, marks.Count - newest));
    }
}
