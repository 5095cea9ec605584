namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A statistic of a rolling window that follows its changes.</summary>
internal interface IRollingValue
{
    /// <summary>A sample has come.</summary>
    void Add(long ticks, double value);

    /// <summary>The oldest sample has gone.</summary>
    void Remove(long ticks, double value);

    /// <summary>Whether there is <c>Exchange</c>, which a full window by number then uses instead of removing and adding.</summary>
    bool CanExchange => false;

    /// <summary>A sample has come into a full window and the oldest has gone.</summary>
    void Exchange(double leaving, double coming) => throw new NotSupportedException();

    /// <summary>The same for a row of samples, with the same results to the last bit.</summary>
    /// <param name="values">The window, oldest first, and the samples that came.</param>
    /// <param name="results">The statistic after each of them.</param>
    /// <param name="isRenewed">Whether all was worked out anew with the last one taken.</param>
    /// <param name="areFinite">True if it is known that all results are finite.</param>
    /// <returns>How many were taken, one at least.</returns>
    int Exchange(ReadOnlySpan<double> values, Span<double> results, out bool isRenewed, out bool areFinite) => throw new NotSupportedException();

    /// <summary>Starts from an empty window.</summary>
    void Clear();

    /// <summary>Whether rounding of what has left the window may show in the statistic, so that it is to be worked out anew.</summary>
    bool HasLostDigits(in RollingWindow window);

    /// <summary>Works all out anew from the window, so that rounding does not add up for ever.</summary>
    void Renew(in RollingWindow window);

    /// <summary>The statistic of a window with one sample or more.</summary>
    double Value(in RollingWindow window);

    /// <summary>Whether something is missing in the statistic of the window, so that it is Uncertain.</summary>
    bool IsShort => false;

    /// <summary>Writes what does not follow from the window.</summary>
    void Save(StateWriter writer);

    /// <summary>Takes over what was written; the window is restored already.</summary>
    void Restore(StateReader reader, in RollingWindow window);
}
