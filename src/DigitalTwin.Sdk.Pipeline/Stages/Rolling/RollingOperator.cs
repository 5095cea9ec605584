namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Keeps a trailing window of Good samples, by number or by time, and gives a statistic of it at each.</summary>
internal struct RollingOperator<TValue>(int capacity, TimeSpan span, int minimum, TValue value) : IPointOperator
    where TValue : struct, IRollingValue
{
    // So often that a large offset costs no digits, so seldom that it costs no time.
    private const int RenewEvery = 4096;
    private RollingWindow _window = new(capacity);
    private TValue _value = value;

    // The window and as many samples behind it; made with the first block.
    private double[]? _line;
    private long _newest = long.MinValue;
    private int _sinceRenewal;

    // Time of the newest sample that had to leave early for want of room.
    private long _cut = long.MinValue;

    private readonly bool IsByNumber => span == TimeSpan.MaxValue;

    public PointResult Apply(ref Sample<double> sample)
    {
        if (!sample.Quality.IsGood)
            return PointResult.LeftOut;
        if (sample.Ticks <= _newest)
            return PointResult.Late;
        ref var value = ref _value;
        _newest = sample.Ticks;
        if (_window.IsFull && IsByNumber && value.CanExchange && _sinceRenewal < RenewEvery - 1)
        {
            _sinceRenewal++;
            value.Exchange(_window.Oldest.Value, sample.Value);
            _window.Exchange(sample.Ticks, sample.Value);
            RenewIfNeeded();
            sample = sample with { Value = value.Value(_window) };
            return PointResult.Passed;
        }

        while (_window.Count > 0 && (_window.IsFull || _window.Oldest.Ticks <= sample.Ticks - span.Ticks))
        {
            var (ticks, number) = _window.Oldest;
            if (!IsByNumber && ticks > sample.Ticks - span.Ticks)
                _cut = ticks;
            _window.RemoveOldest();
            value.Remove(ticks, number);
        }

        if (_window.Count == 0)
            value.Clear();
        _window.Add(sample.Ticks, sample.Value);
        if (++_sinceRenewal >= RenewEvery)
        {
            _sinceRenewal = 0;
            value.Renew(_window);
        }
        else
        {
            value.Add(sample.Ticks, sample.Value);
            RenewIfNeeded();
        }

        if (_window.Count < minimum)
            return PointResult.LeftOut;
        sample = sample with { Value = value.Value(_window) };
        var isCut = !IsByNumber && _cut > sample.Ticks - span.Ticks;
        if (!isCut && !value.IsShort)
            return PointResult.Passed;
        var reasons = (isCut ? Quality.Overflow : default) | (value.IsShort ? Quality.Stale : default);
        sample = sample with { Quality = sample.Quality.WorstWith(Quality.Uncertain | reasons) };
        return PointResult.Flagged;
    }

    /// <summary>Samples in order into a full window by number.</summary>
    /// <param name="ticks">Their times.</param>
    /// <param name="values">Their values, all numbers; all of them are Good.</param>
    /// <param name="results">The statistic after each.</param>
    /// <param name="areFinite">True if it is known that all results are finite.</param>
    /// <returns>How many were taken; the next is to be given singly. 0 if the first is nothing for this.</returns>
    internal int Exchange(ReadOnlySpan<long> ticks, ReadOnlySpan<double> values, Span<double> results, out bool areFinite)
    {
        ref var value = ref _value;
        areFinite = false;
        if (!_window.IsFull || !IsByNumber || !value.CanExchange || capacity > BlockBuffer.Size || ticks.Length == 0)
            return 0;
        var length = Math.Min(Runs.Rising(ticks, _newest), RenewEvery - 1 - _sinceRenewal);
        length = Math.Min(length, BlockBuffer.Size);
        if (length == 0)
            return 0;

        // The first leave from the window, all others from the row itself.
        var fromWindow = Math.Min(capacity, length);
        var line = (_line ??= new double[2 * capacity]).AsSpan(0, capacity + fromWindow);
        _window.CopyValuesTo(line);
        values[..fromWindow].CopyTo(line[capacity..]);
        var taken = value.Exchange(line, results[..fromWindow], out var isRenewed, out areFinite);
        if (taken == capacity && taken < length && !isRenewed)
        {
            taken += value.Exchange(values[..length], results[capacity..length], out isRenewed, out var areOthersFinite);
            areFinite &= areOthersFinite;
        }

        length = taken;
        _window.Exchange(ticks[..length], values[..length]);
        _sinceRenewal = isRenewed ? 0 : _sinceRenewal + length;
        _newest = ticks[length - 1];
        return length;
    }

    private void RenewIfNeeded()
    {
        ref var value = ref _value;
        if (!value.HasLostDigits(_window))
            return;
        value.Renew(_window);
        _sinceRenewal = 0;
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
        writer.Write((_newest, _cut));
        writer.Write(_sinceRenewal);
    }

    public void Restore(StateReader reader)
    {
        ref var value = ref _value;
        _window.Restore(reader);
        value.Restore(reader, _window);
        (_newest, _cut) = reader.Read<(long, long)>();
        _sinceRenewal = reader.Read<int>();
    }
}
