using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Looks at the times of what comes out.</summary>
internal sealed class SoakSink : ISampleSink
{
    private long _last = long.MinValue;

    /// <summary>Samples that are not newer than the one before.</summary>
    internal long Disorder { get; private set; }

    public void OnSample(in Sample<double> sample)
    {
        Disorder += sample.Ticks <= _last ? 1 : 0;
        _last = sample.Ticks;
    }

    public void OnBlock(SampleBlock block)
    {
        for (var i = 0; i < block.Length; i++)
            OnSample(block[i]);
    }
}
