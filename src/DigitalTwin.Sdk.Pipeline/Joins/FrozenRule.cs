using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// When a signal that stands still is taken for frozen because what drives it has moved.
/// <code>
/// var rule = new FrozenRule(after: TimeSpan.FromMinutes(5), resolution: 0.1, driverChange: 50, driverMaxAge: TimeSpan.FromSeconds(10));
/// IObservable&lt;Sample&lt;double&gt;&gt; clean = level.FlagFrozen(driver: speed, rule);
/// </code>
/// </summary>
/// <remarks>
/// A calm process stands still rightly, and <c>FlagStuck</c> alone would call it frozen; where a pump has changed its speed and the flow has not
/// followed, the sensor is. A run is a row of usable samples whose largest and smallest value differ by at most the resolution; a silence of
/// <c>after</c> or longer ends it. From the sample on that is at least <c>after</c> younger than the first of its run, samples are Uncertain |
/// <see cref="Quality.Frozen"/> if the driver's largest and smallest value since then, as of the times of the signal's samples, differ by at least
/// the driver's change. Of a driver without usable values nothing is known, and nothing is marked. Both signals come in order; a sample waits until
/// the driver has come up to its time, but no longer, in event time, than the driver's maximum age. Immutable and thread-safe.
/// </remarks>
public sealed record FrozenRule
{
    /// <summary>Makes a rule.</summary>
    /// <param name="after">How long the signal may stand still while the driver moves, above 0: longer than the plant takes to follow.</param>
    /// <param name="resolution">Smallest movement of the signal that counts, in its unit, finite, at least 0.</param>
    /// <param name="driverChange">By how much the driver must have moved, in its unit, finite, above 0.</param>
    /// <param name="driverMaxAge">How old the driver's value may be, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public FrozenRule(TimeSpan after, double resolution, double driverChange, TimeSpan driverMaxAge)
    {
        Require(after > TimeSpan.Zero, after, nameof(after), "must be above 0");
        Require(double.IsFinite(resolution) && resolution >= 0, resolution, nameof(resolution), "must be a finite number of at least 0");
        Require(double.IsFinite(driverChange) && driverChange > 0, driverChange, nameof(driverChange), "must be a finite number above 0");
        Require(driverMaxAge > TimeSpan.Zero, driverMaxAge, nameof(driverMaxAge), "must be above 0");
        (After, Resolution, DriverChange, Join) = (after, resolution, driverChange, SignalJoin.AsOf(driverMaxAge));
    }

    /// <summary>SHA-256 of <see cref="ToJson"/>, 64 hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(JoinJson.Hash(ToJson()));

    internal TimeSpan After { get; }

    internal double Resolution { get; }

    internal double DriverChange { get; }

    internal SignalJoin Join { get; }

    /// <summary>Makes a rule of what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FormatException">The text is not valid; the message says where.</exception>
    public static FrozenRule FromJson(string json) => JoinJson.ReadFrozen(json);

    /// <summary>The rule with all its parameters as JSON, on one line, the same for the same rule.</summary>
    public string ToJson() => JoinJson.Write(this);

    /// <summary>As <see cref="ToJson"/>.</summary>
    public override string ToString() => ToJson();

    /// <summary>Puts the rule to work.</summary>
    /// <param name="onSample">Takes the signal's samples.</param>
    /// <param name="statistics">Counts what happens; null to count into new counters.</param>
    public FrozenProcessor Start(Action<Sample<double>> onSample, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(onSample);
        return new FrozenProcessor(this, onSample, statistics ?? new StageStatistics("frozen"));
    }
}
