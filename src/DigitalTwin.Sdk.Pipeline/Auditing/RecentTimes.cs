namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The times and values of the last 64 samples in order, to tell a repeated sample from a late one.</summary>
internal sealed class RecentTimes
{
    private const int Capacity = 64;
    private readonly long[] _ticks = new long[Capacity];
    private readonly double[] _values = new double[Capacity];
    private int _next;
    private int _count;

    internal void Add(long ticks, double value)
    {
        (_ticks[_next], _values[_next]) = (ticks, value);
        _next = (_next + 1) % Capacity;
        _count = Math.Min(_count + 1, Capacity);
    }

    internal bool TryFind(long ticks, out double value)
    {
        var place = _ticks.AsSpan(0, _count).IndexOf(ticks);
        value = place < 0 ? double.NaN : _values[place];
        return place >= 0;
    }
}
