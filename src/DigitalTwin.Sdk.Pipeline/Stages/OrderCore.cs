namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Order by event time: a bounded reorder buffer, and a memory of what went out, to tell a duplicate from a late sample.</summary>
internal struct OrderCore(TimeSpan lateness, LateSamples lateSamples, TimeSpan? maxAhead, int capacity) : IBlockStage
{
    // A source that repeats a message after a lost acknowledgement repeats one of its newest.
    private const int MemorySize = 64;

    private readonly long _lateness = lateness.Ticks;
    private readonly long _maxAhead = (maxAhead ?? TimeSpan.MaxValue).Ticks;

    // Ring, sorted by event time from _head on; all times are after _lastOut and differ.
    private readonly Sample<double>[] _buffer = new Sample<double>[lateness > TimeSpan.Zero ? capacity : 0];
    private readonly (long Ticks, double Value)[] _memory = new (long, double)[MemorySize];
    private int _head;
    private int _count;
    private int _remembered;
    private long _newest = long.MinValue;
    private long _lastOut = long.MinValue;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var incoming = sample;
        if (incoming.Ticks - incoming.ArrivalTicks > _maxAhead)
        {
            // One sample from the future would make all that follow it late, so it takes the time at which it came.
            incoming = incoming with
            {
                Ticks = incoming.ArrivalTicks,
                Quality = incoming.Quality.WorstWith(Quality.Bad | Quality.ClockSkew),
            };
            output.CountFlagged();
        }

        if (incoming.Quality.IsBad && incoming.Quality.Has(Quality.CommLoss))
            PassOnLoss(incoming, ref output);
        else if (incoming.Ticks <= _lastOut)
            TakeLate(incoming, ref output);
        else if (_buffer.Length == 0)
            PassOn(incoming, ref output);
        else
            Sort(incoming, ref output);
    }

    /// <summary>Samples in order behind all that wait push these out from the front, as many as capacity and lateness leave no room for.</summary>
    public int ProcessRun<TOutput>(SampleBlock block, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        const int shortest = 8;
        var after = _count > 0 ? _newest : _lastOut;
        if (block.Length < shortest || block.Ticks[0] <= after || (_count > 0 && At(_count - 1).Ticks != _newest))
            return 0;
        var length = Runs.Good(block);
        length = Runs.Rising(block.Ticks[..length], after);
        if (_maxAhead != long.MaxValue)
            length = Runs.NotAhead(block.Slice(0, length), _maxAhead);
        if (length < shortest)
            return 0;

        var newest = block.Ticks[length - 1];
        var leaving = Math.Max(0, _count + length - _buffer.Length);
        while (leaving < _count + length && newest - (leaving < _count ? At(leaving).Ticks : block.Ticks[leaving - _count]) >= _lateness)
            leaving++;
        var ofRun = leaving;
        for (; ofRun > 0 && _count > 0; ofRun--)
            PassOn(TakeOldest(), ref output);
        for (var i = ofRun; i < length; i++)
            At(_count++) = block[i];
        _newest = Math.Max(_newest, newest);
        if (ofRun > 0)
            PassOnRun(block.Slice(0, ofRun), ref output);
        return length;
    }

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        while (_count > 0)
            PassOn(TakeOldest(), ref output);
    }

    public readonly void Save(StateWriter writer)
    {
        writer.WriteRun<Sample<double>>(_buffer);
        writer.WriteRun<(long, double)>(_memory);
        writer.Write((_head, _count));
        writer.Write(_remembered);
        writer.Write((_newest, _lastOut));
    }

    public void Restore(StateReader reader)
    {
        reader.ReadRun<Sample<double>>(_buffer);
        reader.ReadRun<(long, double)>(_memory);
        _head = reader.ReadIndex(Math.Max(1, _buffer.Length));
        _count = reader.ReadIndex(_buffer.Length + 1);
        _remembered = reader.ReadIndex(2 * MemorySize);
        (_newest, _lastOut) = reader.Read<(long, long)>();
    }

    // News of a lost link waits for nothing, as nothing may come for long; it stands behind all that came before it.
    private void PassOnLoss<TOutput>(in Sample<double> loss, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        Complete(ref output);
        PassOn(loss.Ticks > _lastOut ? loss : loss with { Ticks = _lastOut + 1 }, ref output);
    }

    private void Sort<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        // From the newest end: nearly all samples come in order and are put in place at once.
        var place = _count;
        while (place > 0 && At(place - 1).Ticks > sample.Ticks)
            place--;

        if (place > 0 && At(place - 1).Ticks == sample.Ticks)
        {
            // Of two samples of one time the later to come stands, unless it is worse.
            ref var there = ref At(place - 1);
            if (sample.Quality.Level >= there.Quality.Level)
                there = sample;
            output.Drop(DropCause.Duplicate);
            return;
        }

        if (_count == _buffer.Length)
        {
            if (place == 0)
            {
                PassOn(sample, ref output);
                return;
            }

            PassOn(TakeOldest(), ref output);
            place--;
        }

        for (var i = _count; i > place; i--)
            At(i) = At(i - 1);
        At(place) = sample;
        _count++;

        _newest = Math.Max(_newest, sample.Ticks);
        while (_count > 0 && _newest - At(0).Ticks >= _lateness)
            PassOn(TakeOldest(), ref output);
    }

    private void TakeLate<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (IsRemembered(sample))
        {
            output.Drop(DropCause.Duplicate);
            return;
        }

        if (lateSamples == LateSamples.Drop)
        {
            output.Drop(DropCause.Late);
            return;
        }

        Remember(sample);
        output.CountLate();
        output.CountFlagged();
        output.Emit(sample with { Quality = sample.Quality.WorstWith(Quality.Uncertain | Quality.Stale) });
    }

    private void PassOn<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        _lastOut = sample.Ticks;
        Remember(sample);
        output.Emit(sample);
    }

    private void PassOnRun<TOutput>(SampleBlock run, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        _lastOut = run.Ticks[^1];
        for (var i = Math.Max(0, run.Length - MemorySize); i < run.Length; i++)
            Remember(run[i]);
        output.EmitRun(run);
    }

    private Sample<double> TakeOldest()
    {
        var oldest = _buffer[_head];
        _head = _head + 1 == _buffer.Length ? 0 : _head + 1;
        _count--;
        return oldest;
    }

    private readonly ref Sample<double> At(int place)
    {
        var index = _head + place;
        return ref _buffer[index < _buffer.Length ? index : index - _buffer.Length];
    }

    private void Remember(in Sample<double> sample)
    {
        _memory[_remembered & (MemorySize - 1)] = (sample.Ticks, sample.Value);
        _remembered = _remembered + 1 == 2 * MemorySize ? MemorySize : _remembered + 1;
    }

    private readonly bool IsRemembered(in Sample<double> sample)
    {
        for (var i = 0; i < Math.Min(_remembered, MemorySize); i++)
        {
            // Equals, not ==: a repeated NaN is a repetition too.
            if (_memory[i].Ticks == sample.Ticks && _memory[i].Value.Equals(sample.Value))
                return true;
        }

        return false;
    }
}
