namespace Usd1Compliance.Monitoring.Memory;

/// <content>What one of the two sides keeps of a transfer: in its ring, its buckets and its habits.</content>
public sealed unsafe partial class TransferMemory
{
    /// <summary>One of the two sides keeps a transfer: in its ring, its buckets and its habits.</summary>
    private void Keep(uint number, in Edge edge, uint lastMet)
    {
        var record = addresses.At(number);
        if (rings.WillLose(record))
        {
            LoseOldest(number, record);
        }

        if (record->Habits != 0)
        {
            Accustom((Habits*)habits.Touch(record->Habits), edge, lastMet);
        }

        rings.Add(record, edge);
        if (record->Block != 0)
        {
            // Advanced and touched when the side was met.
            var block = (BucketBlock*)blocks.Touch(record->Block);
            BucketBlock.Add(block, edge.IsOut, edge.At, edge.Usd, edge.Peer != 0, lastMet);
            AddBelow(block, edge);
            NoteVast(record, block, edge);
            NoteHub(record, block);
        }

        if (edge.IsOut)
        {
            record->SentTimes++;
        }
        else
        {
            record->ReceivedTimes++;
            if ((edge.Kind & EdgeKind.Issuer) != 0)
            {
                (*mints.Touch(number))++;
                record->WasMintedTo = 1;
            }
        }

        if (record->RingCount == HabitsFrom)
        {
            FormHabits(record);
        }
    }

    private void AdvanceBelow(BucketBlock* block, uint clock)
    {
        // Within an hour nothing leaves.
        if (block->Below != 0 && clock / 3_600 > block->Clock / 3_600 && ((BelowLimits*)belows.Touch(block->Below))->Advance(block->Clock, clock))
        {
            belows.Return(block->Below);
            block->Below = 0;
        }
    }

    private void AddBelow(BucketBlock* block, in Edge edge)
    {
        if (BelowLimits.LimitOf(edge.Usd) is var limit and >= 0 && (edge.At / 3_600) + BucketBlock.Hours > block->Clock / 3_600)
        {
            block->Below = block->Below != 0 ? block->Below : belows.Rent();
            ((BelowLimits*)belows.Touch(block->Below))->Add(limit, edge.IsOut, edge.At, edge.Usd);
        }
    }

    private uint MintsOf(uint number, AddressRecord* record) => record->WasMintedTo == 0 ? 0 : *mints.Find(number);

    // What 300 billion dollars in a day are is no money: such sums would overflow, and are unknown from then on.
    private static void NoteVast(AddressRecord* record, BucketBlock* block, in Edge edge)
    {
        var place = BucketBlock.FiveMinutes + BucketBlock.Hours + (int)(edge.At / 86_400 % BucketBlock.Days);
        if ((edge.IsOut ? block->Sent.Usd[place] : block->Received.Usd[place]) > 300_000_000_000_000_000)
        {
            record->Flags |= AddressFlags.Vast;
        }
    }

    // The ring is about to let go of its oldest: what it alone knew is written down elsewhere first.
    private void LoseOldest(uint number, AddressRecord* record)
    {
        if ((record->Flags & AddressFlags.RingLostOne) == 0)
        {
            WritePairsDown(number, record);
            FormHabits(record);
            record->Flags |= AddressFlags.RingLostOne;
        }

        if (record->Block == 0 && rings.At(record, 0)->At / 86_400 + BucketBlock.Days > record->Clock / 86_400)
        {
            record->Block = blocks.Rent();
            Fill((BucketBlock*)blocks.At(record->Block), record);
            NoteHub(record, (BucketBlock*)blocks.At(record->Block));
        }
    }

    private void Fill(BucketBlock* block, AddressRecord* record)
    {
        BucketBlock.Begin(block, record->Clock);
        for (var i = 0; i < record->RingCount; i++)
        {
            var edge = rings.At(record, i);
            uint lastMet = 0;
            for (var j = 0; j < i && edge->Peer != 0; j++)
            {
                var before = rings.At(record, j);
                lastMet = before->Peer == edge->Peer && before->IsOut == edge->IsOut ? Math.Max(lastMet, before->At) : lastMet;
            }

            BucketBlock.Add(block, edge->IsOut, edge->At, edge->Usd, edge->Peer != 0, lastMet);
            AddBelow(block, *edge);
            NoteVast(record, block, *edge);
        }
    }
}
