namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>What a twin says of itself when its device falls silent, leaves, floods, or has a wrong clock (semantics S4, S5).</summary>
public sealed class HealthTests
{
    private readonly TwinGraph _graph = Times.Graph();

    [Fact]
    public async Task Where_nothing_states_how_often_a_device_speaks_its_twin_is_never_called_synchronized()
    {
        var (pump, flow) = Pump();
        var (runtime, host) = await StartAsync(new ConnectorBinding(flow, ConnectorAccess.Read, "flow"));
        for (var i = 1; i <= 20; i++)
            await SayAsync(runtime, host, flow, i);

        var talking = runtime.Health(pump);
        await runtime.AdvanceAsync(Times.At(3600));

        foreach (var health in new[] { talking, runtime.Health(pump) })
        {
            Assert.Equal(TwinLifeCycle.Bound, health.State);
            Assert.Null(health.Reliability);
            Assert.Null(health.Entanglement);
        }

        await runtime.DisposeAsync();
    }

    [Fact]
    public async Task A_maximum_age_tells_a_silent_device_from_a_quiet_one()
    {
        var (pump, flow) = Pump(maxAge: 30);
        var (runtime, host) = await StartAsync(new ConnectorBinding(flow, ConnectorAccess.Read, "flow"));
        await runtime.AdvanceAsync(Times.At(1));
        Assert.Equal(TwinLifeCycle.Bound, runtime.Health(pump).State);
        await SayAsync(runtime, host, flow, 2);
        Assert.Equal((TwinLifeCycle.Synchronized, null), (runtime.Health(pump).State, runtime.Health(pump).Entanglement));
        await runtime.AdvanceAsync(Times.At(31));
        Assert.Equal(TwinLifeCycle.Synchronized, runtime.Health(pump).State);

        await runtime.AdvanceAsync(Times.At(33));

        Assert.Equal(TwinLifeCycle.OutOfSync, runtime.Health(pump).State);
        await SayAsync(runtime, host, flow, 34);
        Assert.Equal(TwinLifeCycle.Synchronized, runtime.Health(pump).State);
        await runtime.DisposeAsync();
    }

    [Fact]
    public async Task One_stale_input_of_several_degrades_the_twin_and_is_named()
    {
        var (pump, flow) = Pump(maxAge: 30);
        var head = pump.AddProperty("head", Units.Metre, o => o.MaxAge = TimeSpan.FromSeconds(10));
        var (runtime, host) = await StartAsync(new(flow, ConnectorAccess.Read, "flow"), new(head, ConnectorAccess.Read, "head"));
        await SayAsync(runtime, host, flow, 1);
        Assert.Equal(TwinLifeCycle.Bound, runtime.Health(pump).State);
        await SayAsync(runtime, host, head, 2);
        Assert.Equal(TwinLifeCycle.Synchronized, runtime.Health(pump).State);

        await runtime.AdvanceAsync(Times.At(13));

        Assert.Equal((TwinLifeCycle.Degraded, "stale: head"), (runtime.Health(pump).State, runtime.Health(pump).Reason));
        await runtime.DisposeAsync();
    }

    [Fact]
    public async Task A_chatty_property_does_not_hide_one_that_has_fallen_silent()
    {
        var (pump, flow) = Pump();
        var head = pump.AddProperty("head", Units.Metre);
        var second = TimeSpan.FromSeconds(1);
        var (runtime, host) = await StartAsync(new(flow, ConnectorAccess.Read, "flow", second), new(head, ConnectorAccess.Read, "head", second));
        for (var i = 1; i <= 40; i++)
        {
            if (i <= 20)
                await SayAsync(runtime, host, head, i);
            for (var n = 0; n < 5; n++)
                await SayAsync(runtime, host, flow, i + (0.1 * n));
            if (i == 20)
                Assert.Equal((TwinLifeCycle.Synchronized, 0.9), (runtime.Health(pump).State, runtime.Health(pump).Reliability));
        }

        Assert.Equal((TwinLifeCycle.Degraded, 0.0), (runtime.Health(pump).State, runtime.Health(pump).Reliability));
        await runtime.DisposeAsync();
    }

    [Fact]
    public async Task After_a_lost_link_came_back_the_twin_waits_for_values_before_it_is_in_step()
    {
        var (pump, flow) = Pump(maxAge: 30);
        var (runtime, host) = await StartAsync(new ConnectorBinding(flow, ConnectorAccess.Read, "flow"));
        await SayAsync(runtime, host, flow, 1);
        host.ReportState(ConnectorState.Reconnecting, "cable");
        host.ReportState(ConnectorState.Connected, "");
        await runtime.AdvanceAsync(Times.At(2));
        Assert.Equal(TwinLifeCycle.Degraded, runtime.Health(pump).State);

        for (var i = 3; i <= 40; i++)
            await SayAsync(runtime, host, flow, i);

        Assert.Equal(TwinLifeCycle.Synchronized, runtime.Health(pump).State);
        await runtime.DisposeAsync();
    }

