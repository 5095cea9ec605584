namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A join at work: push samples of each signal in, one by one or in blocks, and rows follow at once, on the caller's thread.</summary>
/// <remarks>Not thread-safe: one caller at a time. Nothing is allocated per sample. What the receiver throws goes back to the caller and costs one row.</remarks>
public sealed class JoinProcessor
{
    private const int StateFormat = 1;
    private readonly SignalJoin _join;
    private readonly bool _isDrivenByAll;
    private readonly JoinHandler _onRow;
    private readonly Ring<Sample<double>>[] _samples;
    private readonly long[] _newest;

    // Without those that were dropped: up to where it is known what a signal was.
    private readonly long[] _known;
    private readonly Sample<double>[] _row;
    private Ring<long> _rows = new();
    private long _newestOfAll = long.MinValue;
    private long _lastRow = long.MinValue;

    internal JoinProcessor(SignalJoin join, int inputs, bool isDrivenByAll, JoinHandler onRow, StageStatistics statistics)
    {
        (_join, _isDrivenByAll, _onRow, Statistics) = (join, isDrivenByAll, onRow, statistics);
        _samples = new Ring<Sample<double>>[inputs];
        for (var i = 0; i < inputs; i++)
            _samples[i] = new Ring<Sample<double>>();
        _newest = new long[inputs];
        _known = new long[inputs];
        Array.Fill(_newest, long.MinValue);
        Array.Fill(_known, long.MinValue);
        _row = new Sample<double>[inputs];
    }

    /// <summary>What was done, in samples of all signals; emitted are rows.</summary>
    public StageStatistics Statistics { get; }

    /// <summary>Pushes one sample.</summary>
    /// <param name="input">Which signal, from 0.</param>
    /// <param name="sample">The sample.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such signal.</exception>
    public void Push(int input, in Sample<double> sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(input);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(input, _samples.Length);
        Statistics.CountReceived(sample);
        if (sample.Ticks <= _newest[input])
        {
            Statistics.CountDropped(sample.Ticks == _newest[input] ? DropCause.Duplicate : DropCause.Late);
            return;
        }

        _newest[input] = sample.Ticks;
        _newestOfAll = Math.Max(_newestOfAll, sample.Ticks);
        Keep(input, sample);
        if (input == 0 || _isDrivenByAll)
            AddRow(sample.Ticks);
        else if (sample.Ticks <= _lastRow)
            Statistics.CountDropped(DropCause.Late);
        GiveReady();
    }

    /// <summary>Pushes a run of samples of one signal.</summary>
    /// <param name="input">Which signal, from 0.</param>
    /// <param name="block">The samples, in order.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such signal.</exception>
    public void Push(int input, SampleBlock block)
    {
        for (var i = 0; i < block.Length; i++)
            Push(input, block[i]);
    }

    /// <summary>Pushes whole records, merged by time so that no row is given before what belongs into it was pushed, and completes.</summary>
    internal void Run(IReadOnlyList<SampleColumns> signals)
    {
        Span<int> next = stackalloc int[signals.Count];
        next.Clear();
        while (true)
        {
            var (earliest, ticks) = (-1, 0L);
            for (var i = 0; i < next.Length; i++)
            {
                if (next[i] < signals[i].Count && (earliest < 0 || signals[i].Block.Ticks[next[i]] < ticks))
                    (earliest, ticks) = (i, signals[i].Block.Ticks[next[i]]);
            }

            if (earliest < 0)
                break;
            Push(earliest, signals[earliest][next[earliest]++]);
        }

        Complete();
    }

    /// <summary>Gives out all rows that wait, when no more samples will come.</summary>
    public void Complete()
    {
        while (_rows.Count > 0)
            GiveRow();
    }

    /// <summary>Says that it is at least this late, so that rows that wait for a silent signal are given once they have waited as long as they may.</summary>
    /// <param name="time">Event time; one that is earlier than the newest sample's changes nothing.</param>
    public void AdvanceTo(DateTimeOffset time)
    {
        _newestOfAll = Math.Max(_newestOfAll, time.UtcTicks);
        GiveReady();
    }

