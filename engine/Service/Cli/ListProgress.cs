using Spectre.Console;
using Usd1Compliance.Lists;

namespace Usd1Compliance.Service.Cli;

/// <summary>A bar on standard error while a file is read: bytes of the file on disk.</summary>
internal static class ListProgress
{
    public static Task<T> ShowAsync<T>(OperatorConsole console, FileInfo file, string what, Func<IProgress<FileProgress>?, Task<T>> work) => console.IsForScripts
        ? work(null)
        : console.Progress.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new DownloadedColumn(), new SpinnerColumn())
            .StartAsync(async bars =>
            {
                var bar = bars.AddTask(Markup.Escape($"{what} {file.Name}"), maxValue: file.Exists ? Math.Max(1, file.Length) : 1);
                var result = await work(new Bar(bar));
                bar.Value = bar.MaxValue;
                return result;
            });

    // Progress<T> would post each report to the thread pool, where they may come in any order.
    private sealed class Bar(ProgressTask task) : IProgress<FileProgress>
    {
        public void Report(FileProgress value) => task.Value = value.BytesRead;
    }
}
