namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Values at the grid times origin + k * every: on the line between neighbours, or the one before.</summary>
internal struct ResampleCore(TimeSpan every, TimeSpan maxGap, ResampleMethod method, GapPolicy gaps, long origin) : IBlockStage
{
    private readonly long _every = every.Ticks;
    private readonly long _maxGap = maxGap.Ticks;

    // The newest usable sample; quality "no data" until there is one.
    private Sample<double> _last;

    // The first grid time after it; kept, because finding it takes a division.
    private long _nextGrid;

    // Where a block's results are gathered; made with the first block.
    private BlockBuffer? _results;

    // When the link was first reported lost after _last.
    private long _cutAt = long.MaxValue;

    // Time of the newest output, so that no grid time comes twice.
    private long _lastOut = long.MinValue;
    private bool _isGapReported;

    // Whether nothing stands in the way of the usual case; follows from the others, and is kept because it takes five looks to see it.
    private bool _isUsual;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        // The usual case: one grid time between two usable samples.
        var (from, to, grid) = (_last.Ticks, sample.Ticks, _nextGrid);
        if (!(_isUsual && sample.Quality.IsUsable && grid < to && to - grid < _every && to - from <= _maxGap && from < grid && to <= DateTime.MaxValue.Ticks))
        {
            // Not before it has gone well: what the sink throws may come through here.
            _isUsual = false;
            ProcessAny(sample, ref output);
            _isUsual = IsUsual;
            return;
        }