    /// <summary>The state, so that a processor of the same join and as many signals can go on from here.</summary>
    /// <returns>Bytes for <see cref="Restore(byte[])"/>, of this machine's byte order.</returns>
    public byte[] Save()
    {
        var writer = new StateWriter();
        writer.Write(StateFormat);
        writer.WriteRun(JoinJson.Hash(_join.ToJson()).AsSpan());
        Save(writer);
        return writer.ToArray();
    }

    /// <summary>Takes over a state.</summary>
    /// <param name="state">What <see cref="Save()"/> gave.</param>
    /// <exception cref="FormatException">It is damaged, or of another join. Nothing can be pushed then: restore a sound state, or start anew.</exception>
    public void Restore(byte[] state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var reader = new StateReader(state);
        RequireSame(reader, StateFormat, JoinJson.Hash(_join.ToJson()), "join");
        Restore(reader);
        if (!reader.IsAtEnd)
            throw StateReader.Broken();
    }

    /// <summary>A processor that goes on from the same state on its own, for instance to ask what if.</summary>
    /// <param name="onRow">Takes its rows.</param>
    public JoinProcessor Fork(JoinHandler onRow)
    {
        ArgumentNullException.ThrowIfNull(onRow);
        var fork = new JoinProcessor(_join, _samples.Length, _isDrivenByAll, onRow, new StageStatistics(Statistics.Name));
        fork.Restore(Save());
        return fork;
    }

    internal static void RequireSame(StateReader reader, int format, byte[] hash, string what)
    {
        if (reader.Read<int>() != format)
            throw new FormatException($"The saved state of the {what} has another format.");
        var saved = new byte[hash.Length];
        reader.ReadRun(saved.AsSpan());
        if (!saved.AsSpan().SequenceEqual(hash))
            throw new FormatException($"The saved state belongs to another {what}.");
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(_samples.Length);
        foreach (var ring in _samples)
            ring.Save(writer);
        writer.WriteRun<long>(_newest);
        writer.WriteRun<long>(_known);
        _rows.Save(writer);
        writer.Write((_newestOfAll, _lastRow));
    }

    internal void Restore(StateReader reader)
    {
        if (reader.Read<int>() != _samples.Length)
            throw new FormatException("The saved state is of another number of signals.");
        for (var i = 0; i < _samples.Length; i++)
            _samples[i].Restore(reader);
        reader.ReadRun(_newest.AsSpan());
        reader.ReadRun(_known.AsSpan());
        _rows.Restore(reader);
        (_newestOfAll, _lastRow) = reader.Read<(long, long)>();
    }

    private void Keep(int input, in Sample<double> sample)
    {
        ref var samples = ref _samples[input];
        var isOwner = input == 0 && !_isDrivenByAll;
        var isUsable = sample.Quality.IsUsable && double.IsFinite(sample.Value);
        var isLoss = sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss);
        if (!isUsable && !isLoss && !isOwner && _join.Method != JoinMethod.AsOf)
        {
            Statistics.CountDropped(DropCause.Rejected);
            return;
        }

        if (samples.Count == _join.Capacity)
            MakeRoom(ref samples);

