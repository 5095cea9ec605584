namespace DigitalTwin.Sdk.Physics;

/// <summary>
/// A centrifugal pump, described by its rated (best-efficiency) point: tells head, efficiency, power and NPSH at any flow, speed and
/// wear, and where it settles against its system.
/// </summary>
/// <example>
/// <code>
/// var pump = new CentrifugalPump(250 * Units.CubicMetrePerHour, 38 * Units.Metre, 1450 * Units.RevolutionPerMinute);
/// var head = pump.HeadAt(200 * Units.CubicMetrePerHour, 1200 * Units.RevolutionPerMinute);
/// </code>
/// </example>
/// <remarks>
/// Formulas and sources are with <see cref="PumpCurves"/>, which <see cref="Curves"/> gives for hot paths. For a filter the pump is an
/// <see cref="IObservationModel"/> with the states flow, head loss and power rise (see <see cref="PumpNoise"/>); for a simulation
/// <see cref="CreateStepModel"/> makes one that can be stepped. Immutable and thread-safe.
/// </remarks>
public sealed partial class CentrifugalPump
{
    private readonly CentrifugalPumpOptions _options;

    /// <summary>Makes a pump from its rated point, which is its best-efficiency point.</summary>
    /// <param name="ratedFlow">Flow there; a volume flow above zero.</param>
    /// <param name="ratedHead">Total head there; a length above zero.</param>
    /// <param name="ratedSpeed">Speed there; an angular velocity above zero, for instance in rpm.</param>
    /// <param name="options">What else is known; usual values if left out.</param>
    /// <exception cref="ArgumentException">A quantity has the wrong dimension or is not above zero, or the options contradict themselves; all failures of the options in one message.</exception>
    public CentrifugalPump(Quantity ratedFlow, Quantity ratedHead, Quantity ratedSpeed, CentrifugalPumpOptions? options = null)
    {
        RequirePositive(ratedFlow, Dimensions.VolumeFlow, "a volume flow", nameof(ratedFlow));
        RequirePositive(ratedHead, Dimensions.Length, "a head (length)", nameof(ratedHead));
        RequirePositive(ratedSpeed, Dimensions.AngularVelocity, "a speed (angular velocity)", nameof(ratedSpeed));
        _options = options?.Copy() ?? new CentrifugalPumpOptions();
        var failures = new List<string>();
        _options.Validate(failures);
        ThrowIfAny(failures, nameof(options));

        RatedFlow = ratedFlow;
        RatedHead = ratedHead;
        RatedSpeed = ratedSpeed;
        Curves = new PumpCurves(ratedFlow.SI, ratedHead.SI, ratedSpeed.SI, _options);
        if (!(Curves.LowestPowerRatio() > 0))
            failures.Add($"With {nameof(_options.ShutOffPowerRatio)} {_options.ShutOffPowerRatio} the power curve falls to zero inside the flow range; use a larger one or a flatter head curve.");
        if (!(_options.StaticHead.SI < _options.ShutOffHeadRatio * ratedHead.SI))
            failures.Add($"{nameof(_options.StaticHead)} {_options.StaticHead} is not below the shut-off head, so the pump could never deliver.");
        if (Curves.SystemResistance < 0)
            failures.Add($"{nameof(_options.StaticHead)} {_options.StaticHead} is above the rated head; give {nameof(_options.SystemResistance)} as well.");
        ThrowIfAny(failures, nameof(options));
        _hash = ComputeHash();
        Variables = ObservationVariables();
    }

    /// <summary>Flow at the best-efficiency point and rated speed, as given.</summary>
    public Quantity RatedFlow { get; }

    /// <summary>Total head at the best-efficiency point and rated speed, as given.</summary>
    public Quantity RatedHead { get; }

    /// <summary>Rated speed, as given.</summary>
    public Quantity RatedSpeed { get; }

    /// <summary>The same curves as functions of bare SI numbers, for hot paths.</summary>
    public PumpCurves Curves { get; }

    /// <summary>Total head.</summary>
    /// <param name="flow">Delivered flow.</param>
    /// <param name="speed">Speed.</param>
    /// <param name="wear">How worn the pump is; new if left out.</param>
    /// <exception cref="UnitMismatchException">A quantity has the wrong dimension.</exception>
    public Quantity HeadAt(Quantity flow, Quantity speed, PumpWear wear = default) =>
        Curves.Head(Flow(flow), Speed(speed), wear) * Units.Metre;

