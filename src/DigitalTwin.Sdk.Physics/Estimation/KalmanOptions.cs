using MathNet.Numerics.Distributions;

namespace DigitalTwin.Sdk.Physics;

/// <summary>How a Kalman filter treats measurements that do not fit.</summary>
/// <remarks>Copied when a filter is made; changing it later changes nothing. Not thread-safe.</remarks>
public sealed class KalmanOptions
{
    /// <summary>Share of good measurements that the gate lets through; the gate is the quantile of the chi-square distribution with one degree of freedom.</summary>
    /// <value>Above 0, at most 1; default 0.999, a gate of 10.828. 1 switches the gate off.</value>
    public double GateProbability { get; set; } = 0.999;

    /// <summary>After so many rejections in a row, the measurement is believed and what it measures becomes uncertain anew, so that the gate cannot lock out reality.</summary>
    /// <value>At least 1; default 10. <see cref="int.MaxValue"/> never gives in.</value>
    public int RejectionsBeforeReset { get; set; } = 10;

    /// <summary>By how much the noise variance of a measurement of uncertain quality is multiplied.</summary>
    /// <value>At least 1; default 4, twice the standard deviation.</value>
    public double UncertainVarianceFactor { get; set; } = 4;

    /// <summary>Over how many measurements of one sensor the mean normalised innovation squared (NIS) is taken.</summary>
    /// <value>10 to 100,000; default 100.</value>
    public int NisWindow { get; set; } = 100;

    /// <summary>Probability with which a filter that is right has its mean NIS inside the band.</summary>
    /// <value>Above 0 and below 1; default 0.9999: overlapping windows are looked at all the time, so that the band must be wide.</value>
    public double ConsistencyProbability { get; set; } = 0.9999;

    internal double Gate => GateProbability >= 1 ? double.PositiveInfinity : ChiSquared.InvCDF(1, GateProbability);

    internal (double Lower, double Upper) NisBand => (
        ChiSquared.InvCDF(NisWindow, (1 - ConsistencyProbability) / 2) / NisWindow,
        ChiSquared.InvCDF(NisWindow, (1 + ConsistencyProbability) / 2) / NisWindow);

    internal KalmanOptions Copy() => (KalmanOptions)MemberwiseClone();

    internal void Validate(List<string> failures)
    {
        if (!(GateProbability is > 0 and <= 1))
            failures.Add($"{nameof(GateProbability)} must be above 0 and at most 1, not {GateProbability}.");
        if (RejectionsBeforeReset < 1)
            failures.Add($"{nameof(RejectionsBeforeReset)} must be at least 1, not {RejectionsBeforeReset}.");
        if (!(UncertainVarianceFactor >= 1) || !double.IsFinite(UncertainVarianceFactor))
            failures.Add($"{nameof(UncertainVarianceFactor)} must be finite and at least 1, not {UncertainVarianceFactor}.");
        if (NisWindow is < 10 or > 100_000)
            failures.Add($"{nameof(NisWindow)} must be from 10 to 100,000, not {NisWindow}.");
        if (!(ConsistencyProbability is > 0 and < 1))
            failures.Add($"{nameof(ConsistencyProbability)} must be between 0 and 1, not {ConsistencyProbability}.");
    }
}
