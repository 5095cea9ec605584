namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The value, in the middle, of the polynomial that fits the window best: a weighted sum of its values.</summary>
internal struct SavitzkyGolayFilter(double[] weights) : ICentredFilter
{
    private readonly double[] _ring = new double[weights.Length];
    private int _next;
    private int _count;

    public readonly bool IsFull => _count == _ring.Length;

    public void Add(double value)
    {
        _ring[_next] = value;
        _next = _next + 1 == _ring.Length ? 0 : _next + 1;
        if (!IsFull)
            _count++;
    }

    public void Clear() => (_next, _count) = (0, 0);

    public readonly bool Keeps(double middle) => false;

    public readonly PointResult Treat(ref Sample<double> middle)
    {
        var (sum, place) = (0.0, _next);
        foreach (var weight in weights)
        {
            sum += weight * _ring[place];
            place = place + 1 == _ring.Length ? 0 : place + 1;
        }

        // Finite numbers may have a sum that is none.
        if (!double.IsFinite(sum))
        {
            middle = middle with { Quality = middle.Quality.WorstWith(Quality.Bad | Quality.ComputationError) };
            return PointResult.Flagged;
        }

        middle = middle with { Value = sum };
        return PointResult.Passed;
    }

    public readonly void Save(StateWriter writer)
    {
        writer.WriteRun<double>(_ring);
        writer.Write((_next, _count));
    }

    public void Restore(StateReader reader)
    {
        reader.ReadRun<double>(_ring);
        (_next, _count) = (reader.ReadIndex(_ring.Length), reader.ReadIndex(_ring.Length + 1));
    }

    /// <summary>
    /// Weights by Gram polynomials (Gorry 1990, eqs. 8-11, with s = 0 and the middle as the point of evaluation): orthogonal over the
    /// window, so that no system of equations has to be solved.
    /// </summary>
    internal static double[] Weights(int window, int order)
    {
        var half = window / 2;
        var weights = new double[window];
        for (var i = -half; i <= half; i++)
        {
            var sum = 0.0;
            for (var k = 0; k <= order; k++)
                sum += ((2 * k) + 1) * (Falling(2 * half, k) / Falling((2 * half) + k + 1, k + 1)) * Gram(i, half, k) * Gram(0, half, k);
            weights[i + half] = sum;
        }

        return weights;
    }

    private static double Gram(int at, int half, int order)
    {
        var (before, gram) = (0.0, 1.0);
        for (var k = 1; k <= order; k++)
        {
            double scale = k * ((2 * half) - k + 1);
            var next = ((((4.0 * k) - 2) / scale) * at * gram) - (((k - 1.0) * ((2.0 * half) + k) / scale) * before);
            (before, gram) = (gram, next);
        }

        return gram;
    }

    // a (a - 1) ... (a - b + 1)
    private static double Falling(int a, int b)
    {
        var product = 1.0;
        for (var i = 0; i < b; i++)
            product *= a - i;
        return product;
    }
}
