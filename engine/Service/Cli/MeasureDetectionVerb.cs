using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Usd1Compliance.Simulation.Measuring;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 monitor measure</c>: the alerts of a run against the truth about the simulated economy that they were raised on.</summary>
internal static class MeasureDetectionVerb
{
    public static Command Create()
    {
        var alerts = new Option<string>("--alerts") { Description = "What usd1 monitor run wrote.", Required = true };
        var truth = new Option<string>("--truth") { Description = "The folder of the economy, with truth.csv and instances.csv.", Required = true };
        var command = new Command("measure", "Hold alerts against the truth about a simulated economy: recall, precision and false alerts by typology.") { alerts, truth };
        command.SetAction((parsed, _) => OperatorConsole.AloneAsync(parsed, console =>
        {
            var figures = MeasureDetection.Of(DetectionTruth.Read(parsed.GetValue(truth)!), Read(parsed.GetValue(alerts)!));
            console.Answer(figures, figures.Select(Line).Prepend("typology  instances  found  recall  alerts  precision  on look-alikes an instance  minutes to detection"));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    /// <summary>The alerts of a file, one by one.</summary>
    /// <exception cref="InvalidOperationException">A line is no alert of <c>usd1 monitor run</c> on a simulated economy.</exception>
    public static IEnumerable<MeasuredAlert> Read(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            MeasuredAlert alert;
            try
            {
                using var document = JsonDocument.Parse(line);
                var root = document.RootElement;
                alert = new MeasuredAlert(long.Parse(root.GetProperty("transfer").GetString()!, NumberStyles.None, CultureInfo.InvariantCulture), root.GetProperty("rule").GetString()!, root.GetProperty("number").GetInt32(),
                    root.GetProperty("subject").GetString() ?? "", root.GetProperty(root.TryGetProperty("found_at", out _) ? "found_at" : "occurred_at").GetDateTimeOffset());
            }
            catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or FormatException or ArgumentNullException)
            {
                throw new InvalidOperationException($"{path}, line {number} is no alert on a simulated economy: {wrong.Message} Name the file that usd1 monitor run wrote.");
            }

            yield return alert;
        }
    }

    private static string Line(TypologyFigures figures) => string.Create(CultureInfo.InvariantCulture,
        $"{figures.Typology,8}  {figures.Instances,9:N0}  {figures.Found,5:N0}  {figures.Recall,6:F3}  {figures.Alerts,6:N0}  {figures.Precision,9:F3}  {figures.HardNegativesPerInstance,26:F2}  {figures.MedianMinutes,20:N0}");
}
