namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A straight line through the value: calibration, or another unit.</summary>
internal readonly struct LinearOperator(double gain, double bias) : IPointOperator
{
    public PointResult Apply(ref Sample<double> sample)
    {
        sample = sample with { Value = (gain * sample.Value) + bias };
        return PointResult.Passed;
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
