namespace DigitalTwin.Sdk.Physics;

/// <summary>
/// A centrifugal pump in its system, stepped through time: speed and system resistance in; flow, head, power, efficiency and NPSH
/// margin out; wear inside. Made by <see cref="CentrifugalPump.CreateStepModel"/>.
/// </summary>
/// <remarks>
/// Hydraulically quasi-steady: flow and head settle within a step, which holds for steps of a second and more in ordinary pipework.
/// Wear grows at constant rates. Not thread-safe.
/// </remarks>
public sealed class CentrifugalPumpModel : IStepModel
{
    private const int PayloadVersion = 1;
    private const int PayloadCount = 6;
    private const double SecondsPerDay = 86_400;

    private static readonly ModelVariable[] ModelVariables =
    [
        new("headLossPerDay", Units.One, Causality.Parameter),
        new("powerRisePerDay", Units.One, Causality.Parameter),
        new("speed", Units.RadianPerSecond, Causality.Input),
        new("systemResistance", Units.Metre / (Units.CubicMetrePerSecond * Units.CubicMetrePerSecond), Causality.Input),
        new("headLoss", Units.One, Causality.State, Healthy: 0),
        new("powerRise", Units.One, Causality.State, Healthy: 0),
        new("flow", Units.CubicMetrePerSecond, Causality.Output),
        new("head", Units.Metre, Causality.Output),
        new("power", Units.Watt, Causality.Output),
        new("shaftPower", Units.Watt, Causality.Output),
        new("efficiency", Units.One, Causality.Output),
        new("npshMargin", Units.Metre, Causality.Output),
    ];

    private readonly CentrifugalPump _pump;
    private readonly PumpWear _start;
    private readonly PumpWear _perDay;
    private readonly ulong _hash;
    private PumpWear _wear;
    private double _speed = double.NaN;
    private double _resistance;
    private double _time;
    private bool _initialized;

    internal CentrifugalPumpModel(CentrifugalPump pump, PumpWear start, PumpWear perDay)
    {
        _pump = pump;
        _start = start;
        _perDay = perDay;
        var hash = new Fingerprint(nameof(CentrifugalPumpModel));
        hash.Add(pump.ModelHash);
        hash.Add(start.HeadLoss);
        hash.Add(start.PowerRise);
        hash.Add(perDay.HeadLoss);
        hash.Add(perDay.PowerRise);
        _hash = hash.Value;
    }

    /// <summary>
    /// Inputs <c>speed</c> (rad/s) and <c>systemResistance</c> (m/(m³/s)², default that of the pump's options); outputs <c>flow</c> (m³/s),
    /// <c>head</c> (m), <c>power</c> (electrical, W), <c>shaftPower</c> (W), <c>efficiency</c> (0 to 1) and <c>npshMargin</c> (m).
    /// </summary>
    public IReadOnlyList<ModelVariable> Variables { get; } = Array.AsReadOnly(ModelVariables);

    /// <summary>How worn the pump is now.</summary>
    public PumpWear Wear => _wear;

    /// <inheritdoc/>
    public void Initialize(ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        RequireLengths(inputs, outputs);
        if (!double.IsFinite(inputs[0]))
            throw new ArgumentException("The speed must be given at the start.", nameof(inputs));
        _time = 0;
        _wear = _start;
        _resistance = _pump.Curves.SystemResistance;
        _initialized = true;
        Take(inputs);
        Settle(outputs);
    }

    /// <inheritdoc/>
    public void Step(double dtSeconds, ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        RequireLengths(inputs, outputs);
        if (!double.IsFinite(dtSeconds) || dtSeconds < 0)
            throw new ArgumentException($"The step must be a finite number of seconds, zero or above, not {dtSeconds}.", nameof(dtSeconds));
        if (!_initialized)
            throw new InvalidOperationException("Initialize the model before stepping it.");
        Take(inputs);
        _time += dtSeconds;
        var days = dtSeconds / SecondsPerDay;
        _wear = new PumpWear(_wear.HeadLoss + (_perDay.HeadLoss * days), _wear.PowerRise + (_perDay.PowerRise * days));
        Settle(outputs);
    }

    /// <inheritdoc/>
    public ModelState Save()
    {
        var writer = new StateWriter(PayloadCount);
        writer.Write(_initialized);
        writer.Write(_time);
        writer.Write(_speed);
        writer.Write(_resistance);
        writer.Write(_wear.HeadLoss);
        writer.Write(_wear.PowerRise);
        return new ModelState(PayloadVersion, _hash, _time, writer.Written);
    }

    /// <inheritdoc/>
    public void Restore(ModelState state)
    {
        var reader = new StateReader(state, PayloadVersion, _hash, PayloadCount);
        _initialized = reader.ReadBoolean();
        _time = reader.ReadDouble();
        _speed = reader.ReadDouble();
        _resistance = reader.ReadDouble();
        _wear = new PumpWear(reader.ReadDouble(), reader.ReadDouble());
    }

    /// <inheritdoc/>
    public IStepModel Fork() => (CentrifugalPumpModel)MemberwiseClone();

    private static void RequireLengths(ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        if (inputs.Length != 2)
            throw new ArgumentException($"The pump has 2 inputs, speed and system resistance, not {inputs.Length}.", nameof(inputs));
        if (outputs.Length != 6)
            throw new ArgumentException($"The pump has 6 outputs, not {outputs.Length}.", nameof(outputs));
    }

    private void Take(ReadOnlySpan<double> inputs)
    {
        if (!double.IsNaN(inputs[0]))
            _speed = inputs[0];
        if (!double.IsNaN(inputs[1]))
            _resistance = inputs[1];
    }

    private void Settle(Span<double> outputs)
    {
        var point = _pump.Curves.OperatingPoint(_speed, _wear, _resistance, _pump.Curves.StaticHeadMetres);
        outputs[0] = point.FlowCubicMetresPerSecond;
        outputs[1] = point.HeadMetres;
        outputs[2] = point.ElectricalPowerWatts;
        outputs[3] = point.ShaftPowerWatts;
        outputs[4] = point.Efficiency;
        outputs[5] = point.NpshMarginMetres;
    }
}
