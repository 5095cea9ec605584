namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Exception reporting: a sample goes on if it differs enough from the last one that did, and the one just before it goes on first, so that
/// the line between stored samples has the true beginning of the change.
/// </summary>
internal struct ExceptionCore(double deviation, TimeSpan minInterval, TimeSpan maxInterval, KeyFrames frames) : ISampleStage
{
    private Sample<double> _sent;
    private Sample<double> _held;
    private bool _isHolding;
    private long _newest = long.MinValue;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var ticks = sample.Ticks;
        if (ticks <= _newest)
        {
            output.Drop(ticks == _newest ? DropCause.Duplicate : DropCause.Late);
            return;
        }

        _newest = ticks;
        var elapsed = ticks - _sent.Ticks;
        var isNews = sample.Quality != _sent.Quality || elapsed >= maxInterval.Ticks || frames.Begins(_sent.Ticks, ticks)
            || (sample.Quality.IsUsable && Math.Abs(sample.Value - _sent.Value) > deviation && elapsed >= minInterval.Ticks);
        if (!isNews)
        {
            if (_isHolding)
                output.Drop(DropCause.Rejected);
            _held = sample;
            _isHolding = true;
            return;
        }

        var (held, isHolding) = (_held, _isHolding);
        _sent = sample;
        _isHolding = false;
        if (isHolding)
            output.Emit(held);
        output.Emit(sample);
    }

    // The last sample is known only now.
    public long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (_isHolding && ticks - _sent.Ticks > maxInterval.Ticks)
            Complete(ref output);
        return _isHolding ? Math.Min(ticks, _held.Ticks - 1) : ticks;
    }

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!_isHolding)
            return;
        _isHolding = false;
        _sent = _held;
        output.Emit(_held);
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_sent);
        writer.Write(_held);
        writer.Write(_isHolding);
        writer.Write(_newest);
    }

    public void Restore(StateReader reader)
    {
        _sent = reader.Read<Sample<double>>();
        _held = reader.Read<Sample<double>>();
        _isHolding = reader.Read<bool>();
        _newest = reader.Read<long>();
    }
}
