namespace DigitalTwin.Sdk.Physics;

/// <content>The pump as a filter sees it: states flow, head loss and power rise; what flow, head and power sensors should read.</content>
public sealed partial class CentrifugalPump : IObservationModel
{
    private const int FlowState = 0;
    private const int HeadLossState = 1;
    private const int PowerRiseState = 2;
    private const int StateCount = 3;
    private const int FlowOutput = 0;
    private const int HeadOutput = 1;
    private const double SecondsPerMinute = 60;
    private const double SecondsPerDay = 86_400;

    /// <summary>How far a change of speed, told as a change of flow, may miss: static head makes the flow react more than in proportion.</summary>
    private const double SpeedChangeUncertainty = 0.5;

    private readonly ulong _hash;

    /// <summary>
    /// Input <c>speed</c> (rad/s); states <c>flow</c> (m³/s), <c>headLoss</c> and <c>powerRise</c> (fractions, see <see cref="PumpWear"/>);
    /// outputs <c>flow</c> (m³/s), <c>head</c> (m) and <c>power</c> (electrical, W).
    /// </summary>
    public IReadOnlyList<ModelVariable> Variables { get; }

    /// <inheritdoc/>
    public ulong ModelHash => _hash;

    /// <inheritdoc/>
    void IObservationModel.Start(ReadOnlySpan<double> inputs, Span<double> state, Span<double> covariance)
    {
        var noise = _options.Noise;
        var rated = Curves.RatedFlowCubicMetresPerSecond;
        var settled = Curves.OperatingPoint(inputs[0]).FlowCubicMetresPerSecond;
        state[FlowState] = double.IsFinite(settled) ? settled : rated; // A speed beyond all bounds overflows.
        state[HeadLossState] = 0;
        state[PowerRiseState] = 0;
        covariance[(FlowState * StateCount) + FlowState] = rated * rated;
        covariance[(HeadLossState * StateCount) + HeadLossState] = noise.InitialWear * noise.InitialWear;
        covariance[(PowerRiseState * StateCount) + PowerRiseState] = noise.InitialWear * noise.InitialWear;
    }

    /// <inheritdoc/>
    void IObservationModel.Predict(
        double dtSeconds,
        ReadOnlySpan<double> previousInputs,
        ReadOnlySpan<double> inputs,
        Span<double> state,
        Span<double> transition,
        Span<double> processNoise)
    {
        var noise = _options.Noise;
        var rated = Curves.RatedFlowCubicMetresPerSecond;
        var before = previousInputs[0] / Curves.RatedSpeedRadiansPerSecond;
        var after = inputs[0] / Curves.RatedSpeedRadiansPerSecond;
        if (before >= noise.MinimumSpeedRatio)
        {
            // Affinity law Q ~ n; exact for a system without static head, and what it misses is added as noise below.
            state[FlowState] *= after / before;
            transition[FlowState] = after / before;
        }

        var wander = noise.DemandPerRootMinute * rated;
        var jump = SpeedChangeUncertainty * (after - before) * rated;
        var wear = noise.WearPerRootDay * noise.WearPerRootDay * dtSeconds / SecondsPerDay;
        processNoise[(FlowState * StateCount) + FlowState] = (wander * wander * dtSeconds / SecondsPerMinute) + (jump * jump);
        processNoise[(HeadLossState * StateCount) + HeadLossState] = wear;
        processNoise[(PowerRiseState * StateCount) + PowerRiseState] = wear;
    }

    /// <inheritdoc/>
    double IObservationModel.Observe(int output, ReadOnlySpan<double> inputs, ReadOnlySpan<double> state, Span<double> sensitivity, out double noiseVariance)
    {
        var noise = _options.Noise;
        var speed = inputs[0];
        var flow = state[FlowState];
        var ratio = speed / Curves.RatedSpeedRadiansPerSecond;
        double deviation;
        double expected;
        if (output == FlowOutput)
        {
            deviation = noise.Flow * Curves.RatedFlowCubicMetresPerSecond;
            expected = flow;
            sensitivity[FlowState] = 1;
        }
        else if (output == HeadOutput)
        {
            deviation = noise.Head * Curves.RatedHeadMetres;
            expected = Curves.Head(flow, speed, new PumpWear(state[HeadLossState]));
            sensitivity[FlowState] = Curves.HeadSlope(flow, speed);
            sensitivity[HeadLossState] = -Curves.RatedHeadMetres * ratio * ratio;
        }
        else
        {
            var wear = new PumpWear(0, state[PowerRiseState]);
            deviation = noise.Power * Curves.RatedShaftPowerWatts / Curves.MotorEfficiency;
            expected = Curves.ElectricalPower(flow, speed, wear);
            sensitivity[FlowState] = Curves.ShaftPowerSlope(flow, speed, wear) / Curves.MotorEfficiency;
            sensitivity[PowerRiseState] = Curves.ElectricalPower(flow, speed);
        }

        noiseVariance = deviation * deviation;
        return output != FlowOutput && ratio < noise.MinimumSpeedRatio ? double.NaN : expected;
    }

    private System.Collections.ObjectModel.ReadOnlyCollection<ModelVariable> ObservationVariables() => Array.AsReadOnly<ModelVariable>(
    [
        new("speed", Units.RadianPerSecond, Causality.Input),
        new("flow", Units.CubicMetrePerSecond, Causality.State),
        new("headLoss", Units.One, Causality.State, Healthy: 0),
        new("powerRise", Units.One, Causality.State, Healthy: 0),
        new("flow", Units.CubicMetrePerSecond, Causality.Output),
        new("head", Units.Metre, Causality.Output, HealthyTolerance: _options.Noise.HeadCurve * Curves.RatedHeadMetres),
        new("power", Units.Watt, Causality.Output, HealthyTolerance: _options.Noise.PowerCurve * Curves.RatedShaftPowerWatts / Curves.MotorEfficiency),
    ]);

    private ulong ComputeHash()
    {
        var hash = new Fingerprint(nameof(CentrifugalPump));
        hash.Add(RatedFlow.SI);
        hash.Add(RatedHead.SI);
        hash.Add(RatedSpeed.SI);
        hash.Add(_options.ShutOffHeadRatio);
        hash.Add(_options.HeadCurvature);
        hash.Add(Curves.RatedShaftPowerWatts);
        hash.Add(_options.ShutOffPowerRatio);
        hash.Add(Curves.DensityKilogramsPerCubicMetre);
        hash.Add(Curves.MotorEfficiency);
        hash.Add(Curves.StaticHeadMetres);
        hash.Add(Curves.SystemResistance);
        hash.Add(Curves.NpshRequired(Curves.RatedFlowCubicMetresPerSecond, Curves.RatedSpeedRadiansPerSecond));
        hash.Add(_options.ShutOffNpshRatio);
        hash.Add(Curves.NpshAvailableMetres);
        var noise = _options.Noise;
        hash.Add(noise.Flow);
        hash.Add(noise.Head);
        hash.Add(noise.Power);
        hash.Add(noise.HeadCurve);
        hash.Add(noise.PowerCurve);
        hash.Add(noise.DemandPerRootMinute);
        hash.Add(noise.WearPerRootDay);
        hash.Add(noise.InitialWear);
        hash.Add(noise.MinimumSpeedRatio);
        return hash.Value;
    }
}
