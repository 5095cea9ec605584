namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Hampel's test of the sample in the middle.</summary>
internal struct HampelFilter(int window, double sigmas, double resolution, SpikeAction action) : ICentredFilter
{
    // Makes the median absolute deviation a consistent estimate of the standard deviation for normal data: 1 / Phi^-1(3/4).
    private const double SigmaPerDeviation = 1.4826;
    private readonly double _limit = sigmas * SigmaPerDeviation;
    private RankWindow _window = new(window);

    public readonly bool IsFull => _window.IsFull;

    /// <summary>How many median absolute deviations are too far.</summary>
    internal readonly double Limit => _limit;

    /// <summary>Whether an outlier ends here.</summary>
    internal readonly bool IsDropped => action == SpikeAction.Drop;

    /// <summary>Whether the median takes the place of an outlier.</summary>
    internal readonly bool IsReplaced => action == SpikeAction.ReplaceByMedian;

    /// <summary>What the quality of an outlier is lowered to.</summary>
    internal readonly Quality Mark => IsReplaced ? Quality.Uncertain | Quality.Substituted | Quality.Spike : Quality.Bad | Quality.Spike;

    /// <summary>The least deviation there is.</summary>
    internal readonly double Floor => resolution;

    public void Add(double value) => _window.Add(value);

    public void Clear() => _window.Clear();

    // Nearly all samples are so near that what is soon known of the deviation is enough.
    public readonly bool Keeps(double middle) =>
        Math.Abs(middle - _window.Median) <= _limit * double.MaxNative(_window.LeastMedianDistance(), resolution);

    public readonly PointResult Treat(ref Sample<double> middle)
    {
        var median = _window.Median;
        var isOutlier = Math.Abs(middle.Value - median) > _limit * double.MaxNative(_window.MedianDistance(), resolution);
        return isOutlier ? Take(ref middle, median) : PointResult.Passed;
    }

    public readonly void Save(StateWriter writer) => _window.Save(writer);

    public void Restore(StateReader reader) => _window.Restore(reader);

    private readonly PointResult Take(ref Sample<double> outlier, double median)
    {
        if (action == SpikeAction.Drop)
            return PointResult.LeftOut;
        outlier = outlier with { Value = IsReplaced ? median : outlier.Value, Quality = outlier.Quality.WorstWith(Mark) };
        return PointResult.Flagged;
    }
}
