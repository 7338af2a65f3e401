namespace Usd1Compliance.Benchmarks;

/// <summary>How fast and in how little memory the real SDN_ADVANCED.XML is read.</summary>
public static class ListBenchmarks
{
    public static Task RunAsync(CancellationToken cancellationToken)
    {
        Console.Error.WriteLine("lists: nothing is measured yet.");
        return Task.CompletedTask;
    }
}
