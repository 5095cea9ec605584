namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Takes one row of a join.</summary>
/// <param name="ticks">Event time of the row, 100 ns UTC.</param>
/// <param name="samples">One sample for each input, in order. Its memory is used again after the call: copy what you keep.</param>
public delegate void JoinHandler(long ticks, ReadOnlySpan<Sample<double>> samples);
