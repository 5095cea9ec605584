namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Values at grid times from the sample after, or from the nearer one on either side.</summary>
internal struct NeighbourCore(TimeGrid grid, TimeSpan maxGap, bool isNearest, GapPolicy gaps) : ISampleStage
{
    private readonly long _maxGap = maxGap.Ticks;

    // The newest usable sample; quality "no data" until there is one.
    private Sample<double> _last;
    private long _lastOut = long.MinValue;

    // When the link was reported lost after _last.
    private long _cutAt = long.MaxValue;
    private bool _isGapReported;

    private readonly bool IsLinkLost => _cutAt != long.MaxValue;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!Demand.IsOfCalendar(sample.Ticks))
        {
            output.Drop(DropCause.Rejected);
            return;
        }

        var hasLast = _last.Quality.IsUsable;
        if (sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss) && !IsLinkLost)
        {
            var newest = hasLast ? Math.Max(_last.Ticks, _lastOut) : _lastOut;
            var news = sample.Ticks > newest ? sample : sample with { Ticks = newest + 1 };
            (_cutAt, _isGapReported) = (news.Ticks, true);
            Emit(news, ref output);
            return;
        }

        if (hasLast && sample.Ticks <= _last.Ticks)
        {
            output.Drop(sample.Ticks == _last.Ticks ? DropCause.Duplicate : DropCause.Late);
            return;
        }

        // From before the loss that has been told already: it does not say that the link is back.
        if (IsLinkLost && sample.Ticks <= _cutAt)
        {
            output.Drop(DropCause.Late);
            return;
        }

        if (!sample.Quality.IsUsable)
        {
            TakeUnusable(sample, hasLast, ref output);
            return;
        }

        var (last, isLinkLost, isGapReported) = (_last, IsLinkLost, _isGapReported);
        _last = sample;
        (_cutAt, _isGapReported) = (long.MaxValue, false);
        if (!hasLast || isLinkLost)
        {
            if (grid.AtOrBefore(sample.Ticks) == sample.Ticks)
                Emit(sample, ref output);
            return;
        }

        var ticks = grid.After(last.Ticks);
        for (; isNearest && ticks < sample.Ticks && ticks - last.Ticks <= Math.Min(_maxGap, sample.Ticks - ticks); ticks += grid.Every)
            Emit(last with { Ticks = ticks, ArrivalTicks = sample.ArrivalTicks }, ref output);

        var first = Math.Max(ticks, grid.AtOrAfter(sample.Ticks - _maxGap));
        if (first > ticks && gaps == GapPolicy.EmitBad && !isGapReported)
        {
            output.CountFlagged();
            Emit(last with { Ticks = ticks, ArrivalTicks = sample.ArrivalTicks, Quality = Quality.Bad | Quality.Stale }, ref output);
        }

        for (ticks = first; ticks <= sample.Ticks; ticks += grid.Every)
            Emit(sample with { Ticks = ticks }, ref output);
    }

    // What stands at a grid time is known with the next sample only, whatever the time.
    public readonly long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => Math.Min(ticks, _lastOut);

    public readonly void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_last);
        writer.Write(_lastOut);
        writer.Write(_cutAt);
        writer.Write(_isGapReported);
    }

    public void Restore(StateReader reader)
    {
        _last = reader.Read<Sample<double>>();
        _lastOut = reader.Read<long>();
        _cutAt = reader.Read<long>();
        _isGapReported = reader.Read<bool>();
    }

    // Grid times up to a Bad sample may still get the value of the next usable one, unless it would be too far away.
    private void TakeUnusable<TOutput>(in Sample<double> sample, bool hasLast, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var at = grid.AtOrBefore(sample.Ticks);
        var isGap = !hasLast || IsLinkLost || sample.Ticks - _last.Ticks > _maxGap;
        if (!isGap || at <= _lastOut || (hasLast && at <= _last.Ticks))
        {
            output.Drop(DropCause.Rejected);
            return;
        }

        _isGapReported = true;
        Emit(sample with { Ticks = at }, ref output);
    }

    private void Emit<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (sample.Ticks <= _lastOut)
        {
            output.Drop(DropCause.Late);
            return;
        }

        _lastOut = sample.Ticks;
        output.Emit(sample);
    }
}
