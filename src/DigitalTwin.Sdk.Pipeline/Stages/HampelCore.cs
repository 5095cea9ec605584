using System.Numerics;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Hampel filter with the judged sample in the middle of its window; samples wait until half a window has followed.</summary>
internal struct HampelCore(int window, double sigmas, double resolution, SpikeAction action) : IBlockStage
{
    // Makes the median absolute deviation a consistent estimate of the standard deviation for normal data: 1 / Phi^-1(3/4).
    private const double SigmaPerDeviation = 1.4826;

    // Samples that are not Good wait in the line too, so that times stay in order; so many more than half a window at most.
    private const int RoomForOthers = 64;
    private readonly int _half = window / 2;
    private readonly Sample<double>[] _line = new Sample<double>[(window / 2) + 1 + RoomForOthers];
    private RankWindow _window = new(window);
    private int _head;
    private int _count;

    // Good samples in the line.
    private int _good;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (sample.Quality.IsGood)
        {
            _window.Add(sample.Value);
            Append(sample, ref output);
            if (_good > _half)
                Release(ref output);
            return;
        }

        Append(sample, ref output);
        if (sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss))
        {
            // News of a lost link waits for nothing, and no window reaches across it.
            Complete(ref output);
            _window.Clear();
        }
        else if (_good == 0)
        {
            Complete(ref output);
        }
    }

    /// <summary>
    /// A row of Good samples: the first ones singly, until window and line hold nothing else; then four windows at a time straight from the
    /// block. Window and line are made what they will be before anything goes out.
    /// </summary>
    public int ProcessRun<TOutput>(SampleBlock block, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        const int lanes = 4;
        if (!MedianNetwork.Has(window) || block.Length < 4 * window)
            return 0;
        var length = Runs.Good(block);
        if (length < 4 * window)
            return 0;

        for (var i = 0; i < window; i++)
            Process(block[i], ref output);
        var end = length - ((length - window) % lanes);
        var (limit, floor) = (Vector256.Create(sigmas * SigmaPerDeviation), Vector256.Create(resolution));
        var unsent = window - _half;
        Refill(block.Slice(end - window, window));
        for (var newest = window; newest < end; newest += lanes)
        {
            MedianNetwork.Compute(window, in block.Values[newest - window + 1], out var medians, out var deviations);
            var centre = newest - _half;
            var values = Vector256.LoadUnsafe(in block.Values[centre]);
            var outliers = Vector256.GreaterThan(Vector256.Abs(values - medians), limit * Vector256.MaxNative(deviations, floor)).ExtractMostSignificantBits();
            for (; outliers != 0; outliers &= outliers - 1)
            {
                var lane = BitOperations.TrailingZeroCount(outliers);
                output.EmitRun(block.Slice(unsent, centre + lane - unsent));
                unsent = centre + lane + 1;
                Treat(block[centre + lane], medians[lane], ref output);
            }
        }

        output.EmitRun(block.Slice(unsent, end - _half - unsent));
        return end;
    }

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        while (_count > 0)
            output.Emit(Take());
    }

    public readonly void Save(StateWriter writer)
    {
        _window.Save(writer);
        writer.WriteRun<Sample<double>>(_line);
        writer.Write((_head, _count));
        writer.Write(_good);
    }

    public void Restore(StateReader reader)
    {
        _window.Restore(reader);
        reader.ReadRun<Sample<double>>(_line);
        _head = reader.ReadIndex(_line.Length);
        _count = reader.ReadIndex(_line.Length + 1);
        _good = reader.ReadIndex(_line.Length + 1);
    }

    /// <summary>Lets the oldest Good sample go, judged if the window around it is full, and all that stand before the next.</summary>
    private void Release<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        ReleaseOthers(ref output);
        var sample = Take();
        if (_window.IsFull)
            Judge(sample, ref output);
        else
            output.Emit(sample);
        ReleaseOthers(ref output);
    }

    private void ReleaseOthers<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        while (_count > 0 && !_line[_head].Quality.IsGood)
            output.Emit(Take());
    }

    private readonly void Judge<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var median = _window.Median;
        var deviation = Math.Max(_window.MedianDistance(), resolution);
        if (Math.Abs(sample.Value - median) > sigmas * SigmaPerDeviation * deviation)
            Treat(sample, median, ref output);
        else
            output.Emit(sample);
    }

    private readonly void Treat<TOutput>(in Sample<double> sample, double median, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (action == SpikeAction.Drop)
        {
            output.Drop(DropCause.Rejected);
            return;
        }

        output.CountFlagged();
        output.Emit(action == SpikeAction.Flag
            ? sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.Spike) }
            : sample with { Value = median, Quality = sample.Quality.WorstWith(Quality.Uncertain | Quality.Substituted | Quality.Spike) });
    }

    /// <summary>Makes window and line what they are after these Good samples, as many as the window holds.</summary>
    private void Refill(SampleBlock newest)
    {
        _window.Clear();
        foreach (var value in newest.Values)
            _window.Add(value);
        _head = 0;
        for (_count = 0; _count < _half; _count++)
            _line[_count] = newest[window - _half + _count];
        _good = _half;
    }

    private void Append<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (_count == _line.Length)
        {
            // More samples that are not Good than there is room for: what stands before them goes unjudged.
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
