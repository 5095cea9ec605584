namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A quantile of a window that is kept sorted: on the line between the two values nearest to rank q (n - 1) (Hyndman and Fan 1996, type 7).</summary>
internal struct RollingQuantile(double quantile) : IRollingValue
{
    private double[] _sorted = new double[64];
    private int _count;

    public void Add(long ticks, double value)
    {
        if (_count == _sorted.Length)
            Array.Resize(ref _sorted, _count * 2);
        var place = Place(value);
        Array.Copy(_sorted, place, _sorted, place + 1, _count - place);
        _sorted[place] = value;
        _count++;
    }

    public void Remove(long ticks, double value)
    {
        var place = Place(value);
        _count--;
        Array.Copy(_sorted, place + 1, _sorted, place, _count - place);
    }

    public void Clear() => _count = 0;

    public readonly bool HasLostDigits(in RollingWindow window) => false;

    // Nothing is computed here, so nothing drifts.
    public void Renew(in RollingWindow window)
    {
        var (ticks, value) = window[window.Count - 1];
        Add(ticks, value);
    }

    public readonly double Value(in RollingWindow window)
    {
        var rank = quantile * (_count - 1);
        var lower = (int)rank;
        var share = rank - lower;
        return share == 0 ? _sorted[lower] : (_sorted[lower] * (1 - share)) + (_sorted[lower + 1] * share);
    }

    public readonly void Save(StateWriter writer)
    {
    }

    public void Restore(StateReader reader, in RollingWindow window)
    {
        Clear();
        for (var i = 0; i < window.Count; i++)
            Add(window[i].Ticks, window[i].Value);
    }

    /// <summary>How many numbers are smaller: where the number is, or belongs.</summary>
    private readonly int Place(double value)
    {
        var place = Array.BinarySearch(_sorted, 0, _count, value);
        return place < 0 ? ~place : place;
    }
}
