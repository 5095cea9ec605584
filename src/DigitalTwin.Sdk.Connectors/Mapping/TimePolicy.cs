namespace DigitalTwin.Sdk.Connectors;

/// <summary>Which time a sample gets as its event time: the one its source wrote down, or the one at which it arrived (semantics S6).</summary>
/// <remarks>The default value is <see cref="TrustArrival"/>. Immutable and thread-safe.</remarks>
public readonly record struct TimePolicy
{
    private TimePolicy(TimeSpan maxSkew) => MaxSkew = maxSkew;

    /// <summary>The source's time, however far back; ahead of ours it is believed up to the runtime's <see cref="TwinRuntimeOptions.MaxAhead"/>. Only for clocks known to be right.</summary>
    public static TimePolicy TrustSource { get; } = new(TimeSpan.MaxValue);

    /// <summary>The arrival time, whatever the source says.</summary>
    public static TimePolicy TrustArrival => default;

    /// <summary>How far the source's time may be from the arrival time, before or after; zero if the source is not asked at all.</summary>
    public TimeSpan MaxSkew { get; }

    /// <summary>Whether the source's time is used at all.</summary>
    internal bool AsksSource => MaxSkew > TimeSpan.Zero;

    /// <summary>The source's time if it is close enough to the arrival time; else the arrival time, with quality <c>Uncertain | ClockSkew</c>.</summary>
    /// <param name="maxSkew">How far it may be off, before or after; above zero. Ahead, the runtime's <see cref="TwinRuntimeOptions.MaxAhead"/> holds as well.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span is not above zero.</exception>
    public static TimePolicy TrustSourceWithin(TimeSpan maxSkew)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxSkew, TimeSpan.Zero);
        return new TimePolicy(maxSkew);
    }

    /// <summary>Picks the event time.</summary>
    /// <param name="sourceTicks">The source's time in UTC ticks; null if it was missing or unreadable.</param>
    /// <param name="arrivalTicks">The arrival time in UTC ticks.</param>
    /// <param name="isSkewed">Whether the source's time was wanted and could not be used.</param>
    internal long Pick(long? sourceTicks, long arrivalTicks, out bool isSkewed)
    {
        isSkewed = false;
        if (MaxSkew == TimeSpan.Zero)
            return arrivalTicks;
        if (sourceTicks is { } ticks && (MaxSkew == TimeSpan.MaxValue || Math.Abs(ticks - arrivalTicks) <= MaxSkew.Ticks))
            return ticks;
        isSkewed = true;
        return arrivalTicks;
    }
}
