namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Samples wait in a line until half a window of Good ones has followed; others keep their place among them.</summary>
internal struct CentredCore<TFilter>(int window, TFilter filter) : ISampleStage
    where TFilter : struct, ICentredFilter
{
    // So many samples that are not Good may wait in the line, beside half a window of Good ones.
    private const int RoomForOthers = 64;
    private readonly int _half = window / 2;
    private readonly Sample<double>[] _line = new Sample<double>[(window / 2) + 1 + RoomForOthers];

    // Used by reference, so that the filter changes the field and not a copy of it.
    private TFilter _filter = filter;
    private int _head;
    private int _count;

    // Good samples in the line.
    private int _good;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        ref var filter = ref _filter;
        if (sample.Quality.IsGood)
        {
            filter.Add(sample.Value);
            if (_count == _half && _good == _half && filter.IsFull)
            {
                // The usual case: a full window and nobody else in the line.
                var (line, head, length) = (_line, _head, _line.Length);
                var end = head + _half;
                line[end < length ? end : end - length] = sample;
                _head = head + 1 == length ? 0 : head + 1;
                ref readonly var kept = ref line[head];
                if (filter.Keeps(kept.Value))
                {
                    output.Emit(kept);
                    return;
                }

                var middle = kept;
                Give(filter.Treat(ref middle), middle, ref output);
                return;
            }

            Append(sample, ref output);
            if (_good > _half)
                Release(ref output);
            output.SetWaiting(_count);
            return;
        }

        Append(sample, ref output);
        output.SetWaiting(_count);
        if (sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss))
        {
            // News of a lost link waits for nothing, and no window reaches across it.
            Complete(ref output);
            filter.Clear();
        }
        else if (_good == 0)
        {
            Complete(ref output);
        }
    }

    // What waits, waits for samples, not for time.
    public readonly long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => _count > 0 ? Math.Min(ticks, _line[_head].Ticks - 1) : ticks;

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        while (_count > 0)
            output.Emit(Take());
        output.SetWaiting(0);
    }

    public readonly void Save(StateWriter writer)
    {
        _filter.Save(writer);
        writer.WriteRun<Sample<double>>(_line);
        writer.Write((_head, _count));
        writer.Write(_good);
    }

    public void Restore(StateReader reader)
    {
        _filter.Restore(reader);
        reader.ReadRun<Sample<double>>(_line);
        _head = reader.ReadIndex(_line.Length);
        _count = reader.ReadIndex(_line.Length + 1);
        _good = reader.ReadIndex(_line.Length + 1);
    }

    /// <summary>Gives a result for one sample in the middle of a full window.</summary>
    internal static void Give<TOutput>(PointResult result, in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (result is PointResult.LeftOut or PointResult.Late)
        {
            output.Drop(DropCause.Rejected);
            return;
        }

        if (result == PointResult.Flagged)
            output.CountFlagged();
        output.Emit(sample);
    }

    /// <summary>Makes window and line what they are after these Good samples, as many as the window holds.</summary>
    internal void Refill(SampleBlock newest)
    {
        _filter.Clear();
        foreach (var value in newest.Values)
            _filter.Add(value);
        _head = 0;
        for (_count = 0; _count < _half; _count++)
            _line[_count] = newest[newest.Length - _half + _count];
        _good = _half;
    }

    /// <summary>Lets the oldest Good sample go, treated if the window around it is full, and all that stand before the next.</summary>
    private void Release<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        ReleaseOthers(ref output);
        var sample = Take();
        if (_filter.IsFull)
        {
            var result = _filter.Treat(ref sample);
            Give(result, sample, ref output);
        }
        else
        {
            output.Emit(sample);
        }

        ReleaseOthers(ref output);
    }

    private void ReleaseOthers<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        while (_count > 0 && !_line[_head].Quality.IsGood)
            output.Emit(Take());
    }

    private void Append<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (_count == _line.Length)
        {
            // More samples that are not Good than there is room for: what stands before them goes as it is.
            output.Emit(Take());
            ReleaseOthers(ref output);
        }

        var end = _head + _count;
        _line[end < _line.Length ? end : end - _line.Length] = sample;
        _count++;
        if (sample.Quality.IsGood)
            _good++;
    }

    private Sample<double> Take()
    {
        var first = _line[_head];
        _head = _head + 1 == _line.Length ? 0 : _head + 1;
        _count--;
        if (first.Quality.IsGood)
            _good--;
        return first;
    }
}
