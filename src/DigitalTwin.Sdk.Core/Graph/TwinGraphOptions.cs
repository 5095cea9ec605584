namespace DigitalTwin.Sdk;

/// <summary>How a graph keeps time and how many partitions it has.</summary>
public sealed class TwinGraphOptions
{
    /// <summary>The clock for values that are set without a time. A runtime built on the graph uses the same one. It may be set back: see <see cref="TwinGraph.TimeProvider"/>.</summary>
    /// <value><see cref="System.TimeProvider.System"/> by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>How many single-writer partitions the twins are dealt to, by id. Results do not depend on it.</summary>
    /// <value>As many as there are processors by default, at most 64; 1 to 256.</value>
    public int Lanes { get; set; } = Math.Min(Environment.ProcessorCount, 64);

    internal TwinGraphOptions Copy()
    {
        if (Lanes is < 1 or > 256)
            throw new ArgumentOutOfRangeException(nameof(Lanes), Lanes, "A graph has 1 to 256 lanes.");
        ArgumentNullException.ThrowIfNull(TimeProvider);
        return (TwinGraphOptions)MemberwiseClone();
    }
}
