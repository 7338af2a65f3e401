using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>Where each fact stands in a <see cref="FactRow"/>: the catalogue's own order, found once.</summary>
internal static class FactPlaces
{
    /// <summary>The catalogue.</summary>
    public static readonly FactModel Model = FactModel.Of<TransferFacts>();

    /// <summary>The first place of the originator.</summary>
    public static readonly int Originator = Model.ByName[$"originator.{nameof(AddressFacts.IsListed)}"].Index;

    /// <summary>The first place of the beneficiary.</summary>
    public static readonly int Beneficiary = Model.ByName[$"beneficiary.{nameof(AddressFacts.IsListed)}"].Index;

    /// <summary>How many facts a side has.</summary>
    public static readonly int PerSide = Beneficiary - Originator;

    public static readonly int Kind = Of("transfer", nameof(TransferFact.Kind));
    public static readonly int AmountUsd = Of("transfer", nameof(TransferFact.AmountUsd));
    public static readonly int IsPastMoney = Of("transfer", nameof(TransferFact.IsPastMoney));
    public static readonly int MinterIsKnown = Of("transfer", nameof(TransferFact.MinterIsKnown));
    public static readonly int MintIsOrdered = Of("transfer", nameof(TransferFact.MintIsOrdered));
    public static readonly int DriftUsd = Of("supply", nameof(SupplyFacts.DriftUsd));

    public static readonly int EarlierCount = Of("pair", nameof(PairFacts.EarlierCount));
    public static readonly int EarlierUsd = Of("pair", nameof(PairFacts.EarlierUsd));
    public static readonly int BackCount = Of("pair", nameof(PairFacts.BackCount));
    public static readonly int PairSentUsd24h = Of("pair", nameof(PairFacts.SentUsd24h));
    public static readonly int PairSentCount24h = Of("pair", nameof(PairFacts.SentCount24h));
    public static readonly int PairLargestUsd24h = Of("pair", nameof(PairFacts.LargestUsd24h));
    public static readonly int ClusterBelow3000Usd24h = Of("pair", nameof(PairFacts.ClusterBelow3000Usd24h));
    public static readonly int ClusterBelow3000Count24h = Of("pair", nameof(PairFacts.ClusterBelow3000Count24h));
    public static readonly int Alternations24h = Of("pair", nameof(PairFacts.Alternations24h));
    public static readonly int NetShare24h = Of("pair", nameof(PairFacts.NetShare24h));
    public static readonly int RisingCount60d = Of("pair", nameof(PairFacts.RisingCount60d));
    public static readonly int RiseRatio60d = Of("pair", nameof(PairFacts.RiseRatio60d));

    public static readonly int CommonCounterparties = Of("pair", nameof(PairFacts.CommonCounterparties));

    public static readonly int CycleLength = Of("graph", nameof(GraphFacts.CycleLength));
    public static readonly int CycleUsd = Of("graph", nameof(GraphFacts.CycleUsd));
    public static readonly int CommonSourceCount = Of("graph", nameof(GraphFacts.CommonSourceCount));
    public static readonly int CommonSourceUsd = Of("graph", nameof(GraphFacts.CommonSourceUsd));
    public static readonly int CommonSourceLargestUsd = Of("graph", nameof(GraphFacts.CommonSourceLargestUsd));
    public static readonly int CommonSourceKeptShare = Of("graph", nameof(GraphFacts.CommonSourceKeptShare));
    public static readonly int CommonSourceHours = Of("graph", nameof(GraphFacts.CommonSourceHours));
    public static readonly int StackSources = Of("graph", nameof(GraphFacts.StackSources));
    public static readonly int StackMiddles = Of("graph", nameof(GraphFacts.StackMiddles));
    public static readonly int UpstreamUsd7d = Of("graph", nameof(GraphFacts.UpstreamUsd7d));
    public static readonly int HopsToSanctions7d = Of("graph", nameof(GraphFacts.HopsToSanctions7d));
    public static readonly int SearchWasCut = Of("graph", nameof(GraphFacts.SearchWasCut));

