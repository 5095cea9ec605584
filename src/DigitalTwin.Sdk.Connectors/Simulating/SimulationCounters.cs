namespace DigitalTwin.Sdk.Connectors;

/// <summary>What a simulation has made and done to it. What was made, and what came twice, was delivered, dropped or is lost, or still waits.</summary>
/// <param name="Made">Samples that the sources made.</param>
/// <param name="Delivered">Samples that were handed in, those that came twice counted twice.</param>
/// <param name="Dropped">Samples that got lost on their way, single ones and those of a silence.</param>
/// <param name="Duplicated">Samples that came twice.</param>
/// <param name="Reordered">Samples that came late.</param>
/// <param name="Spikes">Values that were far off.</param>
/// <param name="Lost">Samples that got lost because the link was cut.</param>
public readonly record struct SimulationCounters(long Made, long Delivered, long Dropped, long Duplicated, long Reordered, long Spikes, long Lost)
{
    internal SimulationCounters Plus(in SimulationCounters other) => new(
        Made + other.Made,
        Delivered + other.Delivered,
        Dropped + other.Dropped,
        Duplicated + other.Duplicated,
        Reordered + other.Reordered,
        Spikes + other.Spikes,
        Lost + other.Lost);
}
