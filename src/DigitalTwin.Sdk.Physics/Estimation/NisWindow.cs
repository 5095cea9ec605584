namespace DigitalTwin.Sdk.Physics;

/// <summary>Mean NIS of one sensor over a window, in a ring buffer.</summary>
internal sealed class NisWindow(int length)
{
    private readonly double[] _values = new double[length];
    private int _next;
    private double _sum;

    public int Count { get; private set; }

    public int SavedCount => _values.Length + 3;

    public double Mean => Count == 0 ? double.NaN : _sum / Count;

    public void Add(double nis)
    {
        if (Count == _values.Length)
            _sum -= _values[_next];
        else
            Count++;
        _values[_next] = nis;
        _sum += nis;
        if (++_next < _values.Length)
            return;
        _next = 0;

        // Summed anew once per round, so that rounding errors do not pile up over years.
        _sum = 0;
        foreach (var value in _values)
            _sum += value;
    }

    public FilterConsistency Judge(double lower, double upper)
    {
        if (Count < _values.Length)
            return FilterConsistency.Unknown;
        var mean = Mean;
        if (mean > upper)
            return FilterConsistency.Overconfident;
        return mean < lower ? FilterConsistency.Underconfident : FilterConsistency.Consistent;
    }

    public void Clear()
    {
        Count = 0;
        _next = 0;
        _sum = 0;
        Array.Clear(_values);
    }

    public void CopyFrom(NisWindow other)
    {
        other._values.CopyTo(_values, 0);
        _next = other._next;
        _sum = other._sum;
        Count = other.Count;
    }

    public void Write(ref StateWriter writer)
    {
        writer.Write((long)Count);
        writer.Write((long)_next);
        writer.Write(_sum);
        writer.Write(_values);
    }

    public void Read(ref StateReader reader)
    {
        Count = (int)reader.ReadInt64();
        _next = (int)reader.ReadInt64();
        _sum = reader.ReadDouble();
        reader.Read(_values);
    }
}
