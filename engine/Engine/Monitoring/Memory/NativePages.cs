using System.Runtime.InteropServices;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>
/// Native memory in zeros, on huge pages where the system has them: the memory is met at random, and with pages of 4 KB each meeting would miss the processor's table
/// of pages as well as its caches.
/// </summary>
internal static unsafe partial class NativePages
{
    private const nuint HugePage = 1 << 21;
    private const int AdviseHugePage = 14;      // MADV_HUGEPAGE of madvise(2)

    /// <summary>Memory in zeros. Less than a huge page is taken as it comes.</summary>
    public static void* Allocate(nuint bytes)
    {
        if (bytes < HugePage)
        {
            return Cleared(NativeMemory.AlignedAlloc(bytes, 64), bytes);
        }

        var pages = NativeMemory.AlignedAlloc(bytes, HugePage);
        if (OperatingSystem.IsLinux())
        {
            // A system that has none goes on with pages of 4 KB: the answer changes nothing.
            _ = Advise(pages, bytes, AdviseHugePage);
        }

        return Cleared(pages, bytes);
    }

    /// <summary>Gives back what <see cref="Allocate"/> gave.</summary>
    public static void Free(void* memory) => NativeMemory.AlignedFree(memory);

    private static void* Cleared(void* memory, nuint bytes)
    {
        NativeMemory.Clear(memory, bytes);
        return memory;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
