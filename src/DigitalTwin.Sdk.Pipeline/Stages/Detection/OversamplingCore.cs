namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Lengths of the last runs of equal values: if nearly all are the same, and longer than one, the signal is sampled faster than it is
/// measured.
/// </summary>
internal struct OversamplingCore(int runs, bool isReducing, SideOutput<EffectivePeriod>? periods) : ISampleStage
{
    // Longer runs are a signal that stands still, which says nothing.
    private const int Longest = 256;
    private const double Share = 0.8;
    private readonly (int Length, long Time)[] _runs = new (int, long)[runs];
    private readonly int[] _numbers = new int[Longest + 1];
    private int _known;
    private int _next;
    private int _period;
    private double _value;
    private long _start;
    private int _length;
    private bool _isFirstRun = true;
    private long _newest = long.MinValue;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!sample.Quality.IsUsable)
        {
            // What comes after it begins a run of which the beginning was not seen.
            if (sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss))
                (_length, _isFirstRun) = (0, true);
            output.Emit(sample);
            return;
        }

        if (sample.Ticks <= _newest)
        {
            output.Drop(sample.Ticks == _newest ? DropCause.Duplicate : DropCause.Late);
            return;
        }

        _newest = sample.Ticks;
        EffectivePeriod? news = null;
        var isRepeated = _length > 0 && sample.Value.Equals(_value);
        if (isRepeated)
        {
            // Beyond what says anything only the place within the period counts.
            _length++;
            if (_length > Longest + Math.Max(1, _period))
                _length -= Math.Max(1, _period);
        }
        else
        {
            if (_length > 0 && !_isFirstRun)
                news = TakeRun(sample.Ticks);
            _isFirstRun = _length == 0;
            (_value, _start, _length) = (sample.Value, sample.Ticks, 1);
        }

        // Where a whole block goes by without a new value, the value that repeats is a measurement again.
        if (isReducing && isRepeated && _period > 1 && (_length - 1) % _period != 0)
            output.Drop(DropCause.Rejected);
        else
            output.Emit(sample);
        if (news is { } found)
            periods?.Tell(found);
    }

    public readonly long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => ticks;

    public readonly void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public readonly void Save(StateWriter writer)
    {
        writer.WriteRun<(int, long)>(_runs);
        writer.Write((_known, _next));
        writer.Write((_period, _length));
        writer.Write(_value);
        writer.Write((_start, _newest));
        writer.Write(_isFirstRun);
    }

    public void Restore(StateReader reader)
    {
        reader.ReadRun<(int, long)>(_runs);
        _known = reader.ReadIndex(_runs.Length + 1);
        _next = reader.ReadIndex(_runs.Length);
        _period = reader.ReadIndex(Longest + 1);
        _length = reader.ReadIndex((2 * Longest) + 1);
        _value = reader.Read<double>();
        (_start, _newest) = reader.Read<(long, long)>();
        _isFirstRun = reader.Read<bool>();
        Array.Clear(_numbers);
        for (var i = 0; i < _known; i++)
            _numbers[_runs[i].Length is >= 0 and <= Longest ? _runs[i].Length : throw StateReader.Broken()]++;
    }

    // A run has ended; the news if it changes what the period is.
    private EffectivePeriod? TakeRun(long end)
    {
        if (_length > Longest)
            return null;
        if (_known == _runs.Length)
            _numbers[_runs[_next].Length]--;
        else
            _known++;
        _runs[_next] = (_length, end - _start);
        _numbers[_length]++;
        _next = _next + 1 == _runs.Length ? 0 : _next + 1;
        if (_known < _runs.Length)
            return null;

        // Nearly all runs have the most frequent length, or there is no such period.
        var period = _numbers[_length] >= Share * _runs.Length ? _length : _period > 0 && _numbers[_period] >= Share * _runs.Length ? _period : 1;
        if (period == _period)
            return null;
        _period = period;
        var (time, count) = (0.0, 0);
        foreach (var run in _runs)
        {
            if (period > 1 && run.Length != period)
                continue;
            time += run.Time;
            count += period > 1 ? 1 : run.Length;
        }

        return new EffectivePeriod(new DateTimeOffset(end, TimeSpan.Zero), period, new TimeSpan((long)Math.Round(time / count)));
    }
}
