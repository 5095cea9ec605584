namespace DigitalTwin.Sdk.Tests.Runtime;

public sealed class StoppingTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);
    private readonly TwinGraph _graph = Times.Graph();

    [Fact]
    public async Task Draining_and_advancing_after_the_stop_end_at_once()
    {
        var (runtime, _) = await StartAsync(_ => { });
        await runtime.StopAsync();

        await runtime.DrainAsync().WaitAsync(Enough);
        await runtime.AdvanceAsync(Times.At(100)).WaitAsync(Enough);
    }

    [Fact]
    public async Task A_drain_during_a_stop_that_abandons_a_busy_lane_ends_with_the_stop()
    {
        var release = new TaskCompletionSource();
        var (runtime, flow) = await StartAsync(_ => SpinWait.SpinUntil(() => release.Task.IsCompleted, Enough));
        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1)));
        await Times.Until(() => runtime.QueuedSamples == 0);
        var stopping = runtime.StopAsync();
        var draining = runtime.DrainAsync();

        _graph.Clock().Advance(TimeSpan.FromSeconds(11));
        await stopping.WaitAsync(Enough);

        await draining.WaitAsync(Enough);
        release.SetResult();
    }

    [Fact]
    public async Task A_lane_that_is_stuck_at_the_stop_counts_what_it_leaves_and_works_nothing_off_afterwards()
    {
        var release = new TaskCompletionSource();
        var log = new ListLogger();
        var seen = 0;
        var (runtime, flow) = await StartAsync(
            _ =>
            {
                Interlocked.Increment(ref seen);
                SpinWait.SpinUntil(() => release.Task.IsCompleted, Enough);
            },
            log);
        for (var i = 1; i <= 5; i++)
            await runtime.PostAsync(flow, Sample.Good((double)i, Times.At(i / 100.0)));
        await Times.Until(() => Volatile.Read(ref seen) == 1);
        var stopping = runtime.StopAsync();
        _graph.Clock().Advance(TimeSpan.FromSeconds(11));
        await stopping.WaitAsync(Enough);

        release.SetResult();

        Assert.Contains(log.Messages, m => m.Contains("4 samples were abandoned", StringComparison.Ordinal));
        Assert.Equal(1, Volatile.Read(ref seen));
    }

    [Fact]
    public async Task A_sample_handed_in_after_the_stop_is_refused()
    {
        var (runtime, flow) = await StartAsync(_ => { });
        await runtime.StopAsync();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1))));

        Assert.Contains("pump/flow", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_posted_while_the_runtime_stops_or_after_it_hold_nobody_up()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        var lane = builder.Lane(flow.Twin);
        var runtime = await builder.StartAsync();
        using var stop = new CancellationTokenSource();
        var posting = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                lane.Post(() => { });
        });

        await runtime.StopAsync().WaitAsync(Enough);
        await runtime.DrainAsync().WaitAsync(Enough);
        await stop.CancelAsync();
        await posting;
    }

    [Fact]
    public async Task The_token_of_a_second_caller_ends_the_draining_too()
    {
        var release = new TaskCompletionSource();
        var (runtime, flow) = await StartAsync(_ => SpinWait.SpinUntil(() => release.Task.IsCompleted, Enough));
        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1)));
        await Times.Until(() => runtime.QueuedSamples == 0);
        var first = runtime.StopAsync();
        using var hurry = new CancellationTokenSource();
        var second = runtime.StopAsync(hurry.Token);
        Assert.False(second.IsCompleted);

        await hurry.CancelAsync();

        await second.WaitAsync(Enough);
        await first.WaitAsync(Enough);
        Assert.True(runtime.Completion.IsCompletedSuccessfully);
        release.SetResult();
    }

    [Fact]
    public async Task A_chain_that_cannot_be_disposed_does_not_keep_the_runtime_from_stopping()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Clean(flow, raw => new Stubborn(raw));
        var runtime = await builder.StartAsync();
        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1)));
        await runtime.DrainAsync();

        await runtime.StopAsync().WaitAsync(Enough);

        Assert.True(runtime.Completion.IsCompletedSuccessfully);
    }

    private async Task<(TwinRuntime Runtime, Property<double> Flow)> StartAsync(Action<Sample<double>> onNext, ListLogger? log = null)
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        if (log is not null)
            builder.LoggerFactory = log;
        builder.Signal(flow).Subscribe(onNext);
        return (await builder.StartAsync(), flow);
    }

    private sealed class Stubborn(IObservable<Sample<double>> source) : IObservable<Sample<double>>, IDisposable
    {
        public IDisposable Subscribe(IObserver<Sample<double>> observer)
        {
            _ = source.Subscribe(observer);
            return this;
        }

        public void Dispose() => throw new InvalidOperationException("boom");
    }
}