    [Fact]
    public async Task Updates_from_the_future_are_counted_and_raise_nothing()
    {
        var (pump, flow) = Pump();
        var (runtime, host) = await StartAsync(new ConnectorBinding(flow, ConnectorAccess.Read, "flow", TimeSpan.FromSeconds(1)));
        for (var i = 1; i <= 20; i++)
        {
            await host.PostAsync(flow, new Sample<double>(i, Times.At(i + 5), Times.At(i), Quality.Good), null, default);
            await host.PostAsync(flow, new Sample<double>(i, Times.At(i + 5.5), Times.At(i + 5.5), Quality.Uncertain | Quality.ClockSkew), null, default);
        }

        await host.PostAsync(flow, new Sample<double>(1, Times.At(32), Times.At(30), Quality.Good), null, default);
        await runtime.AdvanceAsync(Times.At(31));

        var health = runtime.Health(pump);
        Assert.Equal((41L, TimeSpan.FromSeconds(2), 0.0), (health.SkewedUpdates, health.ClockSkew, health.Timeliness));
        Assert.NotEqual(TwinLifeCycle.Synchronized, health.State);
        await runtime.DisposeAsync();
    }

    [Fact]
    public async Task A_flood_of_presence_is_bounded_and_ends_with_the_last_word()
    {
        var (pump, flow) = Pump();
        var release = new TaskCompletionSource();
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Options.Clock = RuntimeClock.Samples;
        var connector = new FakeConnector("plc", new ConnectorBinding(flow, ConnectorAccess.Read, "flow", TimeSpan.FromSeconds(1)));
        builder.AddConnector(connector);
        builder.Signal(flow).Subscribe(_ => SpinWait.SpinUntil(() => release.Task.IsCompleted, TimeSpan.FromMinutes(1)));
        await using var runtime = await builder.StartAsync();
        connector.Host!.ReportState(ConnectorState.Connected, "");
        await connector.Host.PostAsync(flow, Sample.Good(1.0, Times.At(1)), null, default);

        for (var i = 0; i < 100_000; i++)
            connector.Host.ReportPresence(pump, i % 2 == 0, "");
        await connector.Host.PostAsync(flow, Sample.Good(2.0, Times.At(2)), null, default);
        connector.Host.ReportPresence(pump, false, "");
        release.SetResult();
        await runtime.DrainAsync();

        Assert.InRange(runtime.CoalescedPresence, 99_900, 100_000);
        await runtime.AdvanceAsync(Times.At(4));
        Assert.Equal((TwinLifeCycle.Degraded, "the device has left"), (runtime.Health(pump).State, runtime.Health(pump).Reason));
        Assert.Equal(Quality.Bad | Quality.CommLoss, flow.Read().Quality);
    }

    [Fact]
    public async Task Being_told_again_that_a_device_is_there_is_no_news_but_that_it_has_left_marks_its_values_again()
    {
        var (pump, flow) = Pump();
        var (runtime, host) = await StartAsync(new ConnectorBinding(flow, ConnectorAccess.Read, "flow"));
        var heard = new List<TwinChange>();
        await using var feed = _graph.Changes.Subscribe(heard.Add, new ChangeFeedOptions { Kinds = TwinChangeKind.LifeCycle });
        for (var i = 0; i < 1000; i++)
            host.ReportPresence(pump, true, "");
        host.ReportPresence(pump, false, "");
        await SayAsync(runtime, host, flow, 1);
        Assert.Equal(Quality.Good, flow.Read().Quality);

        host.ReportPresence(pump, false, "");
        await runtime.DrainAsync();

        Assert.Equal(Quality.Bad | Quality.CommLoss, flow.Read().Quality);
        await feed.DrainAsync(default);
        Assert.Single(heard, c => c.Health!.State == TwinLifeCycle.Degraded);
        Assert.Equal(0, runtime.CoalescedPresence);
        await runtime.DisposeAsync();
    }

    [Fact]
    public void Up_time_is_bounded_however_often_it_changes_and_its_share_is_exact()
    {
        var window = new UpTimeWindow(windowTicks: 100, startTicks: 0);
        Assert.Equal(0, window.Share(10));
        window.Note(true, 20);
        Assert.Equal(0.5, window.Share(40));
        window.Note(false, 60);
        Assert.Equal(0.4, window.Share(100), 12);
        Assert.Equal(0.3, window.Share(130), 12);
        window.Note(true, 130);
        Assert.Equal(0.5 + 0.1, window.Share(180 + 10), 12);

        for (var i = 0; i < 100_000; i++)
            window.Note(i % 2 == 0, 200 + (i / 10));
        Assert.InRange(window.Spans, 1, 257);
        Assert.InRange(window.Share(10_300), 0, 1);
    }

    private static async Task SayAsync(TwinRuntime runtime, IConnectorHost host, Property<double> property, double second)
    {
        await host.PostAsync(property, Sample.Good(second, Times.At(second)), null, default);
        await runtime.AdvanceAsync(Times.At(Math.Floor(second + 1)));
    }

    private (Twin Pump, Property<double> Flow) Pump(double? maxAge = null)
    {
        var pump = _graph.Add("pump");
        return (pump, pump.AddProperty("flow", Units.CubicMetrePerHour, o => o.MaxAge = maxAge is { } age ? TimeSpan.FromSeconds(age) : null));
    }

    private async Task<(TwinRuntime Runtime, IConnectorHost Host)> StartAsync(params ConnectorBinding[] bindings)
    {
        var connector = new FakeConnector("plc", bindings);
        var builder = new TwinRuntimeBuilder(_graph).AddConnector(connector);
        builder.Options.Clock = RuntimeClock.Samples;
        var runtime = await builder.StartAsync();
        connector.Host!.ReportState(ConnectorState.Connected, "");
        return (runtime, connector.Host);
    }
}
