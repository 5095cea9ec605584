namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>Chains that end although the samples do not.</summary>
public sealed class CleaningTests
{
    private readonly TwinGraph _graph = Times.Graph();

    [Fact]
    public async Task A_chain_that_completes_is_a_failure_of_each_time_and_starts_anew()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Clean(flow, raw => new Ending(raw, s => s.Value >= 2));
        var seen = new List<Sample<double>>();
        builder.Signal(flow).Subscribe(seen.Add);
        await using var runtime = await builder.StartAsync();

        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1)));
        await runtime.PostAsync(flow, Sample.Good(2.0, Times.At(2)));
        await runtime.DrainAsync();
        Assert.Equal(Quality.Bad | Quality.ComputationError, flow.Read().Quality);
        Assert.Equal(1, runtime.Failures);

        await runtime.PostAsync(flow, Sample.Good(0.5, Times.At(3)));
        await runtime.DrainAsync();
        Assert.Equal(Sample.Good(0.5, Times.At(3)).Quality, flow.Read().Quality);
        Assert.Equal([1.0, 2.0, 0.5], seen.Select(s => s.Value));
    }

    [Fact]
    public async Task A_chain_that_completes_after_it_gave_a_value_makes_it_Bad_from_just_after_it()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Clean(flow, raw => new Ending(raw, s => s.Value >= 2, givesLast: true));
        await using var runtime = await builder.StartAsync();

        for (var i = 1; i <= 2; i++)
            await runtime.PostAsync(flow, Sample.Good((double)i, Times.At(i)));
        await runtime.DrainAsync();

        Assert.Equal(Quality.Bad | Quality.ComputationError, flow.Read().Quality);
        Assert.Equal(Times.At(2).UtcTicks + 1, flow.Read().Ticks);
        Assert.Equal(1, runtime.Failures);
    }

    [Fact]
    public async Task A_chain_that_is_over_before_it_began_counts_every_sample()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Clean(flow, _ => new Over());
        await using var runtime = await builder.StartAsync();

        for (var i = 1; i <= 100; i++)
            await runtime.PostAsync(flow, Sample.Good((double)i, Times.At(i)));
        await runtime.DrainAsync();

        Assert.Equal(Quality.Bad | Quality.ComputationError, flow.Read().Quality);
        Assert.Equal(100, runtime.Failures);
    }

    [Fact]
    public async Task A_chain_that_ends_between_two_samples_makes_the_value_Bad_at_once()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        var chains = new List<Ending>();
        builder.Clean(flow, raw =>
        {
            chains.Add(new Ending(raw, _ => false));
            return chains[^1];
        });
        await using var runtime = await builder.StartAsync();
        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1)));
        await runtime.DrainAsync();

        await Task.Run(() => chains[0].End());
        await runtime.DrainAsync();

        Assert.Equal(Quality.Bad | Quality.ComputationError, flow.Read().Quality);
        Assert.Equal(1, runtime.Failures);
        await runtime.PostAsync(flow, Sample.Good(2.0, Times.At(2)));
        await runtime.DrainAsync();
        chains[0].End();
        await runtime.DrainAsync();
        Assert.Equal(Quality.Good, flow.Read().Quality);
        Assert.Equal(1, runtime.Failures);
    }

    [Fact]
    public async Task Completion_at_shutdown_is_no_failure()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Clean(flow, raw => new Ending(raw, _ => false, endsOnDispose: true));
        var runtime = await builder.StartAsync();
        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1)));

        await runtime.StopAsync();

        Assert.Equal(Quality.Good, flow.Read().Quality);
        Assert.Equal(0, runtime.Failures);
    }

    /// <summary>Passes on until a condition is met, then completes; as Rx's TakeWhile and Take do.</summary>
    private sealed class Ending(IObservable<Sample<double>> source, Func<Sample<double>, bool> isLast, bool givesLast = false, bool endsOnDispose = false)
        : IObservable<Sample<double>>, IObserver<Sample<double>>, IDisposable
    {
        private IObserver<Sample<double>>? _observer;
        private IDisposable? _subscription;

        public IDisposable Subscribe(IObserver<Sample<double>> observer)
        {
            _observer = observer;
            _subscription = source.Subscribe(this);
            return this;
        }

        public void End() => _observer!.OnCompleted();

        public void Dispose()
        {
            _subscription!.Dispose();
            if (endsOnDispose)
                End();
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => _observer!.OnError(error);

        public void OnNext(Sample<double> value)
        {
            if (!isLast(value) || givesLast)
                _observer!.OnNext(value);
            if (isLast(value))
                End();
        }
    }

    private sealed class Over : IObservable<Sample<double>>, IDisposable
    {
        public IDisposable Subscribe(IObserver<Sample<double>> observer)
        {
            observer.OnCompleted();
            return this;
        }

        public void Dispose()
        {
        }
    }
}
