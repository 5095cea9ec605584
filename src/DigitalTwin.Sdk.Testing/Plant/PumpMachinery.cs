namespace DigitalTwin.Sdk.Testing;

/// <summary>Drive, motor and bearing: power drawn, current, temperatures and vibration from the load on the shaft.</summary>
internal sealed class PumpMachinery
{
    internal const int Blades = 6;
    internal const double OuterRaceOrder = 3.05;
    private const double ResonanceHertz = 3000;
    private const double ResonanceDecaySeconds = 0.001;
    private const double RatedVoltage = 400;
    private const double MagnetisingRatio = 0.35;
    private const double MotorReserve = 1.15;
    private const double Gravity = 9806.65; // mm/s²
    private const double BearingTimeConstant = 1500;
    private const double WindingTimeConstant = 1800;
    private static readonly double RootThree = Math.Sqrt(3);

    private readonly double _ratedShaftPower;
    private readonly double _ratedHertz;
    private readonly double _ratedActiveCurrent;
    private readonly ulong _supplyStream;
    private readonly ulong _ambientStream;
    private readonly ulong _waveformStream;
    private double _bearingMemory;
    private double _windingMemory;
    private double _bearing;
    private double _winding;
    private VibrationState _vibration;

    internal PumpMachinery(long seed, double ratedShaftPower, double ratedSpeedRpm)
    {
        _ratedShaftPower = ratedShaftPower;
        _ratedHertz = ratedSpeedRpm / 60;
        _ratedActiveCurrent = MotorInput(1, out _) * 1000 / (RootThree * RatedVoltage);
        _supplyStream = SeededNoise.Stream(seed, 1003);
        _ambientStream = SeededNoise.Stream(seed, 1004);
        _waveformStream = SeededNoise.Stream(seed, 1005);
    }

    internal double RatedCurrent => _ratedActiveCurrent * Math.Sqrt(1 + (MagnetisingRatio * MagnetisingRatio));

    internal void LearnStep(double seconds)
    {
        _bearingMemory = Math.Exp(-seconds / BearingTimeConstant);
        _windingMemory = Math.Exp(-seconds / WindingTimeConstant);
    }

    internal void Simulate(in PumpLoad load, long sinceStart, double[] truth)
    {
        var motorInput = MotorInput(load.ShaftPower, out var drawn);
        var turning = load.Speed > 0.001;
        truth[(int)PumpSignal.Power] = turning ? drawn : 0;

        // The drive keeps voltage over frequency constant up to rated speed, where the supply ends.
        var voltage = RatedVoltage * Math.Min(1, load.Speed) * (1 + (0.01 * SeededNoise.Wander(_supplyStream, sinceStart, 10 * TimeSpan.TicksPerMinute)));
        var current = 0.0;
        if (turning)
        {
            var active = motorInput * 1000 / (RootThree * voltage);
            var magnetising = MagnetisingRatio * _ratedActiveCurrent;
            current = Math.Sqrt((active * active) + (magnetising * magnetising));
        }

        truth[(int)PumpSignal.Voltage] = voltage;
        truth[(int)PumpSignal.Current] = current;
        WarmUp(load, current / RatedCurrent, sinceStart, truth);
        Shake(load, truth);
    }