    // Of a side: to be added to Originator or Beneficiary.
    public static readonly int IsListed = Side(nameof(AddressFacts.IsListed));
    public static readonly int IsOnReviewList = Side(nameof(AddressFacts.IsOnReviewList));
    public static readonly int WasListedAtTheTime = Side(nameof(AddressFacts.WasListedAtTheTime));
    public static readonly int ListingDateIsKnown = Side(nameof(AddressFacts.ListingDateIsKnown));
    public static readonly int Category = Side(nameof(AddressFacts.Category));
    public static readonly int IsService = Side(nameof(AddressFacts.IsService));
    public static readonly int Segment = Side(nameof(AddressFacts.Segment));
    public static readonly int IsFrozen = Side(nameof(AddressFacts.IsFrozen));
    public static readonly int IsFreezeProposed = Side(nameof(AddressFacts.IsFreezeProposed));
    public static readonly int FrozenLinks = Side(nameof(AddressFacts.FrozenLinks));
    public static readonly int AgeHours = Side(nameof(AddressFacts.AgeHours));
    public static readonly int IdleDays = Side(nameof(AddressFacts.IdleDays));
    public static readonly int BalanceUsdBefore = Side(nameof(AddressFacts.BalanceUsdBefore));
    public static readonly int BalanceUsdAfter = Side(nameof(AddressFacts.BalanceUsdAfter));
    public static readonly int SentWindows = Side(nameof(AddressFacts.SentUsd5m));
    public static readonly int ReceivedWindows = Side(nameof(AddressFacts.ReceivedUsd5m));
    public static readonly int SentBelow = Side(nameof(AddressFacts.SentBelow1000Count24h));
    public static readonly int ReceivedBelow = Side(nameof(AddressFacts.ReceivedBelow1000Count24h));
    public static readonly int DistinctRecipients6h = Side(nameof(AddressFacts.DistinctRecipients6h));
    public static readonly int MinutesSinceReceived = Side(nameof(AddressFacts.MinutesSinceReceived));
    public static readonly int LastReceivedUsd = Side(nameof(AddressFacts.LastReceivedUsd));
    public static readonly int DistinctSendersBaseline = Side(nameof(AddressFacts.DistinctSendersBaseline));
    public static readonly int SentUsdScore = Side(nameof(AddressFacts.SentUsdScore));
    public static readonly int SentCountScore = Side(nameof(AddressFacts.SentCountScore));
    public static readonly int SentVariation6h = Side(nameof(AddressFacts.SentVariation6h));
    public static readonly int MedianDwellMinutes24h = Side(nameof(AddressFacts.MedianDwellMinutes24h));
    public static readonly int RoundShare30d = Side(nameof(AddressFacts.RoundShare30d));
    public static readonly int SentIntervalVariation30d = Side(nameof(AddressFacts.SentIntervalVariation30d));
    public static readonly int EqualAmountSenders7d = Side(nameof(AddressFacts.EqualAmountSenders7d));
    public static readonly int MintedUsd15m = Side(nameof(AddressFacts.MintedUsd15m));
    public static readonly int EarlierMints = Side(nameof(AddressFacts.EarlierMints));
    public static readonly int SentToUnhostedOrBridgeUsd15m = Side(nameof(AddressFacts.SentToUnhostedOrBridgeUsd15m));
    public static readonly int MintedUsd24h = Side(nameof(AddressFacts.MintedUsd24h));
    public static readonly int MintCount24h = Side(nameof(AddressFacts.MintCount24h));
    public static readonly int RedeemedUsd24h = Side(nameof(AddressFacts.RedeemedUsd24h));
    public static readonly int RedemptionCount24h = Side(nameof(AddressFacts.RedemptionCount24h));
    public static readonly int RedeemedBelow10000Count48h = Side(nameof(AddressFacts.RedeemedBelow10000Count48h));
    public static readonly int RedeemedBelow10000Usd48h = Side(nameof(AddressFacts.RedeemedBelow10000Usd48h));
    public static readonly int ImitatesCounterparty = Side(nameof(AddressFacts.ImitatesCounterparty));
    public static readonly int TaintUsd = Side(nameof(AddressFacts.TaintSanctionsUsd));
    public static readonly int TaintSanctionsShare = Side(nameof(AddressFacts.TaintSanctionsShare));
    public static readonly int TaintFrozenShare = Side(nameof(AddressFacts.TaintFrozenShare));
    public static readonly int TaintShare = Side(nameof(AddressFacts.TaintShare));
    public static readonly int Hops = Side(nameof(AddressFacts.HopsFromSanctions));
    public static readonly int HoursSinceMixer = Side(nameof(AddressFacts.HoursSinceMixer));
    public static readonly int SingleUseSiblings24h = Side(nameof(AddressFacts.SingleUseSiblings24h));
    public static readonly int PeelDepth = Side(nameof(AddressFacts.PeelDepth));
    public static readonly int GatherScatter24h = Side(nameof(AddressFacts.GatherScatter24h));
    public static readonly int TriangleGroup = Side(nameof(AddressFacts.TriangleGroup));
    public static readonly int OneTimeSenders30d = Side(nameof(AddressFacts.OneTimeSenders30d));
    public static readonly int ChainCount24h = Side(nameof(AddressFacts.ChainCount24h));
    public static readonly int SentToExchangeCount30d = Side(nameof(AddressFacts.SentToExchangeCount30d));
    public static readonly int SmallTicketShare30d = Side(nameof(AddressFacts.SmallTicketShare30d));
    public static readonly int MintedToOtherShare7d = Side(nameof(AddressFacts.MintedToOtherShare7d));
    public static readonly int OutflowShare10m = Side(nameof(AddressFacts.OutflowShare10m));

    private static int Of(string part, string fact) => Model.ByName[$"{part}.{fact}"].Index;

    private static int Side(string fact) => Of("originator", fact) - Originator;
}
