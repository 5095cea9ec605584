namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A statistic of a rolling window that follows its changes.</summary>
internal interface IRollingValue
{
    /// <summary>A sample has come.</summary>
    void Add(long ticks, double value);

    /// <summary>The oldest sample has gone.</summary>
    void Remove(long ticks, double value);

    /// <summary>Starts from an empty window.</summary>
    void Clear();

    /// <summary>Works all out anew from the window, so that rounding does not add up for ever.</summary>
    void Renew(in RollingWindow window);

    /// <summary>The statistic of a window with one sample or more.</summary>
    double Value(in RollingWindow window);

    /// <summary>Writes what does not follow from the window.</summary>
    void Save(StateWriter writer);

    /// <summary>Takes over what was written; the window is restored already.</summary>
    void Restore(StateReader reader, in RollingWindow window);
}
