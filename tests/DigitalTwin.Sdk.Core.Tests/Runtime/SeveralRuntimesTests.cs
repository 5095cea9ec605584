namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>Several runtimes on one graph, and what a stopped one and a removed twin say of themselves.</summary>
public sealed class SeveralRuntimesTests
{
    private readonly TwinGraph _graph = Times.Graph();
    private readonly Property<double> _flow;
    private readonly Setpoint<double> _speed;

    public SeveralRuntimesTests()
    {
        _flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        _speed = _graph["pump"].AddSetpoint("speed", Units.RevolutionPerMinute);
    }

    [Fact]
    public async Task A_second_runtime_that_reads_or_writes_the_same_is_refused_and_told_by_whom()
    {
        await using var first = await Composed("one").StartAsync();

        var refused = await Assert.ThrowsAsync<TwinConfigurationException>(() => Composed("two").StartAsync());

        Assert.Collection(
            refused.Problems.Order(StringComparer.Ordinal),
            p => Assert.Contains("'pump/flow' is read or written by twin runtime 1 (one)", p, StringComparison.Ordinal),
            p => Assert.Contains("'pump/speed' is written to the asset by twin runtime 1 (one)", p, StringComparison.Ordinal));
        await first.StopAsync();
        await using var second = await Composed("two").StartAsync();
    }

    [Fact]
    public async Task A_second_runtime_may_listen_to_what_the_first_one_reads()
    {
        await using var first = await Composed("one").StartAsync();
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Signal(_flow);

        await using var second = await builder.StartAsync();
    }

    [Fact]
    public async Task Properties_that_are_published_or_cleaned_have_one_runtime_too()
    {
        await using var first = await Cleaning().StartAsync();

        await Assert.ThrowsAsync<TwinConfigurationException>(() => Cleaning().StartAsync());
        await Assert.ThrowsAsync<TwinConfigurationException>(() => Composed("two").StartAsync());

        TwinRuntimeBuilder Cleaning() => new TwinRuntimeBuilder(_graph).Clean(_flow, raw => raw);
    }

    [Fact]
    public async Task A_stopped_runtime_says_that_it_has_stopped_and_which_one_it_was()
    {
        var connector = new DisposedConnector(_flow);
        var runtime = await new TwinRuntimeBuilder(_graph).AddConnector(connector).StartAsync();
        await runtime.StopAsync();

        var posting = await Assert.ThrowsAsync<InvalidOperationException>(async () => await runtime.PostAsync(_flow, Sample.Good(1.0, Times.At(1))));
        var reading = await Assert.ThrowsAsync<InvalidOperationException>(() => runtime.ReadAsync(_flow, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));

        foreach (var message in new[] { posting.Message, reading.Message })
        {
            Assert.StartsWith("Twin runtime 1 (link) has stopped; it does not", message, StringComparison.Ordinal);
            Assert.Contains("pump/flow", message, StringComparison.Ordinal);
        }

        Assert.Equal(Quality.NoData, (await runtime.ReadAsync(_flow, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), StaleFallback.UseTwin)).Quality);
    }

    [Fact]
    public async Task A_removed_twin_reads_stopped_and_is_judged_no_more()
    {
        var connector = new FakeConnector("link", new ConnectorBinding(_flow, ConnectorAccess.Read, "flow"));
        await using var runtime = await new TwinRuntimeBuilder(_graph).AddConnector(connector).StartAsync();
        var pump = _graph["pump"];
        connector.Host!.ReportState(ConnectorState.Connected, "up");
        await runtime.AdvanceAsync(Times.At(5));
        Assert.Equal(TwinLifeCycle.Bound, runtime.Health(pump).State);

        _graph.Remove(pump);
        Assert.Equal((TwinLifeCycle.Stopped, "the twin has been removed from its graph"), (runtime.Health(pump).State, runtime.Health(pump).Reason));
        await runtime.AdvanceAsync(Times.At(60));

        Assert.Equal(TwinLifeCycle.Stopped, runtime.Health(pump).State);
        Assert.Equal(0, runtime.Failures);
        Assert.Empty(runtime.Healths());
    }

    private TwinRuntimeBuilder Composed(string name) => new TwinRuntimeBuilder(_graph).AddConnector(new FakeConnector(
        name, new ConnectorBinding(_flow, ConnectorAccess.Read, "flow"), new ConnectorBinding(_speed.Reported, ConnectorAccess.Write, "speed")));

    private sealed class DisposedConnector(Property<double> flow) : IConnector, IPlantReader
    {
        public string Name => "link";

        public IReadOnlyCollection<ConnectorBinding> Bindings => [new ConnectorBinding(flow, ConnectorAccess.Read, "flow")];

        public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask<bool> RequestAsync(Property property, CancellationToken cancellationToken) => throw new ObjectDisposedException("client");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
