namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Hampel identifier over the last n Good samples, the judged one included, with release of steps.</summary>
internal struct SpikeCore(int window, double sigmas, double resolution, SpikeAction action) : ISampleStage
{
    // Makes the median absolute deviation a consistent estimate of the standard deviation for normal data: 1 / Phi^-1(3/4).
    private const double SigmaPerDeviation = 1.4826;

    private SortedWindow _window = new(window);

    // Side of the previous judged sample: -1 or +1 if it was an outlier, else 0.
    private int _side;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!sample.Quality.IsUsable)
        {
            output.Emit(sample);
            return;
        }

        if (sample.Quality.IsGood)
            _window.Add(sample.Value);
        if (!_window.IsFull)
        {
            output.Emit(sample);
            return;
        }

        var median = _window.Median();
        var deviation = Math.Max(_window.MedianDistance(median), resolution);
        var side = Math.Abs(sample.Value - median) > sigmas * SigmaPerDeviation * deviation ? Math.Sign(sample.Value - median) : 0;
        var isSpike = side != 0 && side != _side;
        _side = side;

        if (!isSpike)
            output.Emit(sample);
        else if (action == SpikeAction.Drop)
            output.Drop(DropCause.Rejected);
        else
        {
            output.CountFlagged();
            output.Emit(action == SpikeAction.Flag ? Flag(sample) : Replace(sample, median));
        }
    }

    public readonly long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => ticks;

    public readonly void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public readonly void Save(StateWriter writer)
    {
        writer.WriteRun(_window.Ring);
        writer.Write(_window.State);
        writer.Write(_side);
    }

    public void Restore(StateReader reader)
    {
        var ring = new double[window];
        reader.ReadRun<double>(ring);
        _window.Restore(ring, reader.ReadIndex(window + 1), reader.ReadIndex(window));
        _side = reader.Read<int>();
    }

    private static Sample<double> Flag(in Sample<double> sample) =>
        sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.Spike) };

    private static Sample<double> Replace(in Sample<double> sample, double median)
    {
        var quality = sample.Quality.WorstWith(Quality.Uncertain | Quality.Substituted | Quality.Spike);
        return sample with { Value = median, Quality = quality };
    }
}
