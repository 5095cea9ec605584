namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Gives samples to a function, one by one.</summary>
internal sealed class DelegateSink(Action<Sample<double>> onSample) : ISampleSink
{
    public void OnSample(in Sample<double> sample) => onSample(sample);

    public void OnBlock(SampleBlock block)
    {
        for (var i = 0; i < block.Length; i++)
            onSample(block[i]);
    }
}
