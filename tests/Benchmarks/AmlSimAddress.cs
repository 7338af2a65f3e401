namespace Usd1Compliance.Benchmarks;

/// <summary>What is kept of one address while transfers pass by: four counters, and its last 64 counterparties. It never grows beyond that.</summary>
internal sealed class AmlSimAddress(int number)
{
    /// <summary>How many counterparties are remembered; also the most that an address may have for a transfer there and back to be a tie.</summary>
    public const int Remembered = 64;

    private readonly List<Counterparty> counterparties = [];

    public int Number => number;

    public int Sent { get; private set; }

    public int Received { get; private set; }

    /// <summary>Different beneficiaries; one that was forgotten in between counts again.</summary>
    public int Beneficiaries { get; private set; }

    /// <summary>Different originators; one that was forgotten in between counts again.</summary>
    public int Originators { get; private set; }

    /// <summary>Pairs that it is in; a counterparty in both directions is two.</summary>
    public int Pairs => Originators + Beneficiaries;

    public IReadOnlyList<Counterparty> Counterparties => counterparties;

    public void Send(AmlSimAddress beneficiary, int step)
    {
        Sent++;
        var counterparty = Remember(beneficiary, step);
        Beneficiaries += counterparty.SentTo++ == 0 ? 1 : 0;
    }

    public void Receive(AmlSimAddress originator, int step)
    {
        Received++;
        var counterparty = Remember(originator, step);
        Originators += counterparty.ReceivedFrom++ == 0 ? 1 : 0;
    }

    private Counterparty Remember(AmlSimAddress other, int step)
    {
        var known = counterparties.Find(counterparty => counterparty.Address == other);
        if (known is null)
        {
            if (counterparties.Count == Remembered)
            {
                // Whom it dealt with again is forgotten last: that is what is looked for.
                counterparties.Remove(counterparties.MinBy(counterparty => (counterparty.Repeats, counterparty.LastStep))!);
            }

            known = new Counterparty(this, other);
            counterparties.Add(known);
        }

        known.LastStep = step;
        return known;
    }

    /// <summary>One remembered counterparty, with how often each sent to the other.</summary>
    internal sealed class Counterparty(AmlSimAddress of, AmlSimAddress address)
    {
        public AmlSimAddress Address => address;

        public int SentTo { get; set; }

        public int ReceivedFrom { get; set; }

        public int LastStep { get; set; }

        public bool Repeats => SentTo >= 2 || ReceivedFrom >= 2;

        /// <summary>Both sent to the other, and neither is so busy that this would happen by chance.</summary>
        private bool Returned => SentTo > 0 && ReceivedFrom > 0 && of.Pairs <= Remembered && address.Pairs <= Remembered;

        public bool TiedBySending => SentTo >= 2 || (SentTo > 0 && Returned);

        public bool TiedByReceiving => ReceivedFrom >= 2 || (ReceivedFrom > 0 && Returned);

        /// <summary>A tie: one sent to the other more than once, or both sent to each other.</summary>
        public bool Tied => TiedBySending || TiedByReceiving;
    }
}
