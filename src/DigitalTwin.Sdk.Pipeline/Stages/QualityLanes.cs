using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The rules of <see cref="Quality"/> for four at a time.</summary>
internal static class QualityLanes
{
    /// <summary>As <c>Quality.WorstWith</c>: the lower level and all reasons.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> Worst(Vector128<uint> one, Vector128<uint> other)
    {
        var level = Vector128.Create(3u << 30);
        return Vector128.Min(one & level, other & level) | ((one | other) & ~level);
    }
}