    /// <summary>Fills a vibration waveform that begins at the present and matches the overall values of the present step.</summary>
    internal void FillWaveform(Span<double> accelerationInG, double samplesPerSecond, long sinceStart)
    {
        var state = _vibration;
        var start = sinceStart / (double)TimeSpan.TicksPerSecond;
        var root = Math.Sqrt(2);
        var period = state.Hertz > 0 ? 1 / (OuterRaceOrder * state.Hertz) : double.PositiveInfinity;
        var burst = double.IsFinite(period) ? 2 * state.Bearing * Math.Sqrt(period / ResonanceDecaySeconds) : 0;
        for (var i = 0; i < accelerationInG.Length; i++)
        {
            var t = i / samplesPerSecond;
            var turns = state.Hertz * (start + t);
            turns -= Math.Floor(turns);
            var value = (root * state.Rotation * Math.Sin(2 * Math.PI * turns)) + (root * state.BladePass * Math.Sin(2 * Math.PI * Blades * turns));
            if (burst > 0)
            {
                // A ball that rolls over the damage strikes the ring, which rings out at its own frequency.
                var since = (start + t) % period;
                value += burst * Math.Exp(-since / ResonanceDecaySeconds) * Math.Sin(2 * Math.PI * ResonanceHertz * since);
            }

            accelerationInG[i] = value + (state.Broadband * SeededNoise.Gaussian(_waveformStream, unchecked(sinceStart + (i * 0x1_0000_0000L))));
        }
    }

    /// <summary>Power into the motor, kW, and drawn by the drive. Losses are those of an IE3 motor of this size: 6 to 7 % at rated load.</summary>
    private double MotorInput(double shaftPower, out double drawn)
    {
        var load = shaftPower / MotorReserve;
        var losses = MotorReserve * (0.015 + (0.012 * load) + (0.045 * load * load));
        drawn = (shaftPower + losses) * _ratedShaftPower;
        return (shaftPower + (0.8 * losses)) * _ratedShaftPower;
    }

    private void WarmUp(in PumpLoad load, double currentRatio, long sinceStart, double[] truth)
    {
        var hour = sinceStart % TimeSpan.TicksPerDay / (double)TimeSpan.TicksPerHour;
        var ambient = 20 - (4 * Math.Cos(2 * Math.PI * (hour - 4) / 24)) + (2 * SeededNoise.Wander(_ambientStream, sinceStart, 8 * TimeSpan.TicksPerHour));
        var bearing = ambient + (load.Speed * (22 + (30 * load.BearingDamage)));
        var winding = ambient + (62 * currentRatio * currentRatio);
        _bearing = bearing + ((_bearing - bearing) * _bearingMemory);
        _winding = winding + ((_winding - winding) * _windingMemory);
        truth[(int)PumpSignal.BearingTemperature] = _bearing;
        truth[(int)PumpSignal.WindingTemperature] = _winding;
    }

    private void Shake(in PumpLoad load, double[] truth)
    {
        var v = load.Speed;
        var hertz = v * _ratedHertz;
        var off = v > 0.001 ? (load.Flow / v) - 1 : 0;

        // mm/s RMS. Forces of unbalance and of the blades grow with the square of the speed; off the best point the flow hits the tongue.
        var rotation = v * v * (0.9 + (8 * load.HeadLoss));
        var blade = v * v * 0.6 * (1 + (2.5 * off * off));
        var bearing = v * 2.5 * load.BearingDamage;
        var cavitation = 3.5 * load.CavitationNoise;
        truth[(int)PumpSignal.VibrationVelocity] =
            Math.Sqrt((rotation * rotation) + (blade * blade) + (bearing * bearing) + (cavitation * cavitation));

        var broadband = Math.Sqrt((0.0064 * v * v) + (6.25 * load.CavitationNoise * load.CavitationNoise));
        _vibration = new VibrationState(
            hertz,
            rotation * 2 * Math.PI * hertz / Gravity,
            blade * 2 * Math.PI * hertz * Blades / Gravity,
            4 * load.BearingDamage * v,
            broadband);
        truth[(int)PumpSignal.VibrationAcceleration] = _vibration.Overall;
    }

    /// <summary>Running frequency and the components of acceleration, g RMS.</summary>
    private readonly record struct VibrationState(double Hertz, double Rotation, double BladePass, double Bearing, double Broadband)
    {
        internal double Overall => Math.Sqrt((Rotation * Rotation) + (BladePass * BladePass) + (Bearing * Bearing) + (Broadband * Broadband));
    }
}
