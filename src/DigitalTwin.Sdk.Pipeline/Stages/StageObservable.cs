namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The Rx face of a stage: every subscription gets a stage, and so a state, of its own.</summary>
internal sealed class StageObservable<TStage>(IObservable<Sample<double>> source, Func<TStage> create, StageStatistics? statistics)
    : IObservable<Sample<double>>
    where TStage : struct, ISampleStage
{
    public IDisposable Subscribe(IObserver<Sample<double>> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return source.Subscribe(new StageObserver(create(), observer, statistics ?? new StageStatistics("unnamed")));
    }

    private sealed class StageObserver(TStage stage, IObserver<Sample<double>> next, StageStatistics statistics)
        : IObserver<Sample<double>>
    {
        private readonly ObserverOutput _output = new(next, statistics);

        private TStage _stage = stage;

        public void OnNext(Sample<double> value)
        {
            statistics.CountReceived();

            // Rule for every stage: what claims to be usable must be a number; what is not one is Bad from the first operator on.
            if (!double.IsFinite(value.Value) && value.Quality.IsUsable)
            {
                value = value with { Quality = value.Quality.WorstWith(Quality.Bad | Quality.ConversionError) };
                statistics.CountFlagged();
            }

            // By reference, so that the stage changes the field and not a copy of it.
            ref var stage = ref _stage;
            var output = _output;
            stage.Process(value, ref output);
        }

        public void OnError(Exception error) => next.OnError(error);

        public void OnCompleted()
        {
            ref var stage = ref _stage;
            var output = _output;
            stage.Complete(ref output);
            next.OnCompleted();
        }
    }
}
