using System.Globalization;
using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Snapshots;

/// <summary>The folder of snapshots: how files are named, and in which order they are tried. A file that has its name is whole.</summary>
internal sealed partial class SnapshotFolder(string path)
{
    private const string ending = ".snapshot";
    private const string unfinished = ".unfinished";

    /// <summary>The snapshots, the newest first: of the newest retraction, and of these of the newest batch. That is the order in which they were written.</summary>
    public IReadOnlyList<string> Files() => Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, $"*{ending}").OrderByDescending(file => file, StringComparer.Ordinal)] : [];

    /// <summary>Makes the folder where it is missing, for this user alone, and removes what processes that were killed while they wrote have left.</summary>
    /// <returns>A name under which nobody else writes.</returns>
    public string Begin()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (var left in Directory.EnumerateFiles(path, $"*{unfinished}"))
        {
            RemoveIfLeft(left);
        }

        return Path.Combine(path, Guid.NewGuid().ToString("n") + unfinished);
    }

    /// <summary>Gives a file that is whole and on disk its name. When this returns the name is on disk too.</summary>
    /// <returns>Its name.</returns>
    public string Finish(string file, SnapshotHead head)
    {
        var name = Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{head.RetractionId:d19}-{head.Batch.BatchId:d19}{ending}"));
        File.Move(file, name, overwrite: true);
        SyncFolder();
        return name;
    }

    private static void RemoveIfLeft(string file)
    {
        if (OpenAlone(file) is { } left)
        {
            using (left)
            {
                File.Delete(file);
            }
        }
    }

    // Null where another process writes it just now, and holds it locked, or has finished it between the two.
    private static FileStream? OpenAlone(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // Without this a power cut could take the new name back, and the old files be removed all the same.
    private void SyncFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            return;     // it has no such call, and keeps names by a journal of its own
        }

        var folder = Open(path, 0);
        if (folder < 0)
        {
            throw new IOException($"The folder {path} could not be opened to be written to disk: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        var (answer, why) = (Fsync(folder), Marshal.GetLastPInvokeErrorMessage());
        _ = Close(folder);
        if (answer != 0)
        {
            throw new IOException($"The folder {path} could not be written to disk: {why}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
