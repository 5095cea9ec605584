namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What is to be said of an exponentially weighted mean: as long as samples that are not Good have weight in it, it is no better than they are.</summary>
internal struct FadingDoubt()
{
    // With less weight than this in the mean, a sample shows no more.
    private const double Least = 0.01;

    private double _share;
    private Quality _worst = Quality.Good;

    /// <summary>Adds a sample.</summary>
    /// <param name="weight">Its weight, 0 to 1; all that was before keeps the rest.</param>
    /// <param name="quality">Its quality.</param>
    /// <returns>The quality of the mean.</returns>
    internal Quality Add(double weight, Quality quality)
    {
        if (_share == 0 && quality.IsGood)
            return quality;
        _share *= 1 - weight;
        if (_share < Least)
            (_share, _worst) = (0, Quality.Good);
        if (!quality.IsGood)
            (_share, _worst) = (_share + weight, _worst.WorstWith(quality));
        return quality.WorstWith(_worst);
    }

    internal readonly void Save(StateWriter writer)
    {
        writer.Write(_share);
        writer.Write(_worst);
    }

    internal void Restore(StateReader reader)
    {
        _share = reader.Read<double>();
        _worst = reader.Read<Quality>();
    }
}
