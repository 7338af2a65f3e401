namespace Usd1Compliance.Simulation.Files;

/// <summary>In which format the tables of an economy are written.</summary>
public enum FileFormat
{
    /// <summary>CSV in UTF-8 with LF.</summary>
    Csv,
}

internal static class EconomyFormat
{
    public static IEconomyFiles Open(string folder, FileFormat format) => format switch
    {
        FileFormat.Csv => new CsvFiles(folder),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
