namespace DigitalTwin.Sdk.Connectors;

/// <summary>How long a connector pauses before it tries again (semantics C6).</summary>
public sealed class ReconnectOptions
{
    /// <summary>The shortest pause.</summary>
    /// <value>1 s by default; above zero.</value>
    public TimeSpan Minimum { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause.</summary>
    /// <value>120 s by default; at least <see cref="Minimum"/>.</value>
    public TimeSpan Maximum { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a connection must have held for pauses to begin at the shortest again.</summary>
    /// <value>60 s by default.</value>
    public TimeSpan HealthyAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Seed of the pauses. Give every installation its own, so that a restarted broker is not stormed.</summary>
    /// <value>Null by default: made of the machine's name and the connector's.</value>
    public int? Seed { get; set; }

    internal ReconnectOptions Copy() => (ReconnectOptions)MemberwiseClone();

    internal IEnumerable<string> Validate()
    {
        if (Minimum <= TimeSpan.Zero)
            yield return $"The shortest reconnect pause must be above zero, not {Minimum}.";
        if (Maximum < Minimum)
            yield return $"The longest reconnect pause ({Maximum}) must be at least the shortest ({Minimum}).";
        if (HealthyAfter < TimeSpan.Zero)
            yield return $"The time after which a connection counts as healthy must not be negative, but is {HealthyAfter}.";
    }
}
