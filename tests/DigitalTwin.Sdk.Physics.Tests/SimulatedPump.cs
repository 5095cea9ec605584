namespace DigitalTwin.Sdk.Physics.Tests;

/// <summary>A pump with day and night demand, wandering and jumping, and three noisy sensors; the truth the estimator must find.</summary>
internal sealed class SimulatedPump(CentrifugalPump pump, int seed, double noiseScale = 1)
{
    private readonly GaussianNoise _noise = new(seed);
    private double _wander;
    private double _step = 1;

    public double Speed { get; set; } = pump.RatedSpeed.SI;

    public PumpWear Wear { get; set; }

    public double TrueFlow { get; private set; }

    public double MeasuredFlow { get; private set; }

    public double MeasuredHead { get; private set; }

    public double MeasuredPower { get; private set; }

    /// <summary>Moves to a time and reads the sensors. Demand is told as the opening of a valve: resistance moves by a factor.</summary>
    public void MoveTo(double seconds)
    {
        var curves = pump.Curves;
        _wander = (0.98 * _wander) + (0.01 * _noise.Next());
        if (_noise.Uniform() < 1.0 / 600)
            _step = 0.7 + (0.9 * _noise.Uniform());
        var demand = _step * (1 + (0.25 * Math.Sin(2 * Math.PI * seconds / 86_400)) + _wander);
        var point = curves.OperatingPoint(Speed, Wear, curves.SystemResistance / (demand * demand), curves.StaticHeadMetres);
        TrueFlow = point.FlowCubicMetresPerSecond;
        MeasuredFlow = TrueFlow + (noiseScale * 0.01 * curves.RatedFlowCubicMetresPerSecond * _noise.Next());
        MeasuredHead = point.HeadMetres + (noiseScale * 0.01 * curves.RatedHeadMetres * _noise.Next());
        MeasuredPower = point.ElectricalPowerWatts + (noiseScale * 0.01 * curves.RatedShaftPowerWatts / curves.MotorEfficiency * _noise.Next());
    }
}
