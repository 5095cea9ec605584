namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The Rx face of a pipeline: every subscription gets a processor, and so a state, of its own.</summary>
internal sealed class ThroughObservable(IObservable<Sample<double>> source, SignalPipeline pipeline, IdleTimer? timer) : IObservable<Sample<double>>
{
    public IDisposable Subscribe(IObserver<Sample<double>> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (timer is not null && pipeline.Stages.IsEmpty)
            throw new InvalidOperationException("AdvanceWhenIdle has no operator of this package next to it that it could tell the time. Put it right behind InOrder, Resample or another one.");
        var sink = new ObserverSink(observer);
        var processor = pipeline.Start(sink);
        if (timer is null)
            return new Subscription(sink, source.Subscribe(new Feeder(processor, observer)));
        var statistics = processor.Statistics.Count > 0 ? processor.Statistics[^1] : null;
        return new Subscription(sink, new SampleFeeder<Sample<double>>(s => processor.Push(s), processor.AdvanceTo, processor.Complete, statistics, observer).Connect(source, timer));
    }

    /// <summary>Operators in a row become one pipeline, so that a sample goes from one to the next by a plain call.</summary>
    internal static ThroughObservable Of(IObservable<Sample<double>> source, SignalPipeline pipeline) =>
        source is ThroughObservable before ? before.FollowedBy(pipeline) : new ThroughObservable(source, pipeline, null);

    /// <summary>The operators of the source, and those that follow, with a timer.</summary>
    internal static ThroughObservable Of(IObservable<Sample<double>> source, IdleTimer timer) =>
        source is ThroughObservable before ? before.With(timer) : new ThroughObservable(source, new SignalPipeline(), timer);

    /// <summary>The name of the signal from which the samples come, if it has one.</summary>
    internal static string? NameOf(IObservable<Sample<double>> source) => source switch
    {
        ThroughObservable through => through.SourceName,
        Signal<double> signal => signal.Name,
        _ => null,
    };

    private string? SourceName => NameOf(source);

    private ThroughObservable FollowedBy(SignalPipeline next) => new(source, pipeline.FollowedBy(next), timer);

    private ThroughObservable With(IdleTimer other) => new(source, pipeline, other);

    private sealed class Feeder(SignalProcessor processor, IObserver<Sample<double>> next) : IObserver<Sample<double>>
    {
        public void OnNext(Sample<double> value) => processor.Push(value);

        public void OnError(Exception error) => next.OnError(error);

        public void OnCompleted()
        {
            try
            {
                processor.Complete();
            }
            finally
            {
                // The subscriber's own failure, which goes back to the caller, is no reason to keep the end from it.
                next.OnCompleted();
            }
        }
    }

    /// <summary>Lets go of the source, and of what one sample of it still makes: whoever disposes while it is called hears no more.</summary>
    private sealed class Subscription(ObserverSink sink, IDisposable inner) : IDisposable
    {
        public void Dispose()
        {
            sink.IsStopped = true;
            inner.Dispose();
        }
    }

    private sealed class ObserverSink(IObserver<Sample<double>> observer) : ISampleSink
    {
        // Not volatile: it is for the thread that calls; another one's dispose may cross with a sample, as everywhere in Rx.
        internal bool IsStopped;

        public void OnSample(in Sample<double> sample)
        {
            if (!IsStopped)
                observer.OnNext(sample);
        }

        public void OnBlock(SampleBlock block)
        {
            for (var i = 0; i < block.Length && !IsStopped; i++)
                observer.OnNext(block[i]);
        }
    }
}
