namespace DigitalTwin.Sdk.Pipeline;

/// <summary>One value for each period of a grid, from all samples in it; it stands at the end of the period, which belongs to it.</summary>
internal struct PeriodCore(TimeGrid grid, TimeSpan maxGap, ResampleMethod method, GapPolicy gaps, SignalShape shape) : ISampleStage
{
    private readonly long _maxGap = maxGap.Ticks;

    // The newest usable sample; quality "no data" until there is one.
    private Sample<double> _last;
    private PeriodTotals _totals;

    // End of the open period; meaningful once there was a usable sample.
    private long _end;

    // Up to when the signal after _last has been worked into totals.
    private long _known;
    private long _cutAt = long.MaxValue;
    private long _lastOut = long.MinValue;
    private bool _isGapReported;

    private readonly bool HasLast => _last.Quality.IsUsable;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!Demand.IsOfCalendar(sample.Ticks))
        {
            output.Drop(DropCause.Rejected);
            return;
        }

        if (sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss) && _cutAt == long.MaxValue)
        {
            TakeLoss(sample, ref output);
            return;
        }

        if (HasLast && (sample.Ticks <= _last.Ticks || sample.Ticks <= _end - grid.Every))
        {
            output.Drop(sample.Ticks == _last.Ticks ? DropCause.Duplicate : DropCause.Late);
            return;
        }

        if (!sample.Quality.IsUsable)
        {
            TakeUnusable(sample, ref output);
            return;
        }

        if (HasLast)
            Join(sample, ref output);
        else
            _end = grid.AtOrAfter(sample.Ticks);
        _last = sample;
        _known = sample.Ticks;
        _cutAt = long.MaxValue;
        _totals.Add(sample);
        if (sample.Ticks == _end)
            Close(sample, ref output);
    }

    public long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        // A sample at the end of a period belongs to it, and none at this time comes any more.
        var ended = grid.AtOrBefore(ticks);
        if (!HasLast || ended <= _last.Ticks)
            return Math.Min(ticks, ended - 1);
        if (shape == SignalShape.Line && _cutAt == long.MaxValue && ticks - _last.Ticks <= _maxGap)
            return Math.Min(_last.Ticks, _end - grid.Every);
        var now = new Sample<double>(double.NaN, ended + 1, ticks, Quality.NoData);
        if (_end < now.Ticks)
        {
            Pass(now, now.Ticks, ref output);
            if (_end < now.Ticks)
                Skip(now, now.Ticks, ref output);
        }

        return ended - 1;
    }

    public readonly void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_last);
        writer.Write(_totals);
        writer.Write((_end, _known));
        writer.Write((_cutAt, _lastOut));
        writer.Write(_isGapReported);
    }

    public void Restore(StateReader reader)
    {
        _last = reader.Read<Sample<double>>();
        _totals = reader.Read<PeriodTotals>();
        (_end, _known) = reader.Read<(long, long)>();
        (_cutAt, _lastOut) = reader.Read<(long, long)>();
        _isGapReported = reader.Read<bool>();
    }

    // Works the way from the last sample to this one into the periods between them.
    private void Join<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var isGap = _cutAt != long.MaxValue || sample.Ticks - _last.Ticks > _maxGap;
        if (!isGap)
            Cover(sample, sample.Ticks, ref output);
        else
            Pass(sample, sample.Ticks, ref output);
        if (_end < sample.Ticks)
            Skip(sample, sample.Ticks, ref output);
    }

    // A gap: the last value stands for a while if the signal moves in steps; then nothing is known.
    private void Pass<TOutput>(in Sample<double> now, long until, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (shape == SignalShape.Step)
            Cover(now, Math.Min(Math.Min(until, _cutAt), _last.Ticks + _maxGap), ref output);
        if (_end < until && !_totals.IsEmpty)
            Close(now, ref output);
    }

    private void Cover<TOutput>(in Sample<double> now, long until, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        while (_end < until)
        {
            _totals.AddWay(_last, now, _known, _end, shape);
            _known = _end;
            Close(now, ref output);
        }

        _totals.AddWay(_last, now, _known, until, shape);
        _known = Math.Max(_known, until);
    }

    // Periods of which nothing is known.
    private void Skip<TOutput>(in Sample<double> now, long until, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var end = _end;
        _end = grid.AtOrAfter(until);
        if (gaps == GapPolicy.EmitBad && !_isGapReported)
            ReportGap(end, now, ref output);
    }

    private void Close<TOutput>(in Sample<double> now, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var (totals, end) = (_totals, _end);
        _totals = default;
        _end += grid.Every;
        if (!totals.TryGet(method, out var value))
        {
            if (gaps == GapPolicy.EmitBad && !_isGapReported)
                ReportGap(end, now, ref output);
            return;
        }

        _isGapReported = false;
        var quality = totals.Judge(grid.Every);
        if (!quality.IsGood)
            output.CountFlagged();
        if (!double.IsFinite(value))
            quality = quality.WorstWith(Quality.Bad | Quality.ComputationError);
        Emit(new Sample<double>(value, end, now.ArrivalTicks, quality), ref output);
    }

    private void ReportGap<TOutput>(long ticks, in Sample<double> now, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        _isGapReported = true;
        output.CountFlagged();
        Emit(new Sample<double>(_last.Value, ticks, now.ArrivalTicks, Quality.Bad | Quality.Stale), ref output);
    }

    // News of a lost link waits for no period to end; what ended before it comes first.
    private void TakeLoss<TOutput>(in Sample<double> loss, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var news = loss.Ticks > _lastOut ? loss : loss with { Ticks = _lastOut + 1 };
        _cutAt = news.Ticks;
        CloseUntil(news, ref output);
        _isGapReported = true;
        Emit(news, ref output);
    }

    // Bridged as if it were missing while the last value is young enough; after that Bad is the truth, once for each period.
    private void TakeUnusable<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var at = grid.AtOrBefore(sample.Ticks);
        if (HasLast && _cutAt == long.MaxValue && sample.Ticks - _last.Ticks <= _maxGap)
        {
            output.Drop(DropCause.Rejected);
            return;
        }

        CloseUntil(sample, ref output);
        if (at <= _lastOut || (HasLast && at <= _last.Ticks))
        {
            output.Drop(DropCause.Rejected);
            return;
        }

        _isGapReported = true;
        Emit(sample with { Ticks = at }, ref output);
    }

    private void CloseUntil<TOutput>(in Sample<double> now, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!HasLast || _end >= now.Ticks)
            return;
        Pass(now, now.Ticks, ref output);
        if (_end < now.Ticks)
            _end = grid.AtOrAfter(now.Ticks);
    }

    private void Emit<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (sample.Ticks <= _lastOut)
            return;
        _lastOut = sample.Ticks;
        output.Emit(sample);
    }
}