    /// <summary>Pump efficiency, 0 to 1: hydraulic power over shaft power.</summary>
    /// <param name="flow">Delivered flow.</param>
    /// <param name="speed">Speed.</param>
    /// <param name="wear">How worn the pump is; new if left out.</param>
    /// <exception cref="UnitMismatchException">A quantity has the wrong dimension.</exception>
    public double EfficiencyAt(Quantity flow, Quantity speed, PumpWear wear = default) => Curves.Efficiency(Flow(flow), Speed(speed), wear);

    /// <summary>Power at the shaft.</summary>
    /// <param name="flow">Delivered flow.</param>
    /// <param name="speed">Speed.</param>
    /// <param name="wear">How worn the pump is; new if left out.</param>
    /// <exception cref="UnitMismatchException">A quantity has the wrong dimension.</exception>
    public Quantity ShaftPowerAt(Quantity flow, Quantity speed, PumpWear wear = default) =>
        Curves.ShaftPower(Flow(flow), Speed(speed), wear) * Units.Watt;

    /// <summary>Power the motor draws.</summary>
    /// <param name="flow">Delivered flow.</param>
    /// <param name="speed">Speed.</param>
    /// <param name="wear">How worn the pump is; new if left out.</param>
    /// <exception cref="UnitMismatchException">A quantity has the wrong dimension.</exception>
    public Quantity ElectricalPowerAt(Quantity flow, Quantity speed, PumpWear wear = default) =>
        Curves.ElectricalPower(Flow(flow), Speed(speed), wear) * Units.Watt;

    /// <summary>NPSH required (NPSH3).</summary>
    /// <param name="flow">Delivered flow.</param>
    /// <param name="speed">Speed.</param>
    /// <exception cref="UnitMismatchException">A quantity has the wrong dimension.</exception>
    public Quantity NpshRequiredAt(Quantity flow, Quantity speed) => Curves.NpshRequired(Flow(flow), Speed(speed)) * Units.Metre;

    /// <summary>NPSH available minus NPSH required; below zero the pump cavitates.</summary>
    /// <param name="flow">Delivered flow.</param>
    /// <param name="speed">Speed.</param>
    /// <exception cref="UnitMismatchException">A quantity has the wrong dimension.</exception>
    public Quantity NpshMarginAt(Quantity flow, Quantity speed) => Curves.NpshMargin(Flow(flow), Speed(speed)) * Units.Metre;

    /// <summary>Where the pump settles against its system.</summary>
    /// <param name="speed">Speed.</param>
    /// <param name="wear">How worn the pump is; new if left out.</param>
    /// <exception cref="UnitMismatchException">The speed is not an angular velocity.</exception>
    public PumpOperatingPoint OperatingPoint(Quantity speed, PumpWear wear = default) => Curves.OperatingPoint(Speed(speed), wear);

    /// <summary>A simulation of this pump in its system that can be stepped through time, not yet initialised.</summary>
    /// <param name="wear">How worn it is at the start; new if left out.</param>
    /// <param name="wearPerDay">How much the wear grows in a day; not at all if left out.</param>
    public CentrifugalPumpModel CreateStepModel(PumpWear wear = default, PumpWear wearPerDay = default) => new(this, wear, wearPerDay);

    private static double Flow(Quantity flow) => flow.In(Units.CubicMetrePerSecond);

    private static double Speed(Quantity speed) => speed.In(Units.RadianPerSecond);

    private static void RequirePositive(Quantity value, Dimension dimension, string what, string parameter)
    {
        if (value.Unit.Dimension != dimension)
            throw new ArgumentException($"'{value}' is not {what}: its dimension is {value.Unit.Dimension}, not {dimension}.", parameter);
        if (!(value.SI > 0) || !double.IsFinite(value.SI))
            throw new ArgumentException($"'{value}' must be finite and above zero.", parameter);
    }

    private static void ThrowIfAny(List<string> failures, string parameter)
    {
        if (failures.Count > 0)
            throw new ArgumentException("Invalid pump options: " + string.Join(" ", failures), parameter);
    }
}
