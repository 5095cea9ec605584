namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Keeps a trailing window of Good samples, by number or by time, and gives a statistic of it at each.</summary>
internal struct RollingOperator<TValue>(int capacity, TimeSpan span, int minimum, TValue value) : IPointOperator
    where TValue : struct, IRollingValue
{
    // So often that a large offset costs no digits, so seldom that it costs no time.
    private const int RenewEvery = 4096;
    private RollingWindow _window = new(capacity);
    private TValue _value = value;
    private long _newest = long.MinValue;
    private int _sinceRenewal;

    public PointResult Apply(ref Sample<double> sample)
    {
        if (!sample.Quality.IsGood)
            return PointResult.LeftOut;
        if (sample.Ticks <= _newest)
            return PointResult.Late;
        ref var value = ref _value;
        _newest = sample.Ticks;
        while (_window.Count > 0 && (_window.IsFull || _window.Oldest.Ticks <= sample.Ticks - span.Ticks))
        {
            var (ticks, number) = _window.Oldest;
            _window.RemoveOldest();
            value.Remove(ticks, number);
        }

        _window.Add(sample.Ticks, sample.Value);
        if (++_sinceRenewal >= RenewEvery)
        {
            _sinceRenewal = 0;
            value.Renew(_window);
        }
        else
        {
            value.Add(sample.Ticks, sample.Value);
        }

        if (_window.Count < minimum)
            return PointResult.LeftOut;
        sample = sample with { Value = value.Value(_window) };
        return PointResult.Passed;
    }

    public void Forget()
    {
        ref var value = ref _value;
        _window.Clear();
        value.Clear();
        _sinceRenewal = 0;
    }

    public readonly void Save(StateWriter writer)
    {
        _window.Save(writer);
        _value.Save(writer);
        writer.Write(_newest);
        writer.Write(_sinceRenewal);
    }

    public void Restore(StateReader reader)
    {
        ref var value = ref _value;
        _window.Restore(reader);
        value.Restore(reader, _window);
        _newest = reader.Read<long>();
        _sinceRenewal = reader.Read<int>();
    }
}
