namespace DigitalTwin.Sdk;

/// <summary>Counts how many of the updates that a property is expected to get have come in a window that ends now. Works in the twin's lane; O(1) per update.</summary>
internal sealed class ArrivalWindow
{
    private const int FewestExpected = 10;
    private const int MostExpected = 100_000;
    private readonly Queue<long> _arrivals = new();
    private readonly double _expected;

    /// <summary>Makes an empty window.</summary>
    /// <param name="period">How often an update is expected; above zero.</param>
    /// <param name="window">The window, stretched or cut so that 10 to 100,000 updates are expected in it.</param>
    internal ArrivalWindow(TimeSpan period, TimeSpan window)
    {
        var each = Math.Min(period.Ticks, long.MaxValue / MostExpected);
        Ticks = Math.Clamp(window.Ticks, FewestExpected * each, MostExpected * each);
        _expected = (double)Ticks / each;
    }

    /// <summary>Length of the window, 100 ns.</summary>
    internal long Ticks { get; }

    internal void Note(long arrivalTicks)
    {
        _arrivals.Enqueue(arrivalTicks);
        if (_arrivals.Count > _expected + 1)
            _arrivals.Dequeue();
    }

    /// <summary>Updates received over updates expected, at most 1.</summary>
    internal double Share(long now)
    {
        while (_arrivals.TryPeek(out var oldest) && oldest <= now - Ticks)
            _arrivals.Dequeue();
        return Math.Min(1, _arrivals.Count / _expected);
    }
}
