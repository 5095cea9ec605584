namespace DigitalTwin.Sdk.Testing;

/// <summary>
/// A simulated pump plant: pump, motor, drive, pipework and sensors, with faults put in on purpose and the truth about them readable, so
/// that a twin can be judged by what it found.
/// </summary>
/// <example>
/// <code>
/// var plant = new PumpPlant(seed: 42)
///     .Wear(from: TimeSpan.FromDays(20), to: TimeSpan.FromDays(90), headLoss: 0.15)
///     .Freeze(PumpSignal.Flow, from: TimeSpan.FromDays(5), until: TimeSpan.FromDays(6));
///
/// foreach (var reading in plant.Run(TimeSpan.FromDays(100), every: TimeSpan.FromMinutes(1)))
///     Console.WriteLine($"{reading.Time:O} {reading.Signal.Name} {reading.Value:F2} {reading.Signal.Unit}");
/// </code>
/// </example>
/// <remarks>
/// Time is the plant's own and moves only by <see cref="Step"/>, <see cref="AdvanceTo"/> or <see cref="Run"/>; all times given to faults
/// count from its start. The same seed, options, faults, set-points and steps give the same readings, bit for bit; noise and demand are
/// functions of seed and time alone, so they also agree between runs with different steps. The curves differ a little from those of
/// <c>DigitalTwin.Sdk.Physics.CentrifugalPump</c>, and the water in the pipe has inertia, so an estimator cannot win by knowing the plant.
/// A step allocates nothing. Not thread-safe.
/// </remarks>
public sealed partial class PumpPlant
{
    private readonly PumpPlantOptions _options;
    private readonly PumpHydraulics _hydraulics;
    private readonly PumpMachinery _machinery;
    private readonly SensorChannel[] _sensors = new SensorChannel[PumpSignalExtensions.Count];
    private readonly double[] _true = new double[PumpSignalExtensions.Count];
    private readonly double[] _sigma = new double[PumpSignalExtensions.Count];
    private readonly double _ratedFlow;
    private readonly double _ratedSpeed;
    private readonly long _startTicks;
    private readonly ulong _demandStream;
    private readonly ulong _sumpStream;
    private long _ticks;
    private double _speedRatio = 1;
    private double _setpointRatio = 1;
    private double _flowRatio;
    private long _lastStep = -1;
    private double _flowMemory;

    /// <summary>Builds a new, healthy plant that runs at rated speed.</summary>
    /// <param name="seed">Decides every random number; the same seed is the same plant.</param>
    /// <param name="options">Size and surroundings; copied. Usual values if left out: 250 m³/h, 38 m, 1450 rpm.</param>
    /// <exception cref="ArgumentException">An option is out of its range; all failures are in one message.</exception>
    /// <exception cref="UnitMismatchException">A rated quantity has the wrong dimension.</exception>
    public PumpPlant(long seed, PumpPlantOptions? options = null)
    {
        options ??= new PumpPlantOptions();
        options.Validate();
        _options = options.Copy();
        Seed = seed;
        _ratedFlow = options.RatedFlow.In(Units.CubicMetrePerHour);
        _ratedSpeed = options.RatedSpeed.In(Units.RevolutionPerMinute);
        _hydraulics = new PumpHydraulics(_ratedFlow, options.RatedHead.In(Units.Metre), _ratedSpeed, options.StaticHeadFraction);
        _machinery = new PumpMachinery(seed, _hydraulics.RatedShaftPower, _ratedSpeed);
        _startTicks = _ticks = options.Start.UtcTicks;
        for (var i = 0; i < _sensors.Length; i++)
            _sensors[i] = new SensorChannel(seed, i);
        _demandStream = SeededNoise.Stream(seed, 1001);
        _sumpStream = SeededNoise.Stream(seed, 1002);
        SetSensorNoise();
        Settle();
    }

    /// <summary>The seed given to the constructor.</summary>
    public long Seed { get; }

    /// <summary>The plant's time now, UTC.</summary>
    public DateTimeOffset Now => new(_ticks, TimeSpan.Zero);

    /// <summary>The plant's time since its start.</summary>
    public TimeSpan Elapsed => new(_ticks - _startTicks);

    /// <summary>What is really the matter with the plant now.</summary>
    public PumpTruth Truth { get; private set; }

    /// <summary>The speed the drive is told to reach, rpm. Set it by <see cref="SetSpeed"/>.</summary>
    public Quantity SpeedSetpoint => _setpointRatio * _ratedSpeed * Units.RevolutionPerMinute;

    /// <summary>What a sensor says now, in <c>signal.Unit</c>; of quality <see cref="Quality.NoData"/> while it sends nothing.</summary>
    /// <param name="signal">Which sensor.</param>
    public Sample<double> this[PumpSignal signal] => _sensors[(int)signal].Sample;

