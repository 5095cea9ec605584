namespace DigitalTwin.Sdk;

/// <summary>The writing end of a <see cref="Signal{T}"/>: what an estimator, a detector or your own behaviour publishes to.</summary>
/// <typeparam name="T">Type of the values.</typeparam>
public sealed class SignalSource<T>
{
    internal SignalSource(Signal<T> signal) => Signal = signal;

    /// <summary>The reading end.</summary>
    public Signal<T> Signal { get; }

    /// <summary>Hands a sample to every subscriber, in this call. Only to be called in the lane of the signal's twins.</summary>
    /// <param name="sample">Value, times and quality.</param>
    public void Publish(in Sample<T> sample) => Signal.Publish(sample);
}
