using System.Collections.Concurrent;

namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>Subscribers outside the lane that lag, throw or leave.</summary>
public sealed class ObservingTests
{
    private readonly TwinGraph _graph = Times.Graph();

    [Fact]
    public async Task What_a_slow_or_throwing_raw_observer_loses_is_counted()
    {
        var (runtime, flow) = await StartAsync();
        var observer = new Observer { IsHeld = true };
        using var subscription = (SampleSubscription)runtime.ObserveRaw(flow).Subscribe(observer);
        await runtime.PostAsync(flow, Sample.Good(0.0, Times.At(0)));
        await Times.Until(() => observer.IsInside);
        for (var i = 1; i <= 1500; i++)
            await runtime.PostAsync(flow, Sample.Good((double)i, Times.At(i)));
        await runtime.DrainAsync();
        Assert.Equal(1500 - 1024, subscription.Dropped);

        observer.Throws = true;
        observer.IsHeld = false;
        await Times.Until(() => subscription.Delivered == 1025);
        await runtime.DisposeAsync();
        await subscription.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(1025 + 1, subscription.ObserverFailures);
        Assert.Equal(1, observer.Completions);
    }

    [Fact]
    public async Task After_disposal_nothing_is_delivered_any_more()
    {
        var (runtime, flow) = await StartAsync();
        var observer = new Observer { IsHeld = true };
        var subscription = (SampleSubscription)runtime.ObserveRaw(flow).Subscribe(observer);
        for (var i = 0; i < 100; i++)
            await runtime.PostAsync(flow, Sample.Good((double)i, Times.At(i)));
        await Times.Until(() => observer.IsInside);
        await runtime.DrainAsync();

        subscription.Dispose();
        observer.IsHeld = false;
        await subscription.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        await runtime.DisposeAsync();

        Assert.Equal([0.0], observer.Seen);
        Assert.Equal(0, observer.Completions);
    }

    [Fact]
    public async Task What_a_clean_observer_loses_is_counted_on_the_subscription_too()
    {
        var (runtime, flow) = await StartAsync();
        using var subscription = (ChangeSubscription)runtime.Observe(flow).Subscribe(new Observer { Throws = true });
        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1)));

        await Times.Until(() => subscription.ObserverFailures > 0);

        Assert.Equal(0, subscription.Dropped);
        await runtime.DisposeAsync();
    }

    private async Task<(TwinRuntime Runtime, Property<double> Flow)> StartAsync()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Signal(flow);
        return (await builder.StartAsync(), flow);
    }

    private sealed class Observer : IObserver<Sample<double>>
    {
        private volatile bool _isHeld;
        private volatile bool _isInside;
        private volatile bool _throws;

        public bool IsHeld { get => _isHeld; set => _isHeld = value; }

        public bool IsInside => _isInside;

        public bool Throws { get => _throws; set => _throws = value; }

        public int Completions { get; private set; }

        public ConcurrentQueue<double> Seen { get; } = new();

        public void OnCompleted()
        {
            Completions++;
            if (Throws)
                throw new InvalidOperationException("boom");
        }

        public void OnError(Exception error)
        {
        }

        public void OnNext(Sample<double> value)
        {
            _isInside = true;
            SpinWait.SpinUntil(() => !IsHeld, TimeSpan.FromMinutes(1));
            Seen.Enqueue(value.Value);
            if (Throws)
                throw new InvalidOperationException("boom");
        }
    }
}
