namespace Usd1Compliance.Monitoring.Memory;

/// <content>Habits: told from the ring for as long as that holds everything and is short, and kept from then on.</content>
public sealed unsafe partial class TransferMemory
{
    // With so many transfers in the ring habits get a record of their own.
    private const int HabitsFrom = 16;

    private void FormHabits(AddressRecord* record)
    {
        if (record->Habits == 0)
        {
            var told = HabitsOf(record);
            record->Habits = habits.Rent();
            *(Habits*)habits.At(record->Habits) = told;
        }
    }

    /// <summary>The habits of an address, as a copy.</summary>
    private Habits HabitsOf(AddressRecord* record)
    {
        if (record->Habits != 0)
        {
            return *(Habits*)habits.At(record->Habits);
        }

        var told = default(Habits);
        for (var i = 0; i < record->RingCount; i++)
        {
            var edge = rings.At(record, i);
            uint lastMet = 0;
            for (var j = 0; j < i; j++)
            {
                var before = rings.At(record, j);
                lastMet = before->Peer == edge->Peer && before->IsOut == edge->IsOut ? Math.Max(lastMet, before->At) : lastMet;
            }

            Accustom(&told, *edge, lastMet);
        }

        return told;
    }

    private static void Accustom(Habits* told, in Edge edge, uint lastMet)
    {
        if (edge.IsOut)
        {
            told->AddSent(edge.At, Math.Max(0, edge.Usd));
        }
        else if (edge.Peer != 0)
        {
            told->CloseDays(edge.At);
            if (lastMet == 0 || lastMet / 86_400 < edge.At / 86_400)
            {
                told->AddSender(edge.At);
            }
        }
    }
}
