namespace DigitalTwin.Sdk.Analytics;

/// <summary>Ticks of 64 bits in two doubles, each of which holds its half exactly.</summary>
internal static class TicksAsNumbers
{
    public static void Write(long ticks, Span<double> halves)
    {
        halves[0] = ticks >> 32;
        halves[1] = (uint)ticks;
    }

    public static long Read(ReadOnlySpan<double> halves) => ((long)halves[0] << 32) | (uint)halves[1];
}
