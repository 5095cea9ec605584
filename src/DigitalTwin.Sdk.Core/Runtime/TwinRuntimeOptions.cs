namespace DigitalTwin.Sdk;

/// <summary>How a runtime works: threads, queues, clock and what counts as in step with the asset.</summary>
public sealed class TwinRuntimeOptions
{
    /// <summary>How many lanes work at the same time. Results do not depend on it.</summary>
    /// <value>As many as there are processors by default; 1 to 256.</value>
    public int Workers { get; set; } = Math.Min(Environment.ProcessorCount, 256);

    /// <summary>How many samples may wait per lane before connectors are made to wait.</summary>
    /// <value>8,192 by default; at least 16.</value>
    public int QueueCapacity { get; set; } = 8192;

    /// <summary>What moves lane time when no sample comes.</summary>
    /// <value><see cref="RuntimeClock.TimeProvider"/> by default.</value>
    public RuntimeClock Clock { get; set; }

    /// <summary>How often lane time moves on when no sample comes; bounds how late staleness and schedules are noticed.</summary>
    /// <value>100 ms by default.</value>
    public TimeSpan TickPeriod { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How twins' entanglement with their assets is judged.</summary>
    /// <value>See <see cref="EntanglementOptions"/> for its defaults.</value>
    public EntanglementOptions Entanglement { get; set; } = new();

    /// <summary>How long <see cref="TwinRuntime.StopAsync"/> waits for what is already queued.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromSeconds(10);

    internal TwinRuntimeOptions Copy()
    {
        var copy = (TwinRuntimeOptions)MemberwiseClone();
        copy.Entanglement = Entanglement.Copy();
        return copy;
    }

    internal IEnumerable<string> Validate()
    {
        if (Workers is < 1 or > 256)
            yield return $"{nameof(Workers)} must be 1 to 256, not {Workers}.";
        if (QueueCapacity < 16)
            yield return $"{nameof(QueueCapacity)} must be at least 16, not {QueueCapacity}.";
        if (!Enum.IsDefined(Clock))
            yield return $"{nameof(Clock)} is unknown: {(int)Clock}.";
        if (TickPeriod <= TimeSpan.Zero)
            yield return $"{nameof(TickPeriod)} must be above zero, not {TickPeriod}.";
        if (DrainLimit <= TimeSpan.Zero)
            yield return $"{nameof(DrainLimit)} must be above zero, not {DrainLimit}.";
        foreach (var problem in Entanglement.Validate())
            yield return problem;
    }
}
