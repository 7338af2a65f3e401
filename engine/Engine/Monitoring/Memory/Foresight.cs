using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Usd1Compliance.Monitoring.Memory;

/// <summary>Memory that is fetched before it is needed, so that the next transfers find in the processor's caches what they look at. It changes nothing but the time.</summary>
internal static unsafe class Foresight
{
    /// <summary>How many transfers ahead the places of addresses are fetched.</summary>
    public const int Places = 12;

    /// <summary>How many transfers ahead records are fetched.</summary>
    public const int Records = 8;

    /// <summary>How many transfers ahead rings and buckets are fetched.</summary>
    public const int Rings = 4;

    /// <summary>How many places are remembered: more than the farthest is ahead.</summary>
    public const int Window = 16;

    private const int Line = 64;

    /// <summary>Fetches a line of 64 bytes, where the processor can be told to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(void* memory)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(memory);
        }
    }

    /// <summary>Fetches the lines of a stretch.</summary>
    public static void Fetch(void* memory, int bytes)
    {
        for (var at = 0; at < bytes; at += Line)
        {
            Fetch((byte*)memory + at);
        }
    }
}
