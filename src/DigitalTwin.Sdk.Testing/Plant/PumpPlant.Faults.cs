namespace DigitalTwin.Sdk.Testing;

/// <content>The faults a plant can be given. All times count from the plant's start; all calls return the plant, to be chained.</content>
public sealed partial class PumpPlant
{
    private WearEpisode[] _wear = [];
    private Episode[] _suction = [];
    private Episode[] _blockages = [];
    private double _headLoss;
    private double _powerRise;
    private double _bearingDamage;

    /// <summary>Number of blades of the impeller: blade pass shows at so many times the running speed.</summary>
    public static int BladeCount => PumpMachinery.Blades;

    /// <summary>How often in one turn of the shaft a ball passes a damage of the bearing's outer ring.</summary>
    public static double BearingOuterRaceOrder => PumpMachinery.OuterRaceOrder;

    /// <summary>Wears the impeller: it lifts less and costs more.</summary>
    /// <remarks>
    /// The growth is laid out for rated speed and goes with the power 2.5 of the speed: at 80 % of rated speed it takes 1.7 times as long.
    /// At <paramref name="to"/> it stops. Several wears add up.
    /// </remarks>
    /// <param name="from">Onset.</param>
    /// <param name="to">When the full extent is reached if the pump runs at rated speed; after <paramref name="from"/>.</param>
    /// <param name="headLoss">Fraction of the rated head that is then lost, 0 to 0.9.</param>
    /// <param name="powerRise">Fraction of the shaft power that is then added, 0 to 1.</param>
    /// <param name="law">How it grows.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public PumpPlant Wear(TimeSpan from, TimeSpan to, double headLoss, double powerRise = 0.05, WearLaw law = WearLaw.Linear)
    {
        RequireWithin(headLoss, 0, 0.9, nameof(headLoss));
        RequireWithin(powerRise, 0, 1, nameof(powerRise));
        return AddWear(from, to, headLoss, powerRise, bearingDamage: 0, law);
    }

    /// <summary>Damages the outer ring of the bearing: vibration at its pass frequency, then heat.</summary>
    /// <param name="from">Onset.</param>
    /// <param name="to">When the full extent is reached if the pump runs at rated speed; after <paramref name="from"/>.</param>
    /// <param name="damage">The full extent: 0 new, 1 about to fail.</param>
    /// <param name="law">How it grows; goes with the power 2.5 of the speed.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public PumpPlant DamageBearing(TimeSpan from, TimeSpan to, double damage = 1, WearLaw law = WearLaw.Accelerating)
    {
        RequireWithin(damage, 0, 1, nameof(damage));
        return AddWear(from, to, headLoss: 0, powerRise: 0, damage, law);
    }

    /// <summary>Takes suction head away, as a falling sump or a clogged strainer does, until the pump cavitates: head drops, noise and vibration rise.</summary>
    /// <remarks>A pump that is slowed down needs less suction head and may stop cavitating.</remarks>
    /// <param name="from">When it begins.</param>
    /// <param name="until">When it is over; after <paramref name="from"/>.</param>
    /// <param name="npshMargin">The margin left at rated flow and speed, a length; at zero the head has dropped by 3 %, below it drops fast.</param>
    /// <exception cref="UnitMismatchException">The margin is no length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The end is not after the beginning, or the margin is not finite.</exception>
    public PumpPlant Cavitate(TimeSpan from, TimeSpan until, Quantity npshMargin)
    {
        var margin = npshMargin.In(Units.Metre);
        RequireWithin(margin, -1000, 1000, nameof(npshMargin));
        _suction = [.. _suction, new Episode(from, until, Math.Max(0, _hydraulics.RatedNpshMargin - margin))];
        return this;
    }

    /// <summary>Blocks the pipework, as a clogged filter or a forgotten valve does: flow falls, head rises.</summary>
    /// <param name="from">When it begins.</param>
    /// <param name="until">When it is over; after <paramref name="from"/>.</param>
    /// <param name="resistance">How many times its clean value the resistance becomes; 1 or more. Blockages at one time multiply.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public PumpPlant Block(TimeSpan from, TimeSpan until, double resistance)
    {
        RequireWithin(resistance, 1, 1e6, nameof(resistance));
        _blockages = [.. _blockages, new Episode(from, until, resistance)];
        return this;
    }

    /// <summary>Lets a sensor stand still at the value it had.</summary>
    /// <param name="signal">Which sensor.</param>
    /// <param name="from">When it begins.</param>
    /// <param name="until">When it is over; never if left out.</param>
    public PumpPlant Freeze(PumpSignal signal, TimeSpan from, TimeSpan? until = null) => AddFault(signal, SensorFaults.Freeze, from, until);

    /// <summary>Lets a sensor send nothing.</summary>
    /// <param name="signal">Which sensor.</param>
    /// <param name="from">When it begins.</param>
    /// <param name="until">When it is over; never if left out.</param>
    public PumpPlant Gap(PumpSignal signal, TimeSpan from, TimeSpan? until = null) => AddFault(signal, SensorFaults.Gap, from, until);

