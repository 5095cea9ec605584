namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What a filter makes of the sample in the middle of a window of Good ones.</summary>
internal interface ICentredFilter
{
    /// <summary>Whether there are enough samples for a result.</summary>
    bool IsFull { get; }

    /// <summary>Takes the newest value; the oldest leaves a full window.</summary>
    void Add(double value);

    /// <summary>Empties the window.</summary>
    void Clear();

    /// <summary>Whether it is soon known that the sample in the middle stays as it is; only called while the window is full.</summary>
    bool Keeps(double middle);

    /// <summary>Changes the sample in the middle; only called while the window is full.</summary>
    PointResult Treat(ref Sample<double> middle);

    /// <summary>Writes the window.</summary>
    void Save(StateWriter writer);

    /// <summary>Takes over a window of the same length.</summary>
    void Restore(StateReader reader);
}
