using System.Collections.Concurrent;

namespace DigitalTwin.Sdk.Tests.Runtime;

public sealed class TwinRuntimeTests
{
    private readonly TwinGraph _graph = Times.Graph();

    [Theory]
    [InlineData(59, false)]
    [InlineData(61, true)]
    public async Task One_time_stamp_from_far_ahead_does_not_make_all_later_samples_late(int seconds, bool isHeldBack)
    {
        var graph = Times.Graph();
        var flow = graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph);
        builder.Signal(flow);
        await using var runtime = await builder.StartAsync();

        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(seconds)));
        await runtime.DrainAsync();
        Assert.Equal(isHeldBack ? Quality.Uncertain | Quality.ClockSkew : Quality.Good, flow.Read().Quality);
        Assert.Equal(isHeldBack ? Times.At(0) : Times.At(seconds), flow.Read().Time);

        graph.Clock().Advance(TimeSpan.FromSeconds(1));
        await runtime.PostAsync(flow, Sample.Good(2.0, Times.At(1)));
        await runtime.DrainAsync();
        Assert.Equal(isHeldBack ? 2.0 : 1.0, flow.Read().Value);
        Assert.Equal(isHeldBack ? 0 : 1, graph.LateSamples);
    }

    [Fact]
    public async Task A_function_posted_to_a_lane_sees_the_time_at_which_it_was_posted_however_long_the_tick_is()
    {
        var graph = Times.Graph();
        var flow = graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph);
        builder.Options.TickPeriod = TimeSpan.FromSeconds(10);
        var lane = builder.Lane(flow.Twin);
        await using var runtime = await builder.StartAsync();

        graph.Clock().Advance(TimeSpan.FromSeconds(9.9));
        var seen = default(DateTimeOffset);
        lane.Post(() => seen = lane.Now);
        await runtime.DrainAsync();

        Assert.Equal(Times.At(9.9), seen);
    }

    [Fact]
    public async Task A_sample_goes_through_cleaning_into_state_and_on_to_the_signal()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Clean(flow, raw => new Map<double>(raw, s => s with { Value = 2 * s.Value }));
        var heard = new ConcurrentQueue<double>();
        builder.Signal(flow).Select(v => v + 1).Subscribe(s => heard.Enqueue(s.Value));

        await using var runtime = await builder.StartAsync();
        await runtime.PostAsync(flow, Sample.Good(5.0, Times.At(1)));
        await runtime.DrainAsync();

        Assert.Equal(10.0, runtime.Read(flow).Value);
        Assert.Equal([11.0], heard);
    }

    [Fact]
    public async Task Observers_outside_the_lane_get_the_current_value_and_every_change_and_raw_ones_what_came_in()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Clean(flow, raw => new Map<double>(raw, s => s with { Value = 2 * s.Value }));
        await using var runtime = await builder.StartAsync();
        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1)));
        await runtime.DrainAsync();
        var clean = new ConcurrentQueue<double>();
        var raw = new ConcurrentQueue<double>();
        using var first = runtime.Observe(flow).Subscribe(new Recorder(clean));
        using var second = runtime.ObserveRaw(flow).Subscribe(new Recorder(raw));

        await Times.Until(() => clean.Count == 1);
        await runtime.PostAsync(flow, Sample.Good(2.0, Times.At(2)));
        await runtime.PostAsync(flow, Sample.Good(3.0, Times.At(3)));
        await Times.Until(() => clean.Count == 3 && raw.Count == 2);

        Assert.Equal([2.0, 4.0, 6.0], clean);
        Assert.Equal([2.0, 3.0], raw);
    }

    [Fact]
    public async Task A_chain_that_throws_costs_one_sample_and_lives_on()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Clean(flow, raw => new Map<double>(raw, s => s.Value == 2 ? throw new InvalidOperationException("boom") : s));
        var seen = new List<Sample<double>>();
        builder.Signal(flow).Subscribe(seen.Add);

        await using var runtime = await builder.StartAsync();
        for (var i = 1; i <= 3; i++)
            await runtime.PostAsync(flow, Sample.Good((double)i, Times.At(i)));
        await runtime.DrainAsync();

        Assert.Equal([Quality.Good, Quality.Bad | Quality.ComputationError, Quality.Good], seen.Select(s => s.Quality));
        Assert.Equal(1, runtime.Failures);
    }

    [Fact]
    public async Task A_subscriber_that_throws_in_the_lane_does_not_keep_others_from_the_sample()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        var signal = builder.Signal(flow);
        signal.Subscribe(_ => throw new InvalidOperationException("boom"));
        var heard = 0;
        signal.Subscribe(_ => heard++);
        var inverse = new List<Quality>();
        signal.Select(v => v == 0 ? throw new DivideByZeroException() : 1 / v).Subscribe(s => inverse.Add(s.Quality));

        await using var runtime = await builder.StartAsync();
        await runtime.PostAsync(flow, Sample.Good(0.0, Times.At(1)));
        await runtime.PostAsync(flow, Sample.Good(4.0, Times.At(2)));
        await runtime.DrainAsync();

        Assert.Equal(2, heard);
        Assert.Equal([Quality.Bad | Quality.ComputationError, Quality.Good], inverse);
        Assert.Equal(3, signal.Failures);
    }

    [Fact]
    public async Task All_wiring_mistakes_are_told_at_once_and_nothing_starts()
    {
        var pump = _graph.Add("pump-101");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var half = pump.AddDerived("half", Units.CubicMetrePerHour, [flow], v => v[0] / 2);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Options.Workers = 0;
        builder.Clean(flow, raw => raw).Clean(flow, raw => raw);
        var connector = new FakeConnector("a", new(flow, ConnectorAccess.Read | ConnectorAccess.Write, "t/1"), new(half, ConnectorAccess.Read, "t/2"));
        builder.AddConnector(connector);
        builder.AddConnector(new FakeConnector("a", new ConnectorBinding(flow, ConnectorAccess.Read, "t/3")));
        builder.Publish(builder.CreateSignal<double>("estimate", pump).Signal, flow, new ChangeOrigin(ChangeCause.Estimator, "filter"));

        var error = await Assert.ThrowsAsync<TwinConfigurationException>(() => builder.StartAsync());

        Assert.Equal(7, error.Problems.Count);
        Assert.All(["Workers", "cleaned twice", "named 'a'", "read from 2 sources: a t/1, a t/3", "written by 'filter'", "no set-point", "derived"], text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
        Assert.Null(connector.Host);
        Assert.True(connector.IsDisposed);
        await Assert.ThrowsAsync<InvalidOperationException>(() => builder.StartAsync());
    }

    [Fact]
    public async Task Values_grow_stale_by_the_clock_even_if_no_lane_has_anything_to_do()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour, o => o.MaxAge = TimeSpan.FromSeconds(10));
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Signal(flow);
        await using var runtime = await builder.StartAsync();
        var seen = new ConcurrentQueue<TwinChange>();
        await using var changes = _graph.Changes.Subscribe(seen.Enqueue, new ChangeFeedOptions { Kinds = TwinChangeKind.Stale });
        await runtime.PostAsync(flow, Sample.Good(5.0, Times.At(0)));
        await runtime.DrainAsync();

        _graph.Clock().Advance(TimeSpan.FromSeconds(11));
        await Times.Until(() => flow.Read().Quality == (Quality.Uncertain | Quality.Stale));
        _graph.Clock().Advance(TimeSpan.FromSeconds(20));
        await Times.Until(() => flow.Read().Quality == (Quality.Bad | Quality.Stale));
        await Times.Until(() => seen.Count == 2);

        Assert.Equal([Times.At(10), Times.At(30)], seen.Select(c => c.RecordTime));
        Assert.Equal(5.0, flow.Read().Value);
        await runtime.PostAsync(flow, Sample.Good(5.0, Times.At(31)));
        await runtime.DrainAsync();
        Assert.Equal(Quality.Good, flow.Read().Quality);
    }

    [Fact]
    public async Task The_value_with_the_shorter_age_grows_stale_in_time_whichever_came_first()
    {
        var pump = _graph.Add("pump");
        var slow = pump.AddProperty("slow", Units.Metre, o => o.MaxAge = TimeSpan.FromSeconds(100));
        var fast = pump.AddProperty("fast", Units.Metre, o => o.MaxAge = TimeSpan.FromSeconds(10));
        var estimate = _graph.Add("model").AddProperty("estimate", Units.Metre, o => o.MaxAge = TimeSpan.FromSeconds(20));
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Options.Clock = RuntimeClock.Samples;
        builder.Signal(slow);
        builder.Publish(builder.Signal(fast), estimate, new ChangeOrigin(ChangeCause.Estimator, "model"));
        await using var runtime = await builder.StartAsync();
        await runtime.PostAsync(slow, Sample.Good(1.0, Times.At(0)));
        await runtime.PostAsync(fast, Sample.Good(1.0, Times.At(1)));

        await runtime.AdvanceAsync(Times.At(11));
        Assert.Equal((Quality.Good, Quality.Uncertain | Quality.Stale, Quality.Good), (slow.Read().Quality, fast.Read().Quality, estimate.Read().Quality));
        await runtime.AdvanceAsync(Times.At(21));
        Assert.Equal((Quality.Good, Quality.Uncertain | Quality.Stale), (slow.Read().Quality, estimate.Read().Quality));
        await runtime.AdvanceAsync(Times.At(31));
        Assert.Equal((Quality.Good, Quality.Bad | Quality.Stale), (slow.Read().Quality, fast.Read().Quality));
    }

    [Fact]
    public async Task A_lost_link_makes_values_Bad_from_just_after_the_last_sample_and_buffered_samples_still_count()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var connector = new FakeConnector("plc", new ConnectorBinding(flow, ConnectorAccess.Read, "t"));
        await using var runtime = await new TwinRuntimeBuilder(_graph).AddConnector(connector).StartAsync();
        connector.Host!.ReportState(ConnectorState.Connected, "");
        await connector.Host.PostAsync(flow, Sample.Good(5.0, Times.At(0)), null, default);

        connector.Host.ReportState(ConnectorState.Reconnecting, "cable pulled");
        await runtime.DrainAsync();
        Assert.Equal(Quality.Bad | Quality.CommLoss, flow.Read().Quality);
        Assert.Equal(TwinLifeCycle.Degraded, runtime.Health(flow.Twin).State);
        Assert.Equal(ConnectorState.Reconnecting, runtime.Connectors.Single().State);

        connector.Host.ReportState(ConnectorState.Connected, "");
        await connector.Host.PostAsync(flow, Sample.Good(6.0, Times.At(1)), null, default);
        await runtime.DrainAsync();
        Assert.Equal(Quality.Good, flow.Read().Quality);
    }

    [Fact]
    public async Task Life_cycle_follows_sources_and_entanglement()
    {
        var pump = _graph.Add("pump");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour, o => o.MaxAge = TimeSpan.FromSeconds(60));
        var a = new FakeConnector("a", new ConnectorBinding(flow, ConnectorAccess.Read, "t", TimeSpan.FromSeconds(1)));
        var b = new FakeConnector("b", new ConnectorBinding(pump.AddProperty("head", Units.Metre), ConnectorAccess.Read, "u"));
        await using var runtime = await new TwinRuntimeBuilder(_graph).AddConnector(a).AddConnector(b).StartAsync();
        Assert.Equal(TwinLifeCycle.Unbound, runtime.Health(pump).State);

        a.Host!.ReportState(ConnectorState.Connected, "");
        await runtime.DrainAsync();
        Assert.Equal(TwinLifeCycle.Binding, runtime.Health(pump).State);
        b.Host!.ReportState(ConnectorState.Connected, "");
        await runtime.DrainAsync();
        Assert.Equal(TwinLifeCycle.Bound, runtime.Health(pump).State);

        for (var i = 0; i < 12; i++)
        {
            _graph.Clock().Advance(TimeSpan.FromSeconds(1));
            await a.Host.PostAsync(flow, Sample.Good((double)i, _graph.TimeProvider.GetUtcNow()), null, default);
            await runtime.AdvanceAsync(_graph.TimeProvider.GetUtcNow());
        }

        Assert.Equal(TwinLifeCycle.Synchronized, runtime.Health(pump).State);
        Assert.InRange(runtime.Health(pump).Entanglement!.Value, 0.7, 1.0);
        await runtime.AdvanceAsync(_graph.TimeProvider.GetUtcNow().AddSeconds(30));
        Assert.Equal(TwinLifeCycle.Degraded, runtime.Health(pump).State);
        await runtime.AdvanceAsync(_graph.TimeProvider.GetUtcNow().AddSeconds(90));
        Assert.Equal(TwinLifeCycle.OutOfSync, runtime.Health(pump).State);
    }

    [Fact]
    public async Task A_replay_with_a_connector_judges_health_from_the_first_sample_on()
    {
        var pump = _graph.Add("pump");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var connector = new FakeConnector("record", new ConnectorBinding(flow, ConnectorAccess.Read, "t", TimeSpan.FromSeconds(1)));
        var builder = new TwinRuntimeBuilder(_graph).AddConnector(connector);
        builder.Options.Clock = RuntimeClock.Samples;
        await using var runtime = await builder.StartAsync();
        connector.Host!.ReportState(ConnectorState.Connected, "");

        for (var i = 0; i < 20; i++)
            await connector.Host.PostAsync(flow, Sample.Good((double)i, Times.At(i)), null, default);
        await runtime.DrainAsync();

        Assert.True(runtime.Health(pump).State == TwinLifeCycle.Synchronized, runtime.Health(pump).ToString());
        Assert.Equal(1.0, runtime.Health(pump).Timeliness);
    }

    [Fact]
    public async Task A_full_queue_makes_the_connector_wait_and_loses_nothing()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Options.QueueCapacity = 16;
        var release = new TaskCompletionSource();
        var seen = 0;
        builder.Signal(flow).Subscribe(_ =>
        {
            if (seen++ == 0)
                SpinWait.SpinUntil(() => release.Task.IsCompleted, TimeSpan.FromMinutes(1));
        });
        await using var runtime = await builder.StartAsync();

        var posts = Enumerable.Range(1, 1000).Select(i => runtime.PostAsync(flow, Sample.Good((double)i, Times.At(i))).AsTask()).ToArray();
        Assert.False(posts[^1].IsCompleted);
        Assert.InRange(runtime.QueuedSamples, 0, 16);
        release.SetResult();
        await Task.WhenAll(posts);
        await runtime.DrainAsync();

        Assert.Equal(1000, runtime.ProcessedSamples);
    }

    [Fact]
    public async Task Stopping_works_off_what_was_accepted_and_can_be_done_twice()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        var count = 0;
        builder.Signal(flow).Subscribe(_ => count++);
        var runtime = await builder.StartAsync();
        for (var i = 1; i <= 5000; i++)
            await runtime.PostAsync(flow, Sample.Good((double)i, Times.At(i / 1000.0)));

        await runtime.StopAsync();
        await runtime.DisposeAsync();

        Assert.Equal(5000, count);
        Assert.True(runtime.Completion.IsCompletedSuccessfully);
    }

    private sealed class Recorder(ConcurrentQueue<double> into) : IObserver<Sample<double>>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => throw error;

        public void OnNext(Sample<double> value) => into.Enqueue(value.Value);
    }
}
