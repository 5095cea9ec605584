namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Swinging-door compression: keeps only the ends of straight pieces. A sample is the possible end of a piece as long as the line from
/// the last kept sample to it passes within the deviation of all samples between.
/// </summary>
/// <remarks>
/// After Bristol 1987, with one step more: his doors ask whether some line passes near all samples, then keep the newest sample, through
/// which that line need not go; the error then reaches twice the deviation. Here the line to the newest itself is asked for.
/// </remarks>
internal struct SwingingDoorCore(double deviation, TimeSpan minInterval, TimeSpan maxInterval, KeyFrames frames) : ISampleStage
{
    private readonly long _minInterval = minInterval.Ticks;
    private readonly long _maxInterval = maxInterval.Ticks;

    // The last kept sample, and the newest one, which may become the next; no data if there is none.
    private Sample<double> _pivot;
    private Sample<double> _end;

    // Between these slopes lie all lines from the pivot that pass near enough to all samples since.
    private bool _hasPivot;
    private double _lowest;
    private double _highest;

    private readonly bool HasEnd => _end.Quality != Quality.NoData;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (_hasPivot && sample.Ticks <= (HasEnd ? _end.Ticks : _pivot.Ticks))
        {
            output.Drop(DropCause.Late);
            return;
        }

        if (!sample.Quality.IsUsable || sample.Quality != _pivot.Quality)
        {
            // Every change of quality is kept, with the last sample before it; Bad ones are kept all.
            KeepEnd(ref output);
            Keep(sample, ref output);
            return;
        }

        if (frames.Begins(_pivot.Ticks, sample.Ticks))
        {
            KeepEnd(ref output);
            Keep(sample, ref output);
            return;
        }

        var kept = default(Sample<double>);
        if (HasEnd && !Reaches(sample))
        {
            kept = _end;
            StartAt(kept);
        }

        if (HasEnd || sample.Ticks - _pivot.Ticks < _minInterval)
            output.Drop(DropCause.Rejected);
        if (sample.Ticks - _pivot.Ticks >= _minInterval)
            Narrow(sample);
        if (kept.Quality != Quality.NoData)
            output.Emit(kept);
    }

    public long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (HasEnd && ticks - _pivot.Ticks > _maxInterval)
            KeepEnd(ref output);
        return HasEnd ? Math.Min(ticks, _end.Ticks - 1) : ticks;
    }

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput => KeepEnd(ref output);

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_pivot);
        writer.Write(_hasPivot);
        writer.Write(_end);
        writer.Write((_lowest, _highest));
    }

    public void Restore(StateReader reader)
    {
        _pivot = reader.Read<Sample<double>>();
        _hasPivot = reader.Read<bool>();
        _end = reader.Read<Sample<double>>();
        (_lowest, _highest) = reader.Read<(double, double)>();
    }

    /// <summary>Whether a piece from the pivot may end here.</summary>
    private readonly bool Reaches(in Sample<double> sample)
    {
        double elapsed = sample.Ticks - _pivot.Ticks;
        var slope = (sample.Value - _pivot.Value) / elapsed;
        return slope >= _lowest && slope <= _highest && elapsed <= _maxInterval;
    }

    private void Narrow(in Sample<double> sample)
    {
        double elapsed = sample.Ticks - _pivot.Ticks;
        _lowest = Math.Max(_lowest, (sample.Value - deviation - _pivot.Value) / elapsed);
        _highest = Math.Min(_highest, (sample.Value + deviation - _pivot.Value) / elapsed);
        _end = sample;
    }

    private void StartAt(in Sample<double> sample) =>
        (_pivot, _hasPivot, _end, _lowest, _highest) = (sample, true, default, double.NegativeInfinity, double.PositiveInfinity);

    private void Keep<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        StartAt(sample);
        output.Emit(sample);
    }

    private void KeepEnd<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!HasEnd)
            return;
        var end = _end;
        StartAt(end);
        output.Emit(end);
    }
}
