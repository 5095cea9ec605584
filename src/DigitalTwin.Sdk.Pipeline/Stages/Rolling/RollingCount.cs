namespace DigitalTwin.Sdk.Pipeline;

/// <summary>How many samples there are.</summary>
internal readonly struct RollingCount : IRollingValue
{
    public void Add(long ticks, double value)
    {
    }

    public void Remove(long ticks, double value)
    {
    }

    public void Clear()
    {
    }

    public bool HasLostDigits(in RollingWindow window) => false;

    public void Renew(in RollingWindow window)
    {
    }

    public double Value(in RollingWindow window) => window.Count;

    public void Save(StateWriter writer)
    {
    }

    public void Restore(StateReader reader, in RollingWindow window)
    {
    }
}
