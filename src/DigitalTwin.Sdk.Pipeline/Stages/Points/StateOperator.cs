namespace DigitalTwin.Sdk.Pipeline;

/// <summary>1 where the value is a state's, else 0.</summary>
internal readonly struct StateOperator(double state, double tolerance) : IPointOperator
{
    public PointResult Apply(ref Sample<double> sample)
    {
        sample = sample with { Value = Math.Abs(sample.Value - state) <= tolerance ? 1 : 0 };
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
