namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Order by event time: a bounded reorder buffer, and a memory of what went out, to tell a duplicate from a late sample.</summary>
internal struct OrderCore(TimeSpan lateness, LateSamples lateSamples, TimeSpan? maxAhead, int capacity) : IBlockStage
{
    // What has to be put further back than this among those of a block is put in singly, from the side that is nearer.
    private const int MostBack = 64;

    // A source that repeats a message after a lost acknowledgement repeats one of its newest.
    private const int MemorySize = 64;

    private readonly long _lateness = lateness.Ticks;
    private readonly long _maxAhead = (maxAhead ?? TimeSpan.MaxValue).Ticks;

    // Ring, sorted by event time from _head on; all times are after _lastOut and differ.
    private readonly Sample<double>[] _buffer = new Sample<double>[lateness > TimeSpan.Zero ? capacity : 0];
    private readonly (long Ticks, double Value)[] _memory = new (long, double)[MemorySize];
    private OrderColumns? _columns;
    private int _head;
    private int _count;

    // So many samples more are taken singly: in great disorder that is quicker than to begin a block for each.
    private int _singly;
    private int _remembered;
    private long _newest = long.MinValue;
    private long _lastOut = long.MinValue;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!IsNextOfFull(sample))
        {
            ProcessAny(sample, ref output);
            return;
        }

        ref var place = ref _buffer[_head];
        var oldest = place;
        place = sample;
        _head = _head + 1 == _buffer.Length ? 0 : _head + 1;
        _newest = sample.Ticks;
        PassOn(oldest, ref output);
    }

    /// <summary>
    /// Sorts a block in columns: what waited before and the block behind it. What follows from each sample is the same as when it comes
    /// singly, but is worked out only where a sample is out of order, and at the end.
    /// </summary>
    public int ProcessRun<TOutput>(SampleBlock block, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        const int shortest = 8;
        if (block.Length < Math.Max(shortest, _count) || _singly > 0)
        {
            _singly = Math.Max(0, _singly - 1);
            return 0;
        }

        if (_buffer.Length == 0)
            return PassOnRising(block, ref output);
        block = block.Slice(0, Math.Min(block.Length, BlockBuffer.Size));
        var columns = _columns ??= new OrderColumns(_buffer.Length + BlockBuffer.Size);
        columns.Clear();
        for (var i = 0; i < _count; i++)
            columns.Insert(i, At(i));

        var (taken, gone, remembered) = (0, 0, 0);
        while (true)
        {
            taken += columns.Append(block.Slice(taken, block.Length - taken), columns.Count > 0 ? columns.Ticks[^1] : _lastOut, _maxAhead);
            gone = Leaving(columns.Ticks, gone);
            if (taken == block.Length || !TakeOutOfOrder(block[taken], columns, gone, ref remembered, ref output))
                break;
            taken++;
            gone = Leaving(columns.Ticks, gone);
        }

        (_head, _count) = (0, columns.Count - gone);
        _singly = taken < Math.Min(block.Length, _count) ? Math.Max(MostBack, _count / 4) : 0;
        for (var i = 0; i < _count; i++)
            _buffer[i] = columns[gone + i];
        output.SetWaiting(_count);
        if (columns.Count > 0)
            _newest = Math.Max(_newest, columns.Ticks[^1]);
        if (gone == 0)
            return taken;
        _lastOut = columns.Ticks[gone - 1];
        Remember(columns, remembered, gone);
        output.EmitRun(columns.First(gone));
        return taken;
    }

    public long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        _newest = Math.Max(_newest, ticks);
        while (_count > 0 && _newest - At(0).Ticks >= _lateness)
            PassOn(TakeOldest(), ref output);
        _lastOut = Math.Max(_lastOut, ticks - _lateness);
        output.SetWaiting(_count);
        return _lastOut;
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

    /// <summary>The usual case: newer than all that wait in a full buffer, and its coming pushes out the oldest and no other.</summary>
    private readonly bool IsNextOfFull(in Sample<double> sample) =>
        _count == _buffer.Length && _count > 1 && sample.Ticks > _newest && sample.Ticks - At(1).Ticks < _lateness
        && sample.Ticks - sample.ArrivalTicks <= _maxAhead && !IsLoss(sample);

    /// <summary>Any sample, in any state.</summary>
    private void ProcessAny<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var incoming = sample;
        Date(ref incoming, ref output);
        if (IsLoss(incoming))
            PassOnLoss(incoming, ref output);
        else if (incoming.Ticks <= _lastOut)
            TakeLate(incoming, ref output);
        else if (_buffer.Length == 0)
            PassOn(incoming, ref output);
        else
            Sort(incoming, ref output);
        output.SetWaiting(_count);
    }

    private static bool IsLoss(in Sample<double> sample) => sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss);

    // One sample from the future would make all that follow it late, so it takes the time at which it came.
    private readonly void Date<TOutput>(ref Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (sample.Ticks - sample.ArrivalTicks <= _maxAhead)
            return;
        sample = sample with { Ticks = sample.ArrivalTicks, Quality = sample.Quality.WorstWith(Quality.Bad | Quality.ClockSkew) };
        output.CountFlagged();
    }

    /// <summary>Where nothing waits, samples that rise go on as they are.</summary>
    private int PassOnRising<TOutput>(SampleBlock block, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var length = Runs.Rising(block.Ticks[..Runs.Good(block)], _lastOut);
        if (_maxAhead != long.MaxValue)
            length = Runs.NotAhead(block.Slice(0, length), _maxAhead);
        if (length == 0)
            return 0;
        _lastOut = block.Ticks[length - 1];
        for (var i = Math.Max(0, length - MemorySize); i < length; i++)
            Remember(block.Ticks[i], block.Values[i]);
        output.EmitRun(block.Slice(0, length));
        return length;
    }

    /// <summary>How many of the sorted samples have no room any more or have waited long enough.</summary>
    private readonly int Leaving(ReadOnlySpan<long> ticks, int gone)
    {
        gone = Math.Max(gone, ticks.Length - _buffer.Length);
        while (gone < ticks.Length && Math.Max(_newest, ticks[^1]) - ticks[gone] >= _lateness)
            gone++;
        return gone;
    }

    /// <summary>Takes one sample of a block that is not in order, not Good, or from the future.</summary>
    /// <returns>False if something has to go on for it before the rest of the block may come; nothing is taken then.</returns>
    private bool TakeOutOfOrder<TOutput>(Sample<double> sample, OrderColumns columns, int gone, ref int remembered, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var isTaken = IsTaken(sample, columns, gone);
        if (!isTaken)
            return false;
        Refusal.Apply(ref sample, ref output);
        Date(ref sample, ref output);
        var ticks = columns.Ticks;
        if (sample.Ticks <= (gone > 0 ? ticks[gone - 1] : _lastOut))
        {
            Remember(columns, remembered, gone);
            remembered = gone;
            output.Drop(IsRemembered(sample) ? DropCause.Duplicate : DropCause.Late);
            return true;
        }

        var place = ticks.Length;
        while (place > gone && ticks[place - 1] > sample.Ticks)
            place--;
        if (place == gone || ticks[place - 1] != sample.Ticks)
        {
            columns.Insert(place, sample);
            return true;
        }

        if (Replaces(sample, columns[place - 1]))
            columns.Set(place - 1, sample);
        output.Drop(DropCause.Duplicate);
        return true;
    }

    // A loss, or what may yet become one, goes on at once, and so does a late sample that is flagged; one far back is quicker to place singly.
    private readonly bool IsTaken(in Sample<double> sample, OrderColumns columns, int gone)
    {
        if (sample.Quality.Has(Quality.CommLoss))
            return false;
        var ticks = columns.Ticks;
        var lastOut = gone > 0 ? ticks[gone - 1] : _lastOut;
        var earliest = Math.Min(sample.Ticks, sample.ArrivalTicks);
        if (earliest > lastOut && ticks.Length - gone > MostBack && earliest < ticks[^MostBack])
            return false;
        return lateSamples == LateSamples.Drop || earliest > lastOut;
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
        var place = PlaceOf(sample.Ticks);
        if (place > 0 && At(place - 1).Ticks == sample.Ticks)
        {
            ref var there = ref At(place - 1);
            if (Replaces(sample, there))
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

        MakeRoom(place);
        At(place) = sample;

        _newest = Math.Max(_newest, sample.Ticks);
        while (_count > 0 && _newest - At(0).Ticks >= _lateness)
            PassOn(TakeOldest(), ref output);
    }

    /// <summary>How many of those that wait are not after a time.</summary>
    private readonly int PlaceOf(long ticks)
    {
        // Nearly all samples come in order and are put in place at once.
        var (low, high) = (0, _count);
        for (var i = 0; i < 4 && high > 0; i++, high--)
        {
            if (At(high - 1).Ticks <= ticks)
                return high;
        }

        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At(middle).Ticks <= ticks)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Moves those on the shorter side of a place.</summary>
    private void MakeRoom(int place)
    {
        _count++;
        if (place > _count / 2)
        {
            for (var i = _count - 1; i > place; i--)
                At(i) = At(i - 1);
            return;
        }

        _head = _head == 0 ? _buffer.Length - 1 : _head - 1;
        for (var i = 0; i < place; i++)
            At(i) = At(i + 1);
    }

    // Of two samples of one time the later to come stands, unless it is worse.
    private static bool Replaces(in Sample<double> later, in Sample<double> there) => later.Quality.Level >= there.Quality.Level;

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

        Remember(sample.Ticks, sample.Value);
        output.CountLate();
        output.CountFlagged();
        output.Emit(sample with { Quality = sample.Quality.WorstWith(Quality.Uncertain | Quality.Stale) });
    }

    private void PassOn<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        _lastOut = sample.Ticks;
        Remember(sample.Ticks, sample.Value);
        output.Emit(sample);
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

    private void Remember(OrderColumns columns, int from, int to)
    {
        for (var i = Math.Max(from, to - MemorySize); i < to; i++)
            Remember(columns[i].Ticks, columns[i].Value);
    }

    private void Remember(long ticks, double value)
    {
        _memory[_remembered & (MemorySize - 1)] = (ticks, value);
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
