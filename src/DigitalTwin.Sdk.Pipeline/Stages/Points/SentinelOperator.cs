namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Numbers by which a source says that it has no value.</summary>
internal readonly struct SentinelOperator(double[] sentinels) : IPointOperator
{
    public PointResult Apply(ref Sample<double> sample)
    {
        if (!sentinels.AsSpan().Contains(sample.Value))
            return PointResult.Passed;
        sample = sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.SourceFlagged) };
        return PointResult.Flagged;
    }

    public void Forget()
    {
    }

    public void Save(StateWriter writer)
    {
    }

    public void Restore(StateReader reader)
    {
    }
}
