using System.Collections.Immutable;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>
/// What a simulated signal does, and what goes wrong with it:
/// <code>
/// var flow = SimulatedSignal.Constant(250).Sine(amplitude: 20, period: TimeSpan.FromMinutes(5)).Noise(1.5)
///     .Spikes(share: 0.01, size: 80).Freeze(from: TimeSpan.FromHours(1), until: TimeSpan.FromHours(1.5)).Drop(share: 0.02);
/// </code>
/// </summary>
/// <remarks>
/// Parts add up, in the unit of the property. Times of faults count from the start of the simulation; a fault lasts from its first time up to, not including, its last. The same
/// seed gives the same samples, and one fault more changes nothing of the noise and the other faults. Immutable and thread-safe.
/// </remarks>
public sealed class SimulatedSignal
{
    private const int MostWaiting = 10_000;

    private SimulatedSignal(Func<TimeSpan, double> truth)
        : this(truth, [], [])
    {
    }

    private SimulatedSignal(Func<TimeSpan, double> truth, ImmutableArray<SignalPart> parts, ImmutableArray<SignalFault> faults) =>
        (Truth, Parts, Faults) = (truth, parts, faults);

    internal Func<TimeSpan, double> Truth { get; }

    internal ImmutableArray<SignalPart> Parts { get; }

    internal ImmutableArray<SignalFault> Faults { get; }

    /// <summary>A signal that stands.</summary>
    /// <param name="value">Its value, finite.</param>
    public static SimulatedSignal Constant(double value)
    {
        RequireFinite(value, nameof(value));
        return new SimulatedSignal(_ => value);
    }

    /// <summary>A signal that is a function of the time since the start.</summary>
    /// <param name="value">The function. Where it throws or gives no finite number, the sample is Bad | <see cref="Quality.ComputationError"/>.</param>
    public static SimulatedSignal Of(Func<TimeSpan, double> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new SimulatedSignal(value);
    }

    /// <summary>Adds amplitude * sin(2 pi t / period + phase).</summary>
    /// <param name="amplitude">Finite.</param>
    /// <param name="period">Above 0.</param>
    /// <param name="phase">At the start, in radians, finite.</param>
    public SimulatedSignal Sine(double amplitude, TimeSpan period, double phase = 0)
    {
        RequireFinite(amplitude, nameof(amplitude));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        RequireFinite(phase, nameof(phase));
        return With(new SignalPart(SignalPartKind.Sine, amplitude, period, phase));
    }

    /// <summary>Adds a slope that begins with 0 at the start.</summary>
    /// <param name="perSecond">Rise in each second, finite.</param>
    public SimulatedSignal Ramp(double perSecond) => With(Part(SignalPartKind.Ramp, perSecond, nameof(perSecond)));

    /// <summary>Adds a random walk (Wiener process) that begins with 0 at the start: after t seconds its standard deviation is that of one second times the root of t.</summary>
    /// <param name="deviation">Standard deviation of the step of one second, finite, at least 0.</param>
    public SimulatedSignal RandomWalk(double deviation) => With(Part(SignalPartKind.Walk, AtLeastZero(deviation, nameof(deviation)), nameof(deviation)));

    /// <summary>Adds normal noise, another at each sample.</summary>
    /// <param name="deviation">Its standard deviation, finite, at least 0.</param>
    public SimulatedSignal Noise(double deviation) => With(Part(SignalPartKind.Noise, AtLeastZero(deviation, nameof(deviation)), nameof(deviation)));

    /// <summary>Some values are far off, up or down.</summary>
    /// <param name="share">Of the samples, 0 to 1.</param>
    /// <param name="size">By how much, finite.</param>
    public SimulatedSignal Spikes(double share, double size)
    {
        RequireFinite(size, nameof(size));
        return With(new SignalFault(SignalFaultKind.Spike, Share(share), size));
    }

    /// <summary>The value stands still.</summary>
    /// <param name="from">Since when, at least 0.</param>
    /// <param name="until">Until when, after that.</param>
    public SimulatedSignal Freeze(TimeSpan from, TimeSpan until) => With(Between(new SignalFault(SignalFaultKind.Freeze), from, until));

