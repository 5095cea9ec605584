using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>What becomes of a lane when something fails outside of any user's function, and when it ends all the same.</summary>
public sealed class LaneFailureTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Values_that_cannot_be_aged_cost_a_failure_and_not_the_lane()
    {
        var clock = new FailingClock();
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = clock });
        var flow = graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour, o => o.MaxAge = TimeSpan.FromSeconds(10));
        var builder = new TwinRuntimeBuilder(graph);
        builder.Options.Clock = RuntimeClock.Samples;
        builder.Signal(flow);
        await using var runtime = await builder.StartAsync();
        using var release = new ManualResetEventSlim();
        using var isIn = new ManualResetEventSlim();
        var options = new ChangeFeedOptions { Kinds = TwinChangeKind.Updated | TwinChangeKind.Stale, Overflow = OverflowPolicy.Wait, Capacity = 2 };
        await using var stuck = graph.Changes.Subscribe(
            _ =>
            {
                isIn.Set();
                release.Wait(Enough);
            },
            options);
        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1)));
        await Times.Until(() => isIn.IsSet && runtime.ProcessedSamples == 1);
        flow.Report(Sample.Good(2.0, Times.At(2)));
        flow.Report(Sample.Good(3.0, Times.At(3)));

        // The subscriber is full, so that whoever makes the event of the value's age has to look at the clock.
        Assert.Equal(2, stuck.Waiting);
        clock.Fails = true;
        await runtime.PostAsync(flow, Sample.Good(9.0, Times.At(30)));
        await Times.Until(() => runtime.ProcessedSamples == 2);
        Assert.True(runtime.Failures > 0);
        clock.Fails = false;
        release.Set();
        await runtime.PostAsync(flow, Sample.Good(5.0, Times.At(31)));
        await runtime.DrainAsync().WaitAsync(Enough);
        Assert.Equal(5, flow.Read().Value);

        await runtime.AdvanceAsync(Times.At(45)).WaitAsync(Enough);
        Assert.True(flow.Read().Quality.Has(Quality.Stale));
        Assert.False(runtime.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_receipt_that_throws_costs_a_failure_and_not_the_lane()
    {
        var graph = Times.Graph();
        var flow = graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var connector = new FakeConnector("link", new ConnectorBinding(flow, ConnectorAccess.Read, "flow"));
        await using var runtime = await new TwinRuntimeBuilder(graph).AddConnector(connector).StartAsync();

        await connector.Host!.PostAsync(flow, Sample.Good(1.0, Times.At(0)), new ThrowingReceipt(), default);
        await connector.Host.PostAsync(flow, Sample.Good(2.0, Times.At(1)), null, default);
        await runtime.DrainAsync().WaitAsync(Enough);

        Assert.Equal((2, 1L), (flow.Read().Value, runtime.Failures));
    }

    [Fact]
    public async Task A_lane_that_ends_unasked_faults_the_completion_and_is_said_as_an_error_and_in_the_twins_health()
    {
        var graph = Times.Graph();
        var flow = graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var log = new ListLogger();
        var builder = new TwinRuntimeBuilder(graph) { LoggerFactory = log };
        builder.Options.Workers = 1;
        builder.Signal(flow);
        await using var runtime = await builder.StartAsync();

        // Nothing that users' code does ends a lane; a message without a port is what a defect of ours would look like.
        await runtime.Port(flow.ToProperty()).Slot!.Worker.PostAsync(default, default);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => runtime.Completion.WaitAsync(Enough));

        Assert.Contains("lane worker 1 of twin runtime 1 has ended", fault.Message, StringComparison.Ordinal);
        Assert.IsType<NullReferenceException>(fault.InnerException);
        Assert.Contains(log.Messages, m => m.Contains("lane worker 1", StringComparison.Ordinal) && m.Contains("nobody asked", StringComparison.Ordinal));
        Assert.Equal(TwinLifeCycle.Stopped, runtime.Health(flow.Twin).State);
        Assert.Contains("the lane that works on it has ended", runtime.Health(flow.Twin).Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1))));
        await runtime.DrainAsync().WaitAsync(Enough);
        await runtime.StopAsync().WaitAsync(Enough);
        await runtime.StopAsync().WaitAsync(Enough);
    }

    [Fact]
    public async Task Functions_that_a_hurried_stop_leaves_undone_are_counted_and_said()
    {
        var graph = Times.Graph();
        var flow = graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var log = new ListLogger();
        var builder = new TwinRuntimeBuilder(graph) { LoggerFactory = log };
        var lane = builder.Lane(flow.Twin);
        await using var runtime = await builder.StartAsync();
        var (started, release, ran) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        lane.Post(() =>
        {
            started.SetResult();
            SpinWait.SpinUntil(() => release.Task.IsCompleted, Enough);
        });
        await started.Task;
        for (var i = 0; i < 3; i++)
            lane.Post(() => Interlocked.Increment(ref ran));

        using var hurry = new CancellationTokenSource();
        await hurry.CancelAsync();
        await runtime.StopAsync(hurry.Token).WaitAsync(Enough);
        release.SetResult();

        Assert.Equal(3, runtime.Failures);
        Assert.Contains(log.Messages, m => m.Contains("3 posted functions", StringComparison.Ordinal));
        Assert.Equal(0, Volatile.Read(ref ran));
    }

    [Fact]
    public async Task A_signal_whose_twins_were_a_list_that_is_emptied_afterwards_still_counts_what_its_subscribers_throw()
    {
        var graph = Times.Graph();
        List<Twin> twins = [graph.Add("pump")];
        var builder = new TwinRuntimeBuilder(graph);
        var source = builder.CreateSignal<double>("verdict", twins);
        source.Signal.Subscribe(_ => throw new InvalidOperationException("subscriber"));
        twins.Clear();
        await using var runtime = await builder.StartAsync();

        source.Publish(Sample.Good(1.0, Times.At(1)));

        Assert.Equal((1L, 1L), (source.Signal.Failures, runtime.Failures));
        Assert.Single(source.Signal.Twins);
    }

    [Fact]
    public async Task What_a_connector_throws_when_it_is_ended_is_said_with_its_name()
    {
        var graph = Times.Graph();
        var log = new ListLogger();
        var runtime = await new TwinRuntimeBuilder(graph) { LoggerFactory = log }.AddConnector(new StubbornConnector()).StartAsync();

        await runtime.StopAsync().WaitAsync(Enough);

        Assert.Contains(log.Entries, e => e.Exception is NotSupportedException && e.Message.Contains("Connector 'stubborn' of twin runtime 1 (stubborn)", StringComparison.Ordinal));
    }

    private sealed class StubbornConnector : IConnector
    {
        public string Name => "stubborn";

        public IReadOnlyCollection<ConnectorBinding> Bindings => [];

        public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => throw new NotSupportedException("stubborn");
    }

    private sealed class ThrowingReceipt : ISampleReceipt
    {
        public void Applied() => throw new InvalidOperationException("receipt");

        public void Abandoned() => throw new InvalidOperationException("receipt");
    }

    private sealed class FailingClock : TimeProvider
    {
        private readonly FakeTimeProvider _timer = new(Times.Start);

        internal bool Fails { get; set; }

        public override long TimestampFrequency => _timer.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _timer.GetUtcNow();

        public override long GetTimestamp() => Fails ? throw new InvalidOperationException("clock") : _timer.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _timer.CreateTimer(callback, state, dueTime, period);
    }
}
