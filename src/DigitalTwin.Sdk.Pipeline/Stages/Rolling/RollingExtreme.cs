namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Smallest or largest value: keeps only samples that no newer one beats, so that the oldest of them is the answer (Lemire 2006).
/// </summary>
internal struct RollingExtreme(int capacity, bool isMaximum) : IRollingValue
{
    private RollingWindow _candidates = new(capacity);
    private readonly int _sign = isMaximum ? 1 : -1;

    public void Add(long ticks, double value)
    {
        while (_candidates.Count > 0 && _sign * _candidates[_candidates.Count - 1].Value <= _sign * value)
            _candidates.RemoveNewest();
        _candidates.Add(ticks, value);
    }

    public void Remove(long ticks, double value)
    {
        if (_candidates.Count > 0 && _candidates.Oldest.Ticks == ticks)
            _candidates.RemoveOldest();
    }

    public void Clear() => _candidates.Clear();

    public readonly bool HasLostDigits(in RollingWindow window) => false;

    // Nothing is computed here, so nothing drifts.
    public void Renew(in RollingWindow window)
    {
        var (ticks, value) = window[window.Count - 1];
        Add(ticks, value);
    }

    public readonly double Value(in RollingWindow window) => _candidates.Oldest.Value;

    public readonly void Save(StateWriter writer) => _candidates.Save(writer);

    public void Restore(StateReader reader, in RollingWindow window) => _candidates.Restore(reader);
}