    /// <summary>Lets single readings of a sensor jump up or down.</summary>
    /// <param name="signal">Which sensor.</param>
    /// <param name="height">How far, in the unit of the signal; finite.</param>
    /// <param name="every">Mean time from one to the next; above zero. They come at random.</param>
    /// <param name="from">When it begins; at the start if left out.</param>
    /// <param name="until">When it is over; never if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public PumpPlant Spike(PumpSignal signal, double height, TimeSpan every, TimeSpan from = default, TimeSpan? until = null)
    {
        RequireWithin(height, double.MinValue, double.MaxValue, nameof(height));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        return AddFault(signal, SensorFaults.Spike, from, until, height, every.Ticks);
    }

    /// <summary>Lets a sensor walk away from the truth.</summary>
    /// <param name="signal">Which sensor.</param>
    /// <param name="perDay">How far in a day, in the unit of the signal; finite.</param>
    /// <param name="from">When it begins; at the start if left out.</param>
    /// <param name="until">When it is put right again; never if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The drift is not finite.</exception>
    public PumpPlant Drift(PumpSignal signal, double perDay, TimeSpan from = default, TimeSpan? until = null)
    {
        RequireWithin(perDay, double.MinValue, double.MaxValue, nameof(perDay));
        return AddFault(signal, SensorFaults.Drift, from, until, perDay);
    }

    /// <summary>Makes a sensor noisier.</summary>
    /// <param name="signal">Which sensor.</param>
    /// <param name="factor">Additional noise, in multiples of the usual one; zero or more.</param>
    /// <param name="from">When it begins; at the start if left out.</param>
    /// <param name="until">When it is over; never if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is below zero or not finite.</exception>
    public PumpPlant Noise(PumpSignal signal, double factor, TimeSpan from = default, TimeSpan? until = null)
    {
        RequireWithin(factor, 0, 1e6, nameof(factor));
        return AddFault(signal, SensorFaults.Noise, from, until, factor);
    }

    /// <summary>Puts a sensor's clock wrong: its event times are off, its arrival times are right.</summary>
    /// <param name="signal">Which sensor.</param>
    /// <param name="by">How far; above zero the clock is ahead.</param>
    /// <param name="from">When it begins; at the start if left out.</param>
    /// <param name="until">When it is put right again; never if left out.</param>
    public PumpPlant SkewClock(PumpSignal signal, TimeSpan by, TimeSpan from = default, TimeSpan? until = null) =>
        AddFault(signal, SensorFaults.ClockSkew, from, until, by.Ticks);

    /// <summary>Fills a vibration waveform of the bearing housing that begins now: running speed, blade pass, bearing and broadband noise.</summary>
    /// <remarks>
    /// Its RMS matches the true <see cref="PumpSignal.VibrationAcceleration"/>. A damaged bearing rings at 3 kHz, so sample at 8 kHz or
    /// more to see it. Allocates nothing; the plant's time does not move.
    /// </remarks>
    /// <param name="accelerationInG">Receives one value a sample, oldest first, in g.</param>
    /// <param name="samplesPerSecond">Sampling frequency, Hz; above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sampling frequency is not above zero.</exception>
    public void FillVibration(Span<double> accelerationInG, double samplesPerSecond)
    {
        RequireWithin(samplesPerSecond, double.Epsilon, 1e9, nameof(samplesPerSecond));
        _machinery.FillWaveform(accelerationInG, samplesPerSecond, _ticks - _startTicks);
    }

    private static void RequireWithin(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
            throw new ArgumentOutOfRangeException(name, value, $"Must be from {least} to {most}.");
    }

    private PumpPlant AddWear(TimeSpan from, TimeSpan to, double headLoss, double powerRise, double bearingDamage, WearLaw law)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        _wear = [.. _wear, new WearEpisode(from.Ticks, to.Ticks - from.Ticks, law, headLoss, powerRise, bearingDamage)];
        return this;
    }

    private PumpPlant AddFault(PumpSignal signal, SensorFaults kind, TimeSpan from, TimeSpan? until, double size = 0, long interval = 0)
    {
        var end = until ?? TimeSpan.MaxValue;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(end, from, nameof(until));
        _sensors[(int)signal].Add(new SensorChannel.Fault(kind, from.Ticks, end.Ticks, size, interval));
        return this;
    }

    private void GrowWear(long sinceStart, long step)
    {
        if (_wear.Length == 0)
            return;
        var rate = WearEpisode.Rate(_speedRatio);
        double head = 0, power = 0, bearing = 0;
        foreach (var wear in _wear)
        {
            wear.Grow(sinceStart, step, rate);
            head += wear.HeadLoss;
            power += wear.PowerRise;
            bearing += wear.BearingDamage;
        }

        _headLoss = Math.Min(head, 0.9);
        _powerRise = power;
        _bearingDamage = Math.Min(bearing, 1);
    }

    private double SuctionLoss(long sinceStart)
    {
        var loss = 0.0;
        foreach (var episode in _suction)
        {
            if (episode.Holds(sinceStart))
                loss = Math.Max(loss, episode.Size);
        }

        return loss;
    }

    private double Blockage(long sinceStart)
    {
        var factor = 1.0;
        foreach (var episode in _blockages)
        {
            if (episode.Holds(sinceStart))
                factor *= episode.Size;
        }

        return factor;
    }

    private readonly record struct Episode
    {
        private readonly long _from;
        private readonly long _until;

        internal Episode(TimeSpan from, TimeSpan until, double size)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(until, from);
            _from = from.Ticks;
            _until = until.Ticks;
            Size = size;
        }

        internal double Size { get; }

        internal bool Holds(long sinceStart) => sinceStart >= _from && sinceStart < _until;
    }
}