    /// <summary>The value walks away from what it should be, and is right again at the end.</summary>
    /// <param name="perHour">Rise in each hour, finite.</param>
    /// <param name="from">Since when, at least 0.</param>
    /// <param name="until">Until when, after that; <see cref="TimeSpan.MaxValue"/> for ever.</param>
    public SimulatedSignal Drift(double perHour, TimeSpan from, TimeSpan until)
    {
        RequireFinite(perHour, nameof(perHour));
        return With(Between(new SignalFault(SignalFaultKind.Drift, Size: perHour), from, until));
    }

    /// <summary>The source's clock is wrong: event times are, arrival times are not.</summary>
    /// <param name="by">By how much; negative for a clock that is behind. A day at most.</param>
    /// <param name="from">Since when, at least 0.</param>
    /// <param name="until">Until when, after that.</param>
    public SimulatedSignal ClockSkew(TimeSpan by, TimeSpan from, TimeSpan until)
    {
        if (by.Duration() > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(by), by, "It must be a day at most.");
        return With(Between(new SignalFault(SignalFaultKind.ClockSkew, By: by), from, until));
    }

    /// <summary>Nothing comes.</summary>
    /// <param name="from">Since when, at least 0.</param>
    /// <param name="until">Until when, after that.</param>
    public SimulatedSignal Silence(TimeSpan from, TimeSpan until) => With(Between(new SignalFault(SignalFaultKind.Silence), from, until));

    /// <summary>Some samples get lost.</summary>
    /// <param name="share">Of the samples, 0 to 1.</param>
    public SimulatedSignal Drop(double share) => With(new SignalFault(SignalFaultKind.Drop, Share(share)));

    /// <summary>Some samples come twice.</summary>
    /// <param name="share">Of the samples, 0 to 1.</param>
    public SimulatedSignal Duplicate(double share) => With(new SignalFault(SignalFaultKind.Duplicate, Share(share)));

    /// <summary>Some samples come later than others that were measured after them.</summary>
    /// <param name="share">Of the samples, 0 to 1.</param>
    /// <param name="by">How much later, above 0.</param>
    public SimulatedSignal Reorder(double share, TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(by, TimeSpan.Zero);
        return With(new SignalFault(SignalFaultKind.Reorder, Share(share), By: by));
    }

    /// <summary>The samples up to the end of the calendar, in the order in which they arrive, for a test or a pipeline: <c>signal.Samples(start, every, seed: 7).Take(1000)</c>.</summary>
    /// <param name="start">Time of the first sample.</param>
    /// <param name="every">Period, 1 ms to 30 days, and so long that no more than 10,000 samples wait while one comes late.</param>
    /// <param name="seed">Another gives another noise and other places for the faults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is outside its range.</exception>
    public IEnumerable<Sample<double>> Samples(DateTimeOffset start, TimeSpan every, long seed)
    {
        RequirePeriod(every);
        return All();

        IEnumerable<Sample<double>> All()
        {
            var source = new SignalSource(this, start, every, seed);
            for (var now = source.NextTicks; now <= DateTime.MaxValue.Ticks; now = source.NextTicks)
            {
                while (source.TryTake(now, out var sample))
                    yield return sample;
            }
        }
    }

    internal void RequirePeriod(TimeSpan every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(every, TimeSpan.FromDays(30));
        if (Faults.Any(f => f.Kind == SignalFaultKind.Reorder && f.By / every > MostWaiting))
            throw new ArgumentOutOfRangeException(nameof(every), every, $"More than {MostWaiting} samples would wait while one comes late.");
    }

    private static SignalPart Part(SignalPartKind kind, double size, string name)
    {
        RequireFinite(size, name);
        return new SignalPart(kind, size, TimeSpan.FromSeconds(1), 0);
    }

    private static SignalFault Between(SignalFault fault, TimeSpan from, TimeSpan until)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(until, from);
        return fault with { From = from, Until = until };
    }

    private static double Share(double share) =>
        share is >= 0 and <= 1 ? share : throw new ArgumentOutOfRangeException(nameof(share), share, "It must be 0 to 1.");

    private static double AtLeastZero(double value, string name) =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "It must be a finite number of at least 0.");

    private static void RequireFinite(double value, string name)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(name, value, "It must be a finite number.");
    }

    private SimulatedSignal With(SignalPart part) => new(Truth, Parts.Add(part), Faults);

    private SimulatedSignal With(SignalFault fault) => new(Truth, Parts, Faults.Add(fault));
}
