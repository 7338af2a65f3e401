namespace Usd1Compliance.Screening;

/// <summary>An index that was built anew does not hold what the lists in force hold. It is not put in force.</summary>
/// <param name="index">Which: <c>address</c> or <c>name</c>.</param>
/// <param name="fault">What it fails to hold.</param>
public sealed class IndexUnsoundException(string index, string fault)
    : Exception($"The {index} index of the lists now in force is unsound: {fault}. The one before stays in force, and screening answers review until this is mended: load the list again.");