    /// <summary>What a perfect sensor would say now, in <c>signal.Unit</c>.</summary>
    /// <param name="signal">Which sensor.</param>
    public double TrueValue(PumpSignal signal) => _true[(int)signal];

    /// <summary>The faults that falsify a sensor now.</summary>
    /// <param name="signal">Which sensor.</param>
    public SensorFaults FaultsOf(PumpSignal signal) => _sensors[(int)signal].Active;

    /// <summary>Tells the drive which speed to reach; it gets there along its ramp (<see cref="PumpPlantOptions.RampTime"/>).</summary>
    /// <param name="speed">A speed. The drive keeps it within zero and 110 % of rated speed, as drives do.</param>
    /// <exception cref="UnitMismatchException">It is no angular velocity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public void SetSpeed(Quantity speed)
    {
        var ratio = speed.In(Units.RevolutionPerMinute) / _ratedSpeed;
        if (!double.IsFinite(ratio))
            throw new ArgumentOutOfRangeException(nameof(speed), speed, "A speed set-point must be finite.");
        _setpointRatio = Math.Clamp(ratio, 0, 1.1);
    }

    /// <summary>Lets time pass and takes one reading from every sensor at its end.</summary>
    /// <param name="duration">How long; above zero. Steps of more than a few minutes blur the pipe's and the motor's dynamics, but stay stable.</param>
    /// <exception cref="ArgumentOutOfRangeException">Zero or below.</exception>
    public void Step(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        var step = duration.Ticks;
        if (step != _lastStep)
            LearnStep(duration);
        var sinceStart = _ticks - _startTicks + step;
        _ticks += step;

        var ramp = step / (double)_options.RampTime.Ticks;
        _speedRatio += Math.Clamp(_setpointRatio - _speedRatio, -ramp, ramp);
        GrowWear(sinceStart, step);
        Simulate(sinceStart, _flowMemory);
        Measure(sinceStart, step);
    }

