namespace DigitalTwin.Sdk.Physics;

/// <summary>How an estimator joins measurements and inputs, and when it distrusts its model.</summary>
/// <remarks>Copied when an estimator is made; changing it later changes nothing. Not thread-safe.</remarks>
public sealed class ModelEstimatorOptions
{
    /// <summary>How the filter treats measurements that do not fit.</summary>
    /// <value>See <see cref="KalmanOptions"/>.</value>
    public KalmanOptions Filter { get; set; } = new();

    /// <summary>
    /// Time constant with which asset and sensors follow a change of input, for instance of speed. While they do, a measurement counts
    /// for less: the difference the change makes to it is added to its standard deviation.
    /// </summary>
    /// <value>0 or above, at most one day; default 3 s. 0 counts on sensors that follow at once and on inputs without delay.</value>
    public TimeSpan InputSettling { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Mean NIS of a sensor from which on the model is <see cref="ModelValidity.Invalid"/>. One measurement counts for at most the gate or twice this, whichever is more.</summary>
    /// <value>Above 1; default 4, innovations twice as large as claimed.</value>
    public double InvalidNis { get; set; } = 4;

    internal ModelEstimatorOptions Copy()
    {
        var copy = (ModelEstimatorOptions)MemberwiseClone();
        copy.Filter = Filter?.Copy()!; // Validate names a missing Filter; copying must not fail before it.
        return copy;
    }

    internal void Validate(List<string> failures)
    {
        if (Filter is null)
            failures.Add($"{nameof(Filter)} must not be null.");
        else
            Filter.Validate(failures);
        if (InputSettling < TimeSpan.Zero || InputSettling > TimeSpan.FromDays(1))
            failures.Add($"{nameof(InputSettling)} must be from 0 to one day, not {InputSettling}.");
        if (!(InvalidNis > 1) || !double.IsFinite(InvalidNis))
            failures.Add($"{nameof(InvalidNis)} must be finite and above 1, not {InvalidNis}.");
    }
}