        var value = Between(_last.Value, sample.Value, (grid - from) / (double)(to - from));
        var quality = _last.Quality.WorstWith(sample.Quality | Quality.Interpolated);
        _last = new Sample<double>(sample.Value, to, sample.ArrivalTicks, sample.Quality);
        _nextGrid = grid + _every;
        _lastOut = grid;
        output.Emit(new Sample<double>(value, grid, sample.ArrivalTicks, quality));
    }

    private readonly bool IsUsual => method == ResampleMethod.Linear && _last.Quality.IsUsable && _cutAt == long.MaxValue && !_isGapReported && _nextGrid > _lastOut;

    private void ProcessAny<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!Demand.IsOfCalendar(sample.Ticks))
        {
            output.Drop(DropCause.Rejected);
            return;
        }

        var hasLast = _last.Quality.IsUsable;
        if (sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss))
        {
            TakeLoss(sample, hasLast, ref output);
            return;
        }

        if (hasLast && sample.Ticks <= _last.Ticks)
        {
            output.Drop(sample.Ticks == _last.Ticks ? DropCause.Duplicate : DropCause.Late);
            return;
        }

        // From before the loss that has been told already: it does not say that the link is back.
        if (_cutAt != long.MaxValue && sample.Ticks <= _cutAt)
        {
            output.Drop(DropCause.Late);
            return;
        }

        if (!sample.Quality.IsUsable)
        {
            TakeBad(sample, hasLast, ref output);
            return;
        }

        if (hasLast)
            Fill(sample, ref output);
        else
            _nextGrid = GridAtOrBefore(sample.Ticks - 1) + _every;
        if (sample.Ticks > _nextGrid + _every)
            _nextGrid = GridAtOrBefore(sample.Ticks - 1) + _every;
        else if (sample.Ticks > _nextGrid)
            _nextGrid += _every;
        var isOnGrid = sample.Ticks == _nextGrid;
        if (isOnGrid)
            _nextGrid += _every;
        _last = sample;
        _cutAt = long.MaxValue;
        _isGapReported = false;
        if (isOnGrid)
            Emit(sample, ref output);
    }

    /// <summary>A row of usable samples in order and without a gap, after a usable one.</summary>
    public int ProcessRun<TOutput>(SampleBlock block, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        const int shortest = 8;
        if (block.Length < shortest || !IsUsual)
            return 0;

        // Times outside the calendar are refused one by one; only centuries ahead can be near.
        if (_last.Ticks + ((Int128)_maxGap * block.Length) > DateTime.MaxValue.Ticks)
            return 0;
        var results = _results ??= new BlockBuffer();
        var (taken, count) = (0, 0);
        while (taken < block.Length && IsNext(block, taken))
        {
            TakeNext(block[taken++], results, ref count, ref output);
            if (_maxGap > GridLanes.MaxGap || count > BlockBuffer.Size - GridLanes.Count)
                continue;

            // The sample just taken begins the first interval.
            var usual = GridLanes.Fill(block.Slice(taken - 1, block.Length - taken + 1), _nextGrid, _every, _maxGap, results, count);
            if (usual == 0)
                continue;
            taken += usual;
            count += usual;
            _nextGrid += usual * _every;
            _last = block[taken - 1];
        }

        if (count > 0)
            EmitResults(results, ref count, ref output);
        return taken;
    }

    public long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        _isUsual = false;
        var known = AdvanceTo(ticks, ref output);
        _isUsual = IsUsual;
        return known;
    }

    public readonly void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_last);
        writer.Write(_nextGrid);
        writer.Write((_cutAt, _lastOut));
        writer.Write(_isGapReported);
    }

    public void Restore(StateReader reader)
    {
        _last = reader.Read<Sample<double>>();
        _nextGrid = reader.Read<long>();
        (_cutAt, _lastOut) = reader.Read<(long, long)>();
        _isGapReported = reader.Read<bool>();
        _isUsual = IsUsual;
    }

    private long AdvanceTo<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        // A Bad sample may still give the grid time at or before it.
        var known = GridAtOrBefore(ticks) - 1;
        if (!_last.Quality.IsUsable || ticks <= _last.Ticks || _cutAt != long.MaxValue)
            return known;

        // No sample lies at the time itself any more, so what is held may stand there.
        var now = new Sample<double>(double.NaN, ticks + 1, ticks, Quality.NoData);
        if (method == ResampleMethod.Previous)
            Hold(now, ref output);
        if (ticks - _last.Ticks <= _maxGap)
            return method == ResampleMethod.Previous ? known : Math.Min(known, _last.Ticks);
        if (gaps == GapPolicy.EmitBad && !_isGapReported)
            ReportGap(now, ref output);
        return known;
    }

    private void Fill<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var isGap = _cutAt != long.MaxValue || sample.Ticks - _last.Ticks > _maxGap;
        if (method == ResampleMethod.Previous)
            Hold(sample, ref output);
        else if (!isGap)
            Interpolate(sample, ref output);

        if (!isGap || gaps == GapPolicy.Leave || _isGapReported)
            return;

        ReportGap(sample, ref output);
    }

    private void ReportGap<TOutput>(in Sample<double> now, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var grid = GridAtOrBefore(Math.Max(_last.Ticks, _lastOut)) + _every;
        if (grid >= now.Ticks)
            return;
        _isGapReported = true;
        output.CountFlagged();
        Emit(_last with { Ticks = grid, ArrivalTicks = now.ArrivalTicks, Quality = Quality.Bad | Quality.Stale }, ref output);
    }

    private void Interpolate<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var quality = _last.Quality.WorstWith(sample.Quality | Quality.Interpolated);
        double span = sample.Ticks - _last.Ticks;
        for (var grid = _nextGrid; grid < sample.Ticks; grid += _every)
        {
            var value = Between(_last.Value, sample.Value, (grid - _last.Ticks) / span);
            Emit(new Sample<double>(value, grid, sample.ArrivalTicks, quality), ref output);
        }
    }

    /// <summary>Whether a sample of a block follows on the last one, without a gap.</summary>
    private readonly bool IsNext(SampleBlock block, int i) =>
        block.Qualities[i].IsUsable && double.IsFinite(block.Values[i]) && block.Ticks[i] > _last.Ticks && block.Ticks[i] - _last.Ticks <= _maxGap;

    private void TakeNext<TOutput>(in Sample<double> sample, BlockBuffer results, ref int count, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var quality = _last.Quality.WorstWith(sample.Quality | Quality.Interpolated);
        double span = sample.Ticks - _last.Ticks;
        for (; _nextGrid <= sample.Ticks; _nextGrid += _every)
        {
            if (count == BlockBuffer.Size)
                EmitResults(results, ref count, ref output);
            var isOnGrid = _nextGrid == sample.Ticks;
            results.Ticks[count] = _nextGrid;
            results.Values[count] = isOnGrid ? sample.Value : Between(_last.Value, sample.Value, (_nextGrid - _last.Ticks) / span);
            results.ArrivalTicks[count] = sample.ArrivalTicks;
            results.Qualities[count++] = isOnGrid ? sample.Quality : quality;
        }

        _last = sample;
    }

    // The newest result is that of the grid time before the next.
    private void EmitResults<TOutput>(BlockBuffer results, ref int count, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var length = count;
        count = 0;
        _lastOut = _nextGrid - _every;
        output.EmitRun(results.First(length));
    }

    private static double Between(double first, double second, double share)
    {
        var value = first + ((second - first) * share);

        // The difference of two finite numbers of opposite sign may not be finite; their weighted mean is.
        return double.IsFinite(value) ? value : (first * (1 - share)) + (second * share);
    }

    // The last value at every grid time before now, as far as it may be held.
    private void Hold<TOutput>(in Sample<double> now, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var end = Math.Min(now.Ticks, _cutAt);
        var first = GridAtOrBefore(Math.Max(_last.Ticks, _lastOut)) + _every;
        for (var grid = first; grid < end && grid - _last.Ticks <= _maxGap; grid += _every)
            Emit(_last with { Ticks = grid, ArrivalTicks = now.ArrivalTicks }, ref output);
    }

    // News of a lost link waits for no grid time: until the link is back nothing else may come, and what was Good must not stay so.
    private void TakeLoss<TOutput>(in Sample<double> loss, bool hasLast, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (_cutAt != long.MaxValue)
        {
            TakeBad(loss, hasLast, ref output);
            return;
        }

        var newest = hasLast ? Math.Max(_last.Ticks, _lastOut) : _lastOut;
        var news = loss.Ticks > newest ? loss : loss with { Ticks = newest + 1 };
        _cutAt = news.Ticks;
        if (hasLast && method == ResampleMethod.Previous)
            Hold(news, ref output);
        _isGapReported = true;
        Emit(news, ref output);
    }

    private void TakeBad<TOutput>(in Sample<double> sample, bool hasLast, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (hasLast && method == ResampleMethod.Previous)
            Hold(sample, ref output);

        // A Bad sample between two usable ones is bridged; where there is nothing left to bridge, Bad is the truth and is passed on.
        var isGap = !hasLast || _cutAt != long.MaxValue || sample.Ticks - _last.Ticks > _maxGap;
        var grid = GridAtOrBefore(sample.Ticks);
        if (!isGap || grid <= _lastOut || (hasLast && grid <= _last.Ticks))
        {
            output.Drop(DropCause.Rejected);
            return;
        }

        _isGapReported = true;
        Emit(sample with { Ticks = grid }, ref output);
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

    private readonly long GridAtOrBefore(long ticks)
    {
        var past = (ticks - origin) % _every;
        return ticks - (past >= 0 ? past : past + _every);
    }
}
