namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The median of the window.</summary>
internal struct MedianFilter(int window) : ICentredFilter
{
    private RankWindow _window = new(window);

    public readonly bool IsFull => _window.IsFull;

    public void Add(double value) => _window.Add(value);

    public void Clear() => _window.Clear();

    public readonly bool Keeps(double middle) => false;

    public readonly PointResult Treat(ref Sample<double> middle)
    {
        middle = middle with { Value = _window.Median };
        return PointResult.Passed;
    }

    public readonly void Save(StateWriter writer) => _window.Save(writer);

    public void Restore(StateReader reader) => _window.Restore(reader);
}
