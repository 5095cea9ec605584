namespace DigitalTwin.Sdk.Control;

/// <summary>One link of the guard chain. Its texts are made once, so that refusing allocates nothing.</summary>
internal abstract class GuardRule(string name)
{
    internal string Name { get; } = name;

    /// <summary>Whether the way to the safe value must pass it too. What fails with the inputs must not keep the plant from safety.</summary>
    internal virtual bool BindsFallback => false;

    /// <summary>Calls back in the lane whenever what the rule looks at has changed.</summary>
    internal virtual void Watch(TwinRuntimeBuilder builder, Action onChange)
    {
    }

    /// <summary>When what the rule looks at grows too old, 100 ns UTC; <see cref="long.MaxValue"/> if never.</summary>
    internal virtual long StaleAt() => long.MaxValue;

    /// <summary>When a sample taken at a moment grows too old.</summary>
    internal static long StaleAt(long ticks, TimeSpan maxAge) =>
        ticks > DateTime.MaxValue.Ticks - maxAge.Ticks ? long.MaxValue : ticks + maxAge.Ticks + 1;

    /// <summary>The age limit of a property's samples: the one asked for, or the property's own if that is shorter.</summary>
    internal static TimeSpan AgeLimit(PropertyDefinition definition, TimeSpan maxAge) =>
        definition.MaxAge is { } own && own < maxAge ? own : maxAge;

    /// <summary>The time from which a sample's age counts: its own or, if that is earlier, when it came.</summary>
    internal static long SinceOf<TValue>(in Sample<TValue> sample) => Math.Min(sample.Ticks, sample.ArrivalTicks);

    internal abstract GuardVerdict Check(in GuardContext context);

    /// <summary>Why a sample is not good enough to act on; null if it is.</summary>
    /// <param name="quality">The sample's quality.</param>
    /// <param name="ticks">Its own time.</param>
    /// <param name="since">The time from which its age counts: its own or, if that is earlier, when it came. A source whose clock is ahead ages no later than others.</param>
    /// <param name="now">Lane time.</param>
    /// <param name="maxAge">How old it may be.</param>
    /// <param name="reasons">The texts.</param>
    internal static string? Judge(Quality quality, long ticks, long since, long now, long maxAge, in SampleReasons reasons)
    {
        if (quality == Quality.NoData)
            return reasons.Unknown;
        if (!quality.IsGood)
            return reasons.NotGood;

        // A sample from far in the future tells nothing certain, so it is as little use as an old one.
        return now - since > maxAge || now - ticks < -maxAge ? reasons.Stale : null;
    }
}
