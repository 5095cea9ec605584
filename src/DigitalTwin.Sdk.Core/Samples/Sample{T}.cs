namespace DigitalTwin.Sdk;

/// <summary>
/// A value that never travels alone: with it go the time it was true (event time), the time it reached us (arrival time) and its quality.
/// </summary>
/// <remarks>
/// The default sample has quality <see cref="Quality.NoData"/> and must not be used. Times are UTC with a resolution of 100 ns;
/// an offset given to the constructor is converted away. Immutable and thread-safe.
/// </remarks>
/// <typeparam name="T">Type of the value; for a number, the unit is that of the property the sample belongs to.</typeparam>
public readonly record struct Sample<T>
{
    /// <summary>Makes a sample.</summary>
    /// <param name="value">The value, in the unit of the property it belongs to.</param>
    /// <param name="time">Event time: when the value was true at the asset.</param>
    /// <param name="arrivalTime">Arrival time: when it reached this process.</param>
    /// <param name="quality">Level and reasons.</param>
    public Sample(T value, DateTimeOffset time, DateTimeOffset arrivalTime, Quality quality)
        : this(value, time.UtcTicks, arrivalTime.UtcTicks, quality)
    {
    }

    /// <summary>Makes a sample from UTC ticks; for hot paths, where no <see cref="DateTimeOffset"/> is wanted.</summary>
    /// <param name="value">The value, in the unit of the property it belongs to.</param>
    /// <param name="ticks">Event time in 100 ns ticks, UTC, as <see cref="DateTimeOffset.UtcTicks"/>.</param>
    /// <param name="arrivalTicks">Arrival time in 100 ns ticks, UTC.</param>
    /// <param name="quality">Level and reasons.</param>
    public Sample(T value, long ticks, long arrivalTicks, Quality quality)
    {
        Value = value;
        Ticks = ticks;
        ArrivalTicks = arrivalTicks;
        Quality = quality;
    }

    /// <summary>The value; meaningless unless <c>Quality.IsUsable</c>.</summary>
    public T Value { get; init; }

    /// <summary>Event time in 100 ns ticks, UTC.</summary>
    public long Ticks { get; init; }

    /// <summary>Arrival time in 100 ns ticks, UTC.</summary>
    public long ArrivalTicks { get; init; }

    /// <summary>Level and reasons.</summary>
    public Quality Quality { get; init; }

    /// <summary>Event time: when the value was true at the asset, UTC.</summary>
    public DateTimeOffset Time => new(Ticks, TimeSpan.Zero);

    /// <summary>Arrival time: when the value reached this process, UTC.</summary>
    public DateTimeOffset ArrivalTime => new(ArrivalTicks, TimeSpan.Zero);

    /// <summary>The same sample with another value of perhaps another type; times and quality stay.</summary>
    /// <typeparam name="TResult">Type of the new value.</typeparam>
    /// <param name="value">The new value.</param>
    public Sample<TResult> WithValue<TResult>(TResult value) => new(value, Ticks, ArrivalTicks, Quality);

    /// <summary>The value, event time and quality, for logs.</summary>
    /// <returns>For instance <c>12.5 @ 2026-01-01T00:00:00.0000000+00:00 (Good)</c>.</returns>
    public override string ToString() => FormattableString.Invariant($"{Value} @ {Time:O} ({Quality})");
}
