namespace DigitalTwin.Sdk;

/// <summary>How a runtime works: threads, queues, clock and what counts as in step with the asset.</summary>
public sealed class TwinRuntimeOptions
{
    /// <summary>How many lanes work at the same time. Results do not depend on it.</summary>
    /// <value>As many as there are processors by default; 1 to 256.</value>
    public int Workers { get; set; } = Math.Min(Environment.ProcessorCount, 256);

    /// <summary>How many samples may wait per lane before connectors are made to wait.</summary>
    /// <value>8,192 by default; 16 to 1,048,576.</value>
    public int QueueCapacity { get; set; } = 8192;

    /// <summary>What moves lane time when no sample comes.</summary>
    /// <value><see cref="RuntimeClock.TimeProvider"/> by default.</value>
    public RuntimeClock Clock { get; set; }

    /// <summary>How often lane time moves on when no sample comes; bounds how late staleness and schedules are noticed.</summary>
    /// <value>100 ms by default; above zero, at most 10 seconds. Freshness and deadlines are noticed no finer, so keep it well below the shortest maximum age.</value>
    public TimeSpan TickPeriod { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How far ahead of its arrival a sample's own time may lie, because clocks differ.</summary>
    /// <remarks>
    /// One from further ahead gets its arrival time, and quality Uncertain with reason ClockSkew. Otherwise a single wrong time stamp would make every
    /// later sample look late until that time has come. Holds for all ways into the runtime; a connector's own policy may be stricter.
    /// </remarks>
    /// <value>1 minute by default; zero to 1 day.</value>
    public TimeSpan MaxAhead { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How twins' entanglement with their assets is judged.</summary>
    /// <value>See <see cref="EntanglementOptions"/> for its defaults.</value>
    public EntanglementOptions Entanglement { get; set; } = new();

    /// <summary>How long <see cref="TwinRuntime.StopAsync"/> waits for what is already queued.</summary>
    /// <value>10 seconds by default; above zero, at most an hour.</value>
    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most that <see cref="QueueCapacity"/> may be.</summary>
    internal const int LargestQueue = 1 << 20;

    /// <summary>The most that <see cref="TickPeriod"/> may be.</summary>
    internal static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(10);

    /// <summary>The most that <see cref="DrainLimit"/> may be.</summary>
    internal static readonly TimeSpan LongestDrain = TimeSpan.FromHours(1);

    /// <summary>The most that <see cref="MaxAhead"/> may be.</summary>
    internal static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

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
        if (QueueCapacity is < 16 or > LargestQueue)
            yield return $"{nameof(QueueCapacity)} must be 16 to {LargestQueue}, not {QueueCapacity}.";
        if (!Enum.IsDefined(Clock))
            yield return $"{nameof(Clock)} is unknown: {(int)Clock}.";
        if (TickPeriod <= TimeSpan.Zero || TickPeriod > LongestTick)
            yield return $"{nameof(TickPeriod)} must be above zero and at most {LongestTick}, not {TickPeriod}.";
        if (MaxAhead < TimeSpan.Zero || MaxAhead > MostAhead)
            yield return $"{nameof(MaxAhead)} must be zero to {MostAhead}, not {MaxAhead}.";
        if (DrainLimit <= TimeSpan.Zero || DrainLimit > LongestDrain)
            yield return $"{nameof(DrainLimit)} must be above zero and at most {LongestDrain}, not {DrainLimit}.";
        foreach (var problem in Entanglement.Validate())
            yield return problem;
    }
}
