namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Sum of the areas between neighbours; that before the oldest sample leaves when it is known which sample is the oldest.</summary>
internal struct RollingIntegral(SignalShape shape, TimeSpan per, TimeSpan maxGap) : IRollingValue
{
    private double _sum;

    // Of the areas without their signs: now, and at most since all was worked out.
    private double _absolute;
    private double _most;
    private (long Ticks, double Value) _newest;
    private (long Ticks, double Value) _gone;
    private bool _hasNewest;
    private bool _hasGone;

    // Distances in the window that are too long to count.
    private int _holes;

    public readonly bool IsShort => _holes > 0;

    public void Add(long ticks, double value)
    {
        if (_hasNewest)
            Change(_newest, (ticks, value), 1);
        (_newest, _hasNewest) = ((ticks, value), true);
    }

    public void Remove(long ticks, double value)
    {
        if (_hasGone)
            Change(_gone, (ticks, value), -1);
        (_gone, _hasGone) = ((ticks, value), true);
    }

    public void Clear() => this = new RollingIntegral(shape, per, maxGap);

    public void Renew(in RollingWindow window)
    {
        Clear();
        for (var i = 0; i < window.Count; i++)
            Add(window[i].Ticks, window[i].Value);
    }

    public bool HasLostDigits(in RollingWindow window)
    {
        Settle(window);
        return !(_most <= RollingLimits.MostLoss * _absolute);
    }

    public double Value(in RollingWindow window)
    {
        Settle(window);
        return _sum;
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write((_sum, _absolute, _most));
        writer.Write(_newest);
        writer.Write(_gone);
        writer.Write((_hasNewest, _hasGone));
        writer.Write(_holes);
    }

    public void Restore(StateReader reader, in RollingWindow window)
    {
        (_sum, _absolute, _most) = reader.Read<(double, double, double)>();
        _newest = reader.Read<(long, double)>();
        _gone = reader.Read<(long, double)>();
        (_hasNewest, _hasGone) = reader.Read<(bool, bool)>();
        _holes = reader.ReadIndex(int.MaxValue);
    }

    private void Settle(in RollingWindow window)
    {
        if (_hasGone)
            Change(_gone, window.Oldest, -1);
        _hasGone = false;
        if (window.Count == 1)
            (_sum, _absolute, _most) = (0, 0, 0);
    }

    private void Change((long Ticks, double Value) from, (long Ticks, double Value) to, int sign)
    {
        var distance = to.Ticks - from.Ticks;
        if (distance > maxGap.Ticks)
        {
            _holes += sign;
            return;
        }

        var height = shape == SignalShape.Step ? from.Value : (0.5 * from.Value) + (0.5 * to.Value);
        var area = height * ((double)distance / per.Ticks);
        _sum += sign * area;
        _absolute += sign * Math.Abs(area);
        _most = Math.Max(_most, _absolute);
    }
}