    /// <summary>Lets time pass in one step until an instant; does nothing if it is now.</summary>
    /// <param name="instant">When to arrive.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has passed already.</exception>
    public void AdvanceTo(DateTimeOffset instant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instant, Now);
        if (instant.UtcTicks != _ticks)
            Step(new TimeSpan(instant.UtcTicks - _ticks));
    }

    /// <summary>Lets time pass in equal steps and hands out every reading in order of time, then of <see cref="PumpSignal"/>.</summary>
    /// <remarks>
    /// A sensor in a gap is left out. The loop may change the plant between readings, for instance by <see cref="SetSpeed"/>. Nothing
    /// happens before the sequence is enumerated.
    /// </remarks>
    /// <param name="duration">How long in all; a last part shorter than a step is left out.</param>
    /// <param name="every">Length of a step; above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is zero or below.</exception>
    public IEnumerable<PumpReading> Run(TimeSpan duration, TimeSpan every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        return Readings(duration.Ticks / every.Ticks, every);
    }

    private IEnumerable<PumpReading> Readings(long steps, TimeSpan every)
    {
        for (var step = 0L; step < steps; step++)
        {
            Step(every);
            for (var i = 0; i < _sensors.Length; i++)
            {
                if (_sensors[i].Sample.Quality.IsUsable)
                    yield return new PumpReading((PumpSignal)i, _sensors[i].Sample);
            }
        }
    }

    /// <summary>Finds the steady state at the start, so that no run begins with a transient that means nothing.</summary>
    private void Settle()
    {
        _flowRatio = 1;
        for (var i = 0; i < 20; i++)
            Simulate(0, 0);
        Measure(0, 1);
    }

    private void LearnStep(TimeSpan duration)
    {
        _lastStep = duration.Ticks;
        var tau = _options.PipeTimeConstant.Ticks;
        _flowMemory = tau == 0 ? 0 : Math.Exp(-duration.Ticks / (double)tau);
        _machinery.LearnStep(duration.TotalSeconds);
    }

    private void Simulate(long sinceStart, double flowMemory)
    {
        var demand = Demand(sinceStart);
        var blockage = Blockage(sinceStart);
        var sump = 0.2 * SeededNoise.Wander(_sumpStream, sinceStart, 3 * TimeSpan.TicksPerHour);
        var suction = PumpHydraulics.SuctionHead(_flowRatio, sump, SuctionLoss(sinceStart));
        var margin = _hydraulics.NpshMargin(_flowRatio, _speedRatio, suction);
        var headLoss = _headLoss;
        var cavitation = PumpHydraulics.CavitationHeadLoss(margin);

        // Half way only: the loss depends on the flow and the flow on the loss, and a long step must not make them swing.
        cavitation = (cavitation + Truth.CavitationHeadLoss) / 2;
        var target = _hydraulics.OperatingFlow(_speedRatio, headLoss, cavitation, blockage / (demand * demand));
        _flowRatio = target + ((_flowRatio - target) * flowMemory);

        var head = Math.Max(0, PumpHydraulics.Head(_flowRatio, _speedRatio, headLoss)) * (1 - cavitation);
        var shaft = PumpHydraulics.Power(_flowRatio, _speedRatio, _powerRise);
        var noise = PumpHydraulics.CavitationNoise(margin) * Math.Min(1, _speedRatio);
        var newHead = PumpHydraulics.NewHead(_flowRatio, _speedRatio);
        Truth = new PumpTruth
        {
            HeadDegradation = headLoss,
            PowerRise = _powerRise,
            EfficiencyLoss = newHead > 0 ? 1 - (PumpHydraulics.Head(_flowRatio, _speedRatio, headLoss) / newHead / (1 + _powerRise)) : 0,
            BearingDamage = _bearingDamage,
            NpshMargin = margin,
            CavitationHeadLoss = cavitation,
            Blockage = blockage,
            Demand = demand,
            ShaftPower = shaft * _hydraulics.RatedShaftPower,
            Efficiency = shaft > 0 ? 0.80 * _flowRatio * head / shaft : 0,
        };

        var headMetres = head * _hydraulics.RatedHead;
        _true[(int)PumpSignal.Flow] = _flowRatio * _ratedFlow;
        _true[(int)PumpSignal.Head] = headMetres;
        _true[(int)PumpSignal.SuctionPressure] = suction * PumpHydraulics.SpecificWeight / 1e5;
        _true[(int)PumpSignal.DischargePressure] = (suction + headMetres) * PumpHydraulics.SpecificWeight / 1e5;
        _true[(int)PumpSignal.Speed] = _speedRatio * _ratedSpeed;
        _machinery.Simulate(new PumpLoad(_flowRatio, _speedRatio, shaft, headLoss, _bearingDamage, noise), sinceStart, _true);
    }

    private double Demand(long sinceStart)
    {
        // Two peaks a day, at 8 and 19 o'clock, roughly as water networks show, and a wander on top; between about 0.7 and 1.
        var hour = sinceStart % TimeSpan.TicksPerDay / (double)TimeSpan.TicksPerHour;
        var day = (-0.6 * Math.Cos(2 * Math.PI * (hour - 2) / 24)) - (0.4 * Math.Cos(4 * Math.PI * (hour - 1.5) / 24));
        var wander = SeededNoise.Wander(_demandStream, sinceStart, 20 * TimeSpan.TicksPerMinute);
        return 1 - (_options.DemandVariation * (0.14 - (0.11 * day) - (0.025 * wander)));
    }

    private void Measure(long sinceStart, long step)
    {
        // Collapsing bubbles shake everything the water touches.
        var turbulence = 1 + (3 * PumpHydraulics.CavitationNoise(Truth.NpshMargin));
        for (var i = 0; i < _sensors.Length; i++)
        {
            var sigma = i is <= (int)PumpSignal.DischargePressure or >= (int)PumpSignal.VibrationVelocity ? _sigma[i] * turbulence : _sigma[i];
            _sensors[i].Measure(_true[i], sigma, _ticks, sinceStart, step);
        }
    }

    private void SetSensorNoise()
    {
        var factor = _options.NoiseFactor;
        var ratedPressure = _hydraulics.RatedHead * PumpHydraulics.SpecificWeight / 1e5;
        _sigma[(int)PumpSignal.Flow] = 0.005 * _ratedFlow * factor;
        _sigma[(int)PumpSignal.Head] = 0.004 * _hydraulics.RatedHead * factor;
        _sigma[(int)PumpSignal.SuctionPressure] = 0.002 * ratedPressure * factor;
        _sigma[(int)PumpSignal.DischargePressure] = 0.003 * ratedPressure * factor;
        _sigma[(int)PumpSignal.Speed] = 0.0003 * _ratedSpeed * factor;
        _sigma[(int)PumpSignal.Power] = 0.005 * _hydraulics.RatedShaftPower * factor;
        _sigma[(int)PumpSignal.Current] = 0.005 * _machinery.RatedCurrent * factor;
        _sigma[(int)PumpSignal.Voltage] = 0.6 * factor;
        _sigma[(int)PumpSignal.BearingTemperature] = 0.2 * factor;
        _sigma[(int)PumpSignal.WindingTemperature] = 0.3 * factor;
        _sigma[(int)PumpSignal.VibrationVelocity] = 0.05 * factor;
        _sigma[(int)PumpSignal.VibrationAcceleration] = 0.01 * factor;
    }
}
