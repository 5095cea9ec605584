namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The Rx face of a pipeline: every subscription gets a processor, and so a state, of its own.</summary>
internal sealed class ThroughObservable(IObservable<Sample<double>> source, SignalPipeline pipeline) : IObservable<Sample<double>>
{
    internal SignalPipeline Pipeline { get; } = pipeline;

    public IDisposable Subscribe(IObserver<Sample<double>> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return source.Subscribe(new Feeder(Pipeline.Start(new ObserverSink(observer)), observer));
    }

    /// <summary>Operators in a row become one pipeline, so that a sample goes from one to the next by a plain call.</summary>
    internal static ThroughObservable Of(IObservable<Sample<double>> source, SignalPipeline pipeline) =>
        source is ThroughObservable before ? before.FollowedBy(pipeline) : new ThroughObservable(source, pipeline);

    private ThroughObservable FollowedBy(SignalPipeline next) => new(source, Pipeline.FollowedBy(next));

    private sealed class Feeder(SignalProcessor processor, IObserver<Sample<double>> next) : IObserver<Sample<double>>
    {
        public void OnNext(Sample<double> value) => processor.Push(value);

        public void OnError(Exception error) => next.OnError(error);

        public void OnCompleted()
        {
            processor.Complete();
            next.OnCompleted();
        }
    }

    private sealed class ObserverSink(IObserver<Sample<double>> observer) : ISampleSink
    {
        public void OnSample(in Sample<double> sample) => observer.OnNext(sample);

        public void OnBlock(SampleBlock block)
        {
            for (var i = 0; i < block.Length; i++)
                observer.OnNext(block[i]);
        }
    }
}
