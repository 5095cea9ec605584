namespace DigitalTwin.Sdk.Physics;

/// <summary>How noisy a pump's sensors are and how fast its demand and wear may move: what a filter weighs against each other.</summary>
/// <remarks>Sensor noise is one standard deviation. Copied when a pump is made; not thread-safe.</remarks>
public sealed class PumpNoise
{
    /// <summary>Noise of the flow measurement, as a fraction of the rated flow.</summary>
    /// <value>Above 0, at most 1; default 0.01.</value>
    public double Flow { get; set; } = 0.01;

    /// <summary>Noise of the head measurement, as a fraction of the rated head.</summary>
    /// <value>Above 0, at most 1; default 0.01.</value>
    public double Head { get; set; } = 0.01;

    /// <summary>Noise of the electrical power measurement, as a fraction of the power at the rated point.</summary>
    /// <value>Above 0, at most 1; default 0.01.</value>
    public double Power { get; set; } = 0.01;

    /// <summary>How well the head curve of this very pump is known, as one standard deviation over the rated head; a residual of that size is no sign of wear.</summary>
    /// <value>0 to 1; default 0.02. ISO 9906:2012 lets the head of a pump of acceptance grade 2B be off by ±5 %.</value>
    public double HeadCurve { get; set; } = 0.02;

    /// <summary>How well the power curve of this very pump is known, as one standard deviation over the power at the rated point.</summary>
    /// <value>0 to 1; default 0.03.</value>
    public double PowerCurve { get; set; } = 0.03;

    /// <summary>How far the demand wanders, as a fraction of the rated flow in one minute; in T minutes it is √T times that.</summary>
    /// <value>Above 0, at most 10; default 0.05. Rather too large than too small: a flow that the filter follows too slowly is taken for wear.</value>
    public double DemandPerRootMinute { get; set; } = 0.05;

    /// <summary>How far wear wanders in one day, as a fraction of rated head (and of power); in T days it is √T times that.</summary>
    /// <value>Above 0, at most 1; default 0.002. Larger follows faster and is less smooth.</value>
    public double WearPerRootDay { get; set; } = 0.002;

    /// <summary>How uncertain wear is at the start, as a fraction of rated head (and of power). The start value is a new pump.</summary>
    /// <value>Above 0, at most 1; default 0.05.</value>
    public double InitialWear { get; set; } = 0.05;

    /// <summary>Below this fraction of the rated speed head and power say too little of wear, and are not used.</summary>
    /// <value>Above 0, at most 1; default 0.2.</value>
    public double MinimumSpeedRatio { get; set; } = 0.2;

    internal PumpNoise Copy() => (PumpNoise)MemberwiseClone();

    internal void Validate(List<string> failures)
    {
        CentrifugalPumpOptions.Within(failures, "Noise." + nameof(Flow), Flow, above: 0, atMost: 1);
        CentrifugalPumpOptions.Within(failures, "Noise." + nameof(Head), Head, above: 0, atMost: 1);
        CentrifugalPumpOptions.Within(failures, "Noise." + nameof(Power), Power, above: 0, atMost: 1);
        if (!(HeadCurve is >= 0 and <= 1))
            failures.Add($"Noise.{nameof(HeadCurve)} must be from 0 to 1, not {HeadCurve}.");
        if (!(PowerCurve is >= 0 and <= 1))
            failures.Add($"Noise.{nameof(PowerCurve)} must be from 0 to 1, not {PowerCurve}.");
        CentrifugalPumpOptions.Within(failures, "Noise." + nameof(DemandPerRootMinute), DemandPerRootMinute, above: 0, atMost: 10);
        CentrifugalPumpOptions.Within(failures, "Noise." + nameof(WearPerRootDay), WearPerRootDay, above: 0, atMost: 1);
        CentrifugalPumpOptions.Within(failures, "Noise." + nameof(InitialWear), InitialWear, above: 0, atMost: 1);
        CentrifugalPumpOptions.Within(failures, "Noise." + nameof(MinimumSpeedRatio), MinimumSpeedRatio, above: 0, atMost: 1);
    }
}
