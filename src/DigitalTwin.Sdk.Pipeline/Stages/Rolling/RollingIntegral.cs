namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Sum of the areas between neighbours; that before the oldest sample leaves when it is known which sample is the oldest.</summary>
internal struct RollingIntegral(SignalShape shape) : IRollingValue
{
    private double _sum;

    // Of the areas without their signs: now, and at most since all was worked out.
    private double _absolute;
    private double _most;
    private (long Ticks, double Value) _newest;
    private (long Ticks, double Value) _gone;
    private bool _hasNewest;
    private bool _hasGone;

    public void Add(long ticks, double value)
    {
        if (_hasNewest)
            Change(Area(_newest, (ticks, value)), 1);
        (_newest, _hasNewest) = ((ticks, value), true);
    }

    public void Remove(long ticks, double value)
    {
        if (_hasGone)
            Change(Area(_gone, (ticks, value)), -1);
        (_gone, _hasGone) = ((ticks, value), true);
    }

    public void Clear() => this = new RollingIntegral(shape);

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
    }

    public void Restore(StateReader reader, in RollingWindow window)
    {
        (_sum, _absolute, _most) = reader.Read<(double, double, double)>();
        _newest = reader.Read<(long, double)>();
        _gone = reader.Read<(long, double)>();
        (_hasNewest, _hasGone) = reader.Read<(bool, bool)>();
    }

    private void Settle(in RollingWindow window)
    {
        if (_hasGone)
            Change(Area(_gone, window.Oldest), -1);
        _hasGone = false;
        if (window.Count == 1)
            (_sum, _absolute, _most) = (0, 0, 0);
    }

    private void Change(double area, int sign)
    {
        _sum += sign * area;
        _absolute += sign * Math.Abs(area);
        _most = Math.Max(_most, _absolute);
    }

    private readonly double Area((long Ticks, double Value) from, (long Ticks, double Value) to)
    {
        var mean = shape == SignalShape.Step ? from.Value : (0.5 * from.Value) + (0.5 * to.Value);
        return mean * ((double)(to.Ticks - from.Ticks) / TimeSpan.TicksPerSecond);
    }
}
