namespace DigitalTwin.Sdk.Hosting;

/// <summary>What may be configured from outside (section <c>DigitalTwin</c>): threads, queues and what counts as in step with the asset.</summary>
public sealed class DigitalTwinOptions
{
    /// <summary>How many single-writer partitions the graph has. Results do not depend on it.</summary>
    /// <value>As many as there are processors by default, at most 64; 1 to 256.</value>
    public int Lanes { get; set; } = Math.Min(Environment.ProcessorCount, 64);

    /// <summary>How many lanes work at the same time. Results do not depend on it.</summary>
    /// <value>As many as there are processors by default; 1 to 256.</value>
    public int Workers { get; set; } = Math.Min(Environment.ProcessorCount, 256);

    /// <summary>How many samples may wait per lane before connectors are made to wait.</summary>
    /// <value>8,192 by default; 16 to 1,048,576.</value>
    public int QueueCapacity { get; set; } = 8192;

    /// <summary>How often lane time moves on when no sample comes; bounds how late staleness and schedules are noticed.</summary>
    /// <value>100 ms by default; above zero, at most 10 seconds. In configuration <c>"00:00:00.1"</c>; a bare number means days.</value>
    public TimeSpan TickPeriod { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long stopping waits for samples that are already queued.</summary>
    /// <value>10 seconds by default; above zero, at most an hour.</value>
    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How far ahead of its arrival a sample's own time may lie; one from further ahead gets its arrival time and quality Uncertain with reason ClockSkew.</summary>
    /// <value>1 minute by default; zero to a day.</value>
    public TimeSpan MaxAhead { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How old an update may be on arrival to count as timely.</summary>
    /// <value>1 second by default; above zero, at most a day.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The window in which updates are counted for a twin's reliability and up-time.</summary>
    /// <value>10 seconds by default; above zero, at most a day.</value>
    public TimeSpan EntanglementWindow { get; set; } = TimeSpan.FromSeconds(10);

    internal void ApplyTo(TwinRuntimeOptions options)
    {
        options.Workers = Workers;
        options.QueueCapacity = QueueCapacity;
        options.TickPeriod = TickPeriod;
        options.DrainLimit = DrainLimit;
        options.MaxAhead = MaxAhead;
        options.Entanglement.MaxDelay = MaxDelay;
        options.Entanglement.Window = EntanglementWindow;
    }
}
