namespace Usd1Compliance.Screening;

/// <summary>An address index that was built anew does not hold what the lists in force hold. It is not put in force.</summary>
public sealed class IndexUnsoundException(string fault)
    : Exception($"The address index of the lists now in force is unsound: {fault}. The one before stays in force, and screening answers review until this is mended: load the list again.");
