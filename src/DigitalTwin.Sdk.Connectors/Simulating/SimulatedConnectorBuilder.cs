namespace DigitalTwin.Sdk.Connectors;

/// <summary>Says which signals a simulated connector brings, and when its link is cut. Not thread-safe; used while composing only.</summary>
public sealed class SimulatedConnectorBuilder
{
    internal SimulatedConnectorBuilder()
    {
    }

    internal List<(Property<double> Property, TimeSpan Every, SimulatedSignal Signal)> Signals { get; } = [];

    internal List<LinkCut> Cuts { get; } = [];

    /// <summary>Brings a signal.</summary>
    /// <param name="property">The property.</param>
    /// <param name="every">Period, 1 ms to 30 days.</param>
    /// <param name="signal">What it does and what goes wrong with it.</param>
    /// <exception cref="ArgumentException">The property has a signal already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The period is outside its range.</exception>
    public SimulatedConnectorBuilder Signal(Property<double> property, TimeSpan every, SimulatedSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        signal.RequirePeriod(every);
        if (Signals.Any(s => s.Property.Equals(property)))
            throw new ArgumentException($"'{property}' has two signals.", nameof(property));
        Signals.Add((property, every, signal));
        return this;
    }

    /// <summary>Cuts the link for a while: the connector reports that it reconnects, and nothing comes.</summary>
    /// <param name="from">Since when, from the start, at least 0.</param>
    /// <param name="until">Until when, after that.</param>
    /// <param name="keeps">Whether the source keeps its samples meanwhile, 100,000 at most, and sends them when the link is back; else they are lost.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is outside its range.</exception>
    /// <exception cref="ArgumentException">It overlaps with another.</exception>
    public SimulatedConnectorBuilder Disconnect(TimeSpan from, TimeSpan until, bool keeps = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(until, from);
        if (Cuts.Any(c => from < c.Until && c.From < until))
            throw new ArgumentException("The link is cut at that time already.", nameof(from));
        Cuts.Add(new LinkCut(from, until, keeps));
        return this;
    }
}
