namespace DigitalTwin.Sdk.Analytics;

/// <summary>How long a detector looks on before it may alarm: <c>WarmUp.Samples(300)</c> or
/// <c>WarmUp.Lasting(TimeSpan.FromHours(1))</c>.</summary>
/// <remarks>The default is none. Only usable samples count. Immutable.</remarks>
public readonly record struct WarmUp
{
    private WarmUp(int sampleCount, TimeSpan duration)
    {
        SampleCount = sampleCount;
        Duration = duration;
    }

    /// <summary>No warm-up: the first sample may alarm.</summary>
    public static WarmUp None => default;

    /// <summary>How many usable samples the warm-up takes.</summary>
    public int SampleCount { get; }

    /// <summary>How long the warm-up takes by event time, from the first usable sample on.</summary>
    public TimeSpan Duration { get; }

    /// <summary>A warm-up of so many usable samples.</summary>
    /// <param name="count">How many, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is not above 0.</exception>
    public static WarmUp Samples(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new WarmUp(count, TimeSpan.Zero);
    }

    /// <summary>A warm-up of so much event time, from the first usable sample on.</summary>
    /// <param name="duration">How long, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not above 0.</exception>
    public static WarmUp Lasting(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return new WarmUp(0, duration);
    }
}
