namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Columns of fixed length in which one operator gathers its results.</summary>
internal sealed class BlockBuffer
{
    /// <summary>Large enough to make a call per block cheap, small enough to stay in the second-level cache: 112 KiB.</summary>
    internal const int Size = 4096;

    internal long[] Ticks { get; } = new long[Size];

    internal double[] Values { get; } = new double[Size];

    internal Quality[] Qualities { get; } = new Quality[Size];

    internal long[] ArrivalTicks { get; } = new long[Size];

    internal SampleBlock First(int count) =>
        new(Ticks.AsSpan(0, count), Values.AsSpan(0, count), Qualities.AsSpan(0, count), ArrivalTicks.AsSpan(0, count));
}
