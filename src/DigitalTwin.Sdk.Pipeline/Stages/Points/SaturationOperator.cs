namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The ends of what a sensor can show: at them the true value may be anywhere beyond.</summary>
internal readonly struct SaturationOperator(double low, double high) : IPointOperator
{
    public PointResult Apply(ref Sample<double> sample)
    {
        if (sample.Value > low && sample.Value < high)
            return PointResult.Passed;
        sample = sample with { Quality = sample.Quality.WorstWith(Quality.Uncertain | Quality.OutOfRange) };
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
