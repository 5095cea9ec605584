using System.Runtime.InteropServices;
using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Takes a clean signal into one array with a place for every second, as the peers give it; places without a value stay NaN.</summary>
internal sealed class GridSink(int capacity) : ISampleSink
{
    private readonly double[] _grid = new double[capacity];
    private long _first;
    private int _count;

    /// <summary>Places from the first value to the last.</summary>
    internal ReadOnlySpan<double> Grid => _grid.AsSpan(0, _count);

    /// <summary>Samples that had no value to place.</summary>
    internal int Unusable { get; private set; }

    internal void Clear() => (_count, Unusable) = (0, 0);

    public void OnSample(in Sample<double> sample)
    {
        if (sample.Quality.IsUsable)
            _grid[Place(sample.Ticks)] = sample.Value;
        else
            Unusable++;
    }

    public void OnBlock(SampleBlock block)
    {
        // A row without a gap, of values all, is copied at once.
        var isRow = block.Ticks[^1] - block.Ticks[0] == (block.Length - 1) * TimeSpan.TicksPerSecond;
        if (isRow && !MemoryMarshal.Cast<Quality, uint>(block.Qualities).ContainsAnyInRange(0u, (uint)Quality.Uncertain - 1))
        {
            var first = Place(block.Ticks[0]);
            block.Values.CopyTo(_grid.AsSpan(first));
            _count = first + block.Length;
            return;
        }

        for (var i = 0; i < block.Length; i++)
            OnSample(block[i]);
    }

    private int Place(long ticks)
    {
        if (_count == 0)
            _first = ticks;
        var place = (int)((ticks - _first) / TimeSpan.TicksPerSecond);
        if (place > _count)
            _grid.AsSpan(_count, place - _count).Fill(double.NaN);
        _count = place + 1;
        return place;
    }
}