        _known[input] = sample.Ticks;
        samples.Insert(samples.Count, isUsable || !sample.Quality.IsUsable ? sample : sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.ConversionError) });
    }

    /// <summary>Rows that need the oldest sample are given now, whatever they still wait for: a row must not lose its own value.</summary>
    private void MakeRoom(ref Ring<Sample<double>> samples)
    {
        while (samples.Count == _join.Capacity && _rows.Count > 0 && _rows[0] < samples[1].Ticks)
            GiveRow();
        if (samples.Count < _join.Capacity)
            return;
        samples.RemoveFirst();
        Statistics.CountDropped(DropCause.Rejected);
    }

    private void GiveReady()
    {
        while (_rows.Count > 0 && (_rows.Count > _join.Capacity || IsReady(_rows[0])))
            GiveRow();
        Statistics.SetWaiting(_rows.Count);
    }

    private void AddRow(long ticks)
    {
        if (ticks <= _lastRow)
        {
            // Rows have gone further already; the sample still counts for those to come.
            Statistics.CountDropped(DropCause.Late);
            return;
        }

        var place = _rows.Count;
        while (place > 0 && _rows[place - 1] > ticks)
            place--;
        if (place == 0 || _rows[place - 1] != ticks)
            _rows.Insert(place, ticks);
    }

    private bool IsReady(long ticks)
    {
        if (_newestOfAll - ticks > _join.Wait.Ticks)
            return true;
        foreach (var known in _known)
        {
            if (known < ticks)
                return false;
        }

        return true;
    }

    private void GiveRow()
    {
        var ticks = _rows[0];
        _rows.RemoveFirst();
        _lastRow = ticks;
        for (var i = 0; i < _samples.Length; i++)
        {
            ref var samples = ref _samples[i];
            while (samples.Count > 1 && samples[1].Ticks <= ticks)
                samples.RemoveFirst();
            _row[i] = At(samples, ticks);
        }

        Statistics.CountEmitted();
        _onRow(ticks, _row);
    }

    // The first sample is the last one at or before the time, if there is any; the second is after it.
    private Sample<double> At(in Ring<Sample<double>> samples, long ticks)
    {
        if (samples.Count == 0)
            return new Sample<double>(double.NaN, ticks, ticks, Quality.NoData);
        var hasBefore = samples[0].Ticks <= ticks;
        var before = samples[0];
        if (hasBefore && (before.Ticks == ticks || (_join.Method == JoinMethod.AsOf && ticks - before.Ticks <= _join.MaxGap.Ticks)))
            return before;
        if (!hasBefore && _join.Method != JoinMethod.Nearest)
            return new Sample<double>(double.NaN, ticks, ticks, Quality.NoData);
        if (hasBefore && before.Quality.IsBad && before.Quality.Has(Quality.CommLoss))
            return before;
        if (_join.Method == JoinMethod.Nearest)
            return NearestOf(samples, hasBefore, ticks);
        if (_join.Method == JoinMethod.Linear && samples.Count > 1 && samples[1].Quality.IsUsable && samples[1].Ticks - before.Ticks <= _join.MaxGap.Ticks)
            return Between(before, samples[1], ticks);
        return Stale(before, ticks);
    }

    private Sample<double> NearestOf(in Ring<Sample<double>> samples, bool hasBefore, long ticks)
    {
        var next = hasBefore ? 1 : 0;
        var hasNext = samples.Count > next && samples[next].Quality.IsUsable && samples[next].Ticks - ticks <= _join.MaxGap.Ticks;
        if (hasBefore && ticks - samples[0].Ticks <= (hasNext ? Math.Min(_join.MaxGap.Ticks, samples[1].Ticks - ticks) : _join.MaxGap.Ticks))
            return samples[0];
        return hasNext ? samples[next] : hasBefore ? Stale(samples[0], ticks) : new Sample<double>(double.NaN, ticks, ticks, Quality.NoData);
    }

    private static Sample<double> Between(in Sample<double> before, in Sample<double> after, long ticks)
    {
        var share = (double)(ticks - before.Ticks) / (after.Ticks - before.Ticks);
        var value = (before.Value * (1 - share)) + (after.Value * share);
        return new Sample<double>(value, ticks, after.ArrivalTicks, before.Quality.WorstWith(after.Quality | Quality.Interpolated));
    }

    private static Sample<double> Stale(in Sample<double> sample, long ticks) =>
        sample with { Ticks = ticks, Quality = sample.Quality.WorstWith(Quality.Bad | Quality.Stale) };
}
