using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>When a link was lost, and what a connector went through.</summary>
public sealed class LinkGapTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly List<LinkGap> _gaps = [];

    [Fact]
    public async Task A_lost_link_leaves_a_gap_from_the_last_sample_to_its_return()
    {
        var (runtime, host, flow) = await StartAsync();
        await using var _ = runtime;
        host.ReportState(ConnectorState.Connected, "");
        await host.PostAsync(flow, Sample.Good(1.0, Noon), null, default);
        _clock.Advance(TimeSpan.FromSeconds(5));
        host.ReportState(ConnectorState.Reconnecting, "cable pulled");
        _clock.Advance(TimeSpan.FromSeconds(20));
        host.ReportState(ConnectorState.Reconnecting, "still");
        Assert.Empty(_gaps);
        _clock.Advance(TimeSpan.FromSeconds(5));
        host.ReportState(ConnectorState.Connected, "");

        Assert.Equal([new LinkGap("fake", Noon, Noon.AddSeconds(30), "cable pulled")], _gaps);
        Assert.Equal(TimeSpan.FromSeconds(30), _gaps[0].Length);
        Assert.Equal(
            [(0.0, ConnectorState.Connecting), (0, ConnectorState.Connected), (5, ConnectorState.Reconnecting), (25, ConnectorState.Reconnecting), (30, ConnectorState.Connected)],
            runtime.ConnectorLog("fake").Select(e => ((e.Time - Noon).TotalSeconds, e.State)));
        Assert.Empty(runtime.ConnectorLog("nobody"));
    }

    [Fact]
    public async Task Without_a_sample_the_gap_begins_when_the_loss_was_noticed_and_coming_up_first_is_none()
    {
        var (runtime, host, _) = await StartAsync();
        await using var __ = runtime;
        host.ReportState(ConnectorState.Connecting, "");
        host.ReportState(ConnectorState.Connected, "");
        Assert.Empty(_gaps);
        _clock.Advance(TimeSpan.FromSeconds(7));
        host.ReportState(ConnectorState.Faulted, "thrown out");
        _clock.Advance(TimeSpan.FromSeconds(3));
        host.ReportState(ConnectorState.Connected, "");
        Assert.Equal([new LinkGap("fake", Noon.AddSeconds(7), Noon.AddSeconds(10), "thrown out")], _gaps);
    }

    [Fact]
    public async Task The_log_is_bounded_and_a_subscriber_that_throws_keeps_no_other_from_being_told()
    {
        var (runtime, host, _) = await StartAsync();
        await using var __ = runtime;
        using var bad = runtime.LinkGaps.Subscribe(new Throwing());
        var after = new List<LinkGap>();
        var subscription = runtime.LinkGaps.Subscribe(new Collecting(after));
        for (var i = 0; i < 200; i++)
        {
            host.ReportState(ConnectorState.Connected, "");
            host.ReportState(ConnectorState.Reconnecting, $"loss {i}");
            if (i == 100)
                subscription.Dispose();
        }

        Assert.Equal(100, runtime.ConnectorLog("fake").Count);
        Assert.Equal("loss 199", runtime.ConnectorLog("fake")[^1].Reason);
        Assert.Equal((199, 100), (_gaps.Count, after.Count));
        Assert.Equal(199, runtime.Failures);
    }

    private async Task<(TwinRuntime Runtime, IConnectorHost Host, Property<double> Flow)> StartAsync()
    {
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = _clock });
        var flow = graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var connector = new FakeConnector("fake", new ConnectorBinding(flow, ConnectorAccess.Read, "somewhere"));
        var runtime = await new TwinRuntimeBuilder(graph).AddConnector(connector).StartAsync();
        runtime.LinkGaps.Subscribe(new Collecting(_gaps));
        return (runtime, connector.Host!, flow);
    }

    private sealed class Collecting(List<LinkGap> gaps) : IObserver<LinkGap>
    {
        public void OnNext(LinkGap value) => gaps.Add(value);

        public void OnError(Exception error) => throw new NotSupportedException();

        public void OnCompleted() => throw new NotSupportedException();
    }

    private sealed class Throwing : IObserver<LinkGap>
    {
        public void OnNext(LinkGap value) => throw new InvalidOperationException("no");

        public void OnError(Exception error) => throw new NotSupportedException();

        public void OnCompleted() => throw new NotSupportedException();
    }
}
