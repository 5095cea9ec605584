namespace DigitalTwin.Sdk.Connectors;

/// <summary>How long a connector pauses before it tries again (semantics C6).</summary>
public sealed class ReconnectOptions
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The shortest pause.</summary>
    /// <value>1 s by default; 10 ms to 1 day.</value>
    public TimeSpan Minimum { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause.</summary>
    /// <value>120 s by default; at least <see cref="Minimum"/>, at most 1 day.</value>
    public TimeSpan Maximum { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a connection must have held for pauses to begin at the shortest again.</summary>
    /// <value>60 s by default; 0 to 1 day.</value>
    public TimeSpan HealthyAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Seed of the pauses. Give every installation its own, so that a restarted broker is not stormed.</summary>
    /// <value>Null by default: made of the machine's name and the connector's.</value>
    public int? Seed { get; set; }

    internal ReconnectOptions Copy() => (ReconnectOptions)MemberwiseClone();

    internal IEnumerable<string> Validate()
    {
        if (Minimum < Shortest || Minimum > Longest)
            yield return $"{nameof(Minimum)} must be 10 ms to 1 day, not {Minimum}.";
        if (Maximum < Minimum || Maximum > Longest)
            yield return $"{nameof(Maximum)} must be at least {nameof(Minimum)} ({Minimum}) and at most 1 day, not {Maximum}.";
        if (HealthyAfter < TimeSpan.Zero || HealthyAfter > Longest)
            yield return $"{nameof(HealthyAfter)} must be 0 to 1 day, not {HealthyAfter}.";
    }
}
