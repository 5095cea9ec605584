namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Takes what a <see cref="SignalProcessor"/> gives: samples one by one, or a run of them at once.</summary>
public interface ISampleSink
{
    /// <summary>Takes one sample.</summary>
    /// <param name="sample">The sample.</param>
    void OnSample(in Sample<double> sample);

    /// <summary>Takes a run of samples; called only if runs are pushed in.</summary>
    /// <param name="block">The samples, in order. Its memory is used again after the call: copy what you keep.</param>
    void OnBlock(SampleBlock block);
}
