namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// A run of samples as columns, one span for each part: what the batch face of a <see cref="SignalPipeline"/> takes and gives. A view;
/// the memory belongs to whoever made it.
/// </summary>
public readonly ref struct SampleBlock
{
    /// <summary>Joins columns of one length.</summary>
    /// <param name="ticks">Event times, 100 ns UTC, as <see cref="DateTime.Ticks"/> counts them.</param>
    /// <param name="values">Values, in the unit of the property.</param>
    /// <param name="qualities">Qualities.</param>
    /// <param name="arrivalTicks">Arrival times, 100 ns UTC; empty if they are the event times.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public SampleBlock(ReadOnlySpan<long> ticks, ReadOnlySpan<double> values, ReadOnlySpan<Quality> qualities, ReadOnlySpan<long> arrivalTicks = default)
    {
        if (values.Length != ticks.Length || qualities.Length != ticks.Length || (arrivalTicks.Length != 0 && arrivalTicks.Length != ticks.Length))
            throw new ArgumentException($"The columns differ in length: {ticks.Length} times, {values.Length} values, {qualities.Length} qualities, {arrivalTicks.Length} arrival times.");
        Ticks = ticks;
        Values = values;
        Qualities = qualities;
        ArrivalTicks = arrivalTicks.Length == 0 ? ticks : arrivalTicks;
    }

    /// <summary>How many samples there are.</summary>
    public int Length => Ticks.Length;

    /// <summary>Event times, 100 ns UTC.</summary>
    public ReadOnlySpan<long> Ticks { get; }

    /// <summary>Values, in the unit of the property.</summary>
    public ReadOnlySpan<double> Values { get; }

    /// <summary>Qualities.</summary>
    public ReadOnlySpan<Quality> Qualities { get; }

    /// <summary>Arrival times, 100 ns UTC.</summary>
    public ReadOnlySpan<long> ArrivalTicks { get; }

    /// <summary>One sample.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    public Sample<double> this[int index] => new(Values[index], Ticks[index], ArrivalTicks[index], Qualities[index]);

    /// <summary>A part of the run.</summary>
    /// <param name="start">Its first sample.</param>
    /// <param name="length">How many samples.</param>
    public SampleBlock Slice(int start, int length) =>
        new(Ticks.Slice(start, length), Values.Slice(start, length), Qualities.Slice(start, length), ArrivalTicks.Slice(start, length));
}
