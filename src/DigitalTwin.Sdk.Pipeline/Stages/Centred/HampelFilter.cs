namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Hampel's test of the sample in the middle.</summary>
internal struct HampelFilter(int window, double sigmas, double resolution, SpikeAction action) : ICentredFilter
{
    // Makes the median absolute deviation a consistent estimate of the standard deviation for normal data: 1 / Phi^-1(3/4).
    private const double SigmaPerDeviation = 1.4826;
    private RankWindow _window = new(window);

    public readonly bool IsFull => _window.IsFull;

    /// <summary>How many median absolute deviations are too far.</summary>
    internal readonly double Limit => sigmas * SigmaPerDeviation;

    /// <summary>The least deviation there is.</summary>
    internal readonly double Floor => resolution;

    public void Add(double value) => _window.Add(value);

    public void Clear() => _window.Clear();

    public readonly PointResult Treat(ref Sample<double> middle)
    {
        var median = _window.Median;
        var isOutlier = Math.Abs(middle.Value - median) > Limit * Math.Max(_window.MedianDistance(), resolution);
        return isOutlier ? Mark(ref middle, median) : PointResult.Passed;
    }

    public readonly void Save(StateWriter writer) => _window.Save(writer);

    public void Restore(StateReader reader) => _window.Restore(reader);

    /// <summary>Does with an outlier what the action says.</summary>
    internal readonly PointResult Mark(ref Sample<double> outlier, double median)
    {
        if (action == SpikeAction.Drop)
            return PointResult.LeftOut;
        outlier = action == SpikeAction.Flag
            ? outlier with { Quality = outlier.Quality.WorstWith(Quality.Bad | Quality.Spike) }
            : outlier with { Value = median, Quality = outlier.Quality.WorstWith(Quality.Uncertain | Quality.Substituted | Quality.Spike) };
        return PointResult.Flagged;
    }
}
